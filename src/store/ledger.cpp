#include "store/ledger.hpp"

#include "store/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace store {

namespace {

using market::ms_of;
using market::time_from_ms;

constexpr auto conflict_columns = "SELECT id,series,open_ms,rule,settled,served,other,sum FROM ledger";

base::Result<LedgerEntry> entry_of(const Query& query) {
  CHECK(query.check(ledger_table, "the ledger"));
  LedgerEntry entry;
  entry.id = query.integer(0);
  entry.series = SeriesId{query.integer(1)};
  entry.rule = static_cast<Rule>(query.integer(3));
  entry.settled = query.integer(4) != 0;
  TRY(entry.served, get_row(query.blob(5), query.integer(2)));
  TRY(entry.other, get_row(query.blob(6), query.integer(2)));
  return entry;
}

base::Result<std::vector<LedgerEntry>> entries(Query query) {
  std::vector<LedgerEntry> found;
  CHECK(query.each([&]() -> base::Done {
    TRY(auto entry, entry_of(query));
    found.push_back(std::move(entry));
    return {};
  }));
  return found;
}

bool says_the_same(const LedgerEntry& a, const LedgerEntry& b) {
  return a.rule == b.rule && a.served.candle == b.served.candle && a.other.candle == b.other.candle;
}

}  // namespace

std::string_view name(Rule rule) {
  constexpr std::array<std::string_view, 6> names = {
      "unknown", "newer of equal evidence", "higher evidence", "lower evidence", "vanished", "chosen by hand"};
  const auto at = static_cast<std::size_t>(rule);
  return names[at < names.size() ? at : 0];
}

base::Done put_conflict(const Database& database, const LedgerEntry& entry) {
  TRY(auto query, database.query("INSERT OR REPLACE INTO ledger VALUES(?,?,?,?,?,?,?,?)"));
  ByteWriter served;
  ByteWriter other;
  put_row(entry.served.candle, entry.served.mark, served);
  put_row(entry.other.candle, entry.other.mark, other);
  return query.put(ledger_table, entry.id, static_cast<std::int64_t>(entry.series),
                   ms_of(entry.served.candle.open_time), static_cast<std::int64_t>(entry.rule),
                   std::int64_t{entry.settled}, ByteView{served.bytes()}, ByteView{other.bytes()});
}

base::Result<bool> add_conflict(const Database& database, LedgerEntry entry) {
  TRY(auto earlier, conflicts_of(database, entry.series, entry.served.candle.open_time));
  for (const auto& known : earlier) {
    if (says_the_same(known, entry)) return false;
  }
  for (auto& known : earlier) {
    if (known.settled) continue;
    known.settled = true;
    CHECK(put_conflict(database, known));
  }
  TRY(const auto last, database.value("SELECT max(id) FROM ledger"));
  entry.id = last + 1;
  CHECK(put_conflict(database, entry));
  return true;
}

base::Result<LedgerEntry> load_conflict(const Database& database, std::int64_t id) {
  TRY(auto query, database.query(std::string(conflict_columns) + " WHERE id=?"));
  query.bind(1, id);
  TRY(const bool found, query.step());
  if (found) return entry_of(query);
  return base::fail(base::Code::not_found, fmt::format("there is no conflict {}", id));
}

base::Result<std::vector<LedgerEntry>> load_conflicts(const Database& database, std::optional<SeriesId> series) {
  if (!series) {
    TRY(auto all, database.query(std::string(conflict_columns) + " ORDER BY id"));
    return entries(std::move(all));
  }
  TRY(auto query, database.query(std::string(conflict_columns) + " WHERE series=? ORDER BY id"));
  query.bind(1, static_cast<std::int64_t>(*series));
  return entries(std::move(query));
}

base::Result<std::vector<LedgerEntry>> conflicts_of(const Database& database, SeriesId series, market::Time open) {
  TRY(auto query, database.query(std::string(conflict_columns) + " WHERE series=? AND open_ms=? ORDER BY id"));
  query.bind(1, static_cast<std::int64_t>(series)).bind(2, ms_of(open));
  return entries(std::move(query));
}

base::Result<std::vector<Failure>> load_failures(const Database& database, std::optional<SeriesId> series) {
  TRY(auto query, database.query("SELECT series,from_ms,until_ms,reason,attempts,first_at,last_at,next_try,sum FROM "
                                 "failures WHERE ?1 IS NULL OR series=?1 ORDER BY series,from_ms,until_ms"));
  if (series) query.bind(1, static_cast<std::int64_t>(*series));
  std::vector<Failure> failures;
  CHECK(query.each([&]() -> base::Done {
    CHECK(query.check(failures_table, "failures"));
    failures.push_back({SeriesId{query.integer(0)},
                        {time_from_ms(query.integer(1)), time_from_ms(query.integer(2))},
                        query.text(3),
                        static_cast<int>(query.integer(4)),
                        time_from_ms(query.integer(5)),
                        time_from_ms(query.integer(6)),
                        time_from_ms(query.integer(7))});
    return {};
  }));
  return failures;
}

base::Done add_failure(const Database& database, Failure failure) {
  TRY(const auto known, load_failures(database, failure.series));
  const auto same = std::ranges::find(known, failure.span, &Failure::span);
  if (same != known.end()) {
    failure.attempts += same->attempts;
    failure.first = same->first;
  }
  TRY(auto query, database.query("INSERT OR REPLACE INTO failures VALUES(?,?,?,?,?,?,?,?,?)"));
  return query.put(failures_table, static_cast<std::int64_t>(failure.series), ms_of(failure.span.from),
                   ms_of(failure.span.until), std::string_view{failure.reason}, std::int64_t{failure.attempts},
                   ms_of(failure.first), ms_of(failure.last), ms_of(failure.next_try));
}

base::Done remove_failure(const Database& database, const Failure& failure) {
  TRY(auto query, database.query("DELETE FROM failures WHERE series=? AND from_ms=? AND until_ms=?"));
  query.bind(1, static_cast<std::int64_t>(failure.series));
  return query.bind(2, ms_of(failure.span.from)).bind(3, ms_of(failure.span.until)).run();
}

}  // namespace store
