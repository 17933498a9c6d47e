#include "store/catalog.hpp"

#include "store/schema.hpp"

#include <fmt/format.h>

namespace store {

namespace {

using market::ms_of;
using market::time_from_ms;

constexpr auto series_columns =
    "SELECT id,name,venue_symbol,first,last,rows,wanted_from,wanted_until,listed,revision,sum FROM series";

std::optional<std::int64_t> ms(const std::optional<market::Time>& at) {
  return at ? std::optional{ms_of(*at)} : std::nullopt;
}
std::optional<market::Time> time(std::optional<std::int64_t> at) {
  return at ? std::optional{time_from_ms(*at)} : std::nullopt;
}

base::Result<SeriesRow> series_of(const Query& query) {
  CHECK(query.check(series_table, "series"));
  TRY(const auto series, market::Series::parse(query.text(1)));
  SeriesRow row;
  row.info.id = SeriesId{query.integer(0)};
  row.info.series = series;
  row.info.venue_symbol = query.text(2);
  row.info.first = time(query.maybe(3));
  row.info.last = time(query.maybe(4));
  row.info.rows = query.integer(5);
  if (query.maybe(6)) row.info.wanted = market::Span{time_from_ms(query.integer(6)), time_from_ms(query.integer(7))};
  row.info.listed = time(query.maybe(8));
  row.info.revision = query.integer(9);
  return row;
}

}  // namespace

base::Result<SeriesRow> load_series(const Database& database, SeriesId id) {
  TRY(auto query, database.query(std::string(series_columns) + " WHERE id=?"));
  query.bind(1, static_cast<std::int64_t>(id));
  TRY(const bool found, query.step());
  if (found) return series_of(query);
  return base::fail(base::Code::not_found,
                    fmt::format("{}: there is no series {}", database.file().string(), static_cast<std::int64_t>(id)));
}

base::Result<std::optional<SeriesRow>> find_series(const Database& database, const market::Series& series) {
  TRY(auto query, database.query(std::string(series_columns) + " WHERE name=?"));
  const auto name = series.text();
  query.bind(1, std::string_view{name});
  TRY(const bool found, query.step());
  if (!found) return std::nullopt;
  return series_of(query);
}

base::Result<std::vector<SeriesRow>> all_series(const Database& database) {
  TRY(auto query, database.query(std::string(series_columns) + " ORDER BY id"));
  std::vector<SeriesRow> rows;
  CHECK(query.each([&]() -> base::Done {
    TRY(auto row, series_of(query));
    rows.push_back(std::move(row));
    return {};
  }));
  return rows;
}

base::Done put_series(const Database& database, const SeriesRow& row) {
  TRY(auto query, database.query("INSERT OR REPLACE INTO series VALUES(?,?,?,?,?,?,?,?,?,?,?)"));
  const auto& info = row.info;
  const auto name = info.series.text();
  const auto from = info.wanted ? std::optional{ms_of(info.wanted->from)} : std::nullopt;
  const auto until = info.wanted ? std::optional{ms_of(info.wanted->until)} : std::nullopt;
  return query.put(series_table, row.id(), std::string_view{name}, std::string_view{info.venue_symbol}, ms(info.first),
                   ms(info.last), info.rows, from, until, ms(info.listed), info.revision);
}

base::Result<std::vector<market::Instrument>> all_instruments(const Database& database) {
  TRY(auto query, database.query("SELECT symbol,venue_symbol,base,quote,trading,listed_at,sum FROM instruments"));
  std::vector<market::Instrument> instruments;
  CHECK(query.each([&]() -> base::Done {
    CHECK(query.check(instruments_table, "instruments"));
    instruments.push_back(
        {query.text(0), query.text(1), query.text(2), query.text(3), query.integer(4) != 0, time(query.maybe(5))});
    return {};
  }));
  return instruments;
}

base::Done put_instrument(const Database& database, const market::Instrument& instrument) {
  TRY(auto query, database.query("INSERT OR REPLACE INTO instruments VALUES(?,?,?,?,?,?,?)"));
  return query.put(instruments_table, std::string_view{instrument.symbol}, std::string_view{instrument.venue_symbol},
                   std::string_view{instrument.base}, std::string_view{instrument.quote},
                   std::int64_t{instrument.trading}, ms(instrument.listed_at));
}

base::Result<std::int64_t> origin_id(const Database& database, const Origin& origin) {
  {
    TRY(auto query, database.query("SELECT id FROM origins WHERE source=? AND job=?"));
    query.bind(1, std::string_view{origin.source}).bind(2, std::string_view{origin.job});
    TRY(const bool found, query.step());
    if (found) return query.integer(0);
  }
  TRY(const auto last, database.value("SELECT max(id) FROM origins"));
  TRY(auto query, database.query("INSERT INTO origins VALUES(?,?,?,?)"));
  CHECK(query.put(origins_table, last + 1, std::string_view{origin.source}, std::string_view{origin.job}));
  return last + 1;
}

base::Result<Origin> load_origin(const Database& database, std::int64_t id) {
  TRY(auto query, database.query("SELECT id,source,job,sum FROM origins WHERE id=?"));
  query.bind(1, id);
  TRY(const bool found, query.step());
  if (!found) {
    return base::fail(base::Code::corrupt, fmt::format("{}: origin {} is missing", database.file().string(), id));
  }
  CHECK(query.check(origins_table, "origins"));
  return Origin{query.text(1), query.text(2)};
}

base::Result<std::int64_t> check_origins(const Database& database) {
  TRY(auto query, database.query("SELECT id,source,job,sum FROM origins"));
  std::int64_t count = 0;
  CHECK(query.each([&] {
    ++count;
    return query.check(origins_table, "origins");
  }));
  return count;
}

}  // namespace store
