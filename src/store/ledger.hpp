// The ledger: candles that are not served, and attempts that failed.
#pragma once

#include "store/row.hpp"
#include "store/sqlite.hpp"

namespace store {

// Why a candle is served and the other is not. Numbers are on disk.
enum class Rule : std::uint8_t {
  newer_of_equal_evidence = 1,
  higher_evidence = 2,
  lower_evidence = 3,
  vanished = 4,
  chosen_by_hand = 5,
};
std::string_view name(Rule rule);

struct LedgerEntry {
  std::int64_t id = 0;
  SeriesId series{};
  Rule rule = Rule::vanished;
  bool settled = false;
  MarkedCandle served;
  MarkedCandle other;
};

// Adds an entry; false when the bucket has one that says the same. Earlier entries of the bucket are superseded.
base::Result<bool> add_conflict(const Database& database, LedgerEntry entry);
base::Done put_conflict(const Database& database, const LedgerEntry& entry);
base::Result<LedgerEntry> load_conflict(const Database& database, std::int64_t id);
// Of a series, or of all; ascending by id.
base::Result<std::vector<LedgerEntry>> load_conflicts(const Database& database, std::optional<SeriesId> series);
base::Result<std::vector<LedgerEntry>> conflicts_of(const Database& database, SeriesId series, market::Time open);

base::Result<std::vector<Failure>> load_failures(const Database& database, std::optional<SeriesId> series);
base::Done add_failure(const Database& database, Failure failure);
base::Done remove_failure(const Database& database, const Failure& failure);

}  // namespace store
