// The catalog of a venue file: its series, its instruments, and the origins that provenance points to.
#pragma once

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace store {

// A series as its row says: first, last and rows are of the blocks alone, and the tail comes on top.
struct SeriesRow {
  SeriesInfo info;
  std::int64_t id() const { return static_cast<std::int64_t>(info.id); }
};

base::Result<SeriesRow> load_series(const Database& database, SeriesId id);
base::Result<std::optional<SeriesRow>> find_series(const Database& database, const market::Series& series);
base::Result<std::vector<SeriesRow>> all_series(const Database& database);
base::Done put_series(const Database& database, const SeriesRow& row);

base::Result<std::vector<market::Instrument>> all_instruments(const Database& database);
base::Done put_instrument(const Database& database, const market::Instrument& instrument);

// Sources and jobs are written once each; provenance refers to them by number.
struct Origin {
  std::string source;
  std::string job;
};
base::Result<std::int64_t> origin_id(const Database& database, const Origin& origin);
base::Result<Origin> load_origin(const Database& database, std::int64_t id);
base::Result<std::int64_t> check_origins(const Database& database);

}  // namespace store
