#include "store/tail.hpp"

#include "store/block.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace store {

namespace {

using market::ms_of;
using market::Time;
using market::time_from_ms;
using market::Timeframe;

// Moments at which a candle of the timeframe may open, one after the other.
class Opens {
 public:
  Opens(const Timeframe& timeframe, market::Span span) : timeframe_{timeframe}, span_{span} {}
  Time first() const {
    return daily() ? std::chrono::ceil<std::chrono::days>(span_.from) : timeframe_.ceil(span_.from);
  }
  Time last() const {
    return before(daily() ? std::chrono::ceil<std::chrono::days>(span_.until) : timeframe_.ceil(span_.until));
  }
  Time after(Time open) const { return daily() ? open + std::chrono::days{1} : timeframe_.next(open); }
  Time before(Time open) const {
    return daily() ? open - std::chrono::days{1} : timeframe_.floor(open - std::chrono::milliseconds{1});
  }

 private:
  // Steps of several days are anchored by the venue: any midnight will do.
  bool daily() const { return timeframe_.unit() == Timeframe::Unit::day && timeframe_.count() > 1; }
  Timeframe timeframe_;
  market::Span span_;
};

constexpr std::size_t row_bytes = 96;  // Room for nearly every row.

std::uint32_t table_of(const Tail& tail) {
  return tail_table + static_cast<std::uint32_t>(tail.id);
}

base::Result<MarkedCandle> row_of(const Query& query, const Tail& tail) {
  CHECK(query.check(table_of(tail), "the tail"));
  return get_row(query.blob(2), query.integer(0));
}

base::Done write(Query& query, const Tail& tail, SeriesId series, const MarkedCandle& row) {
  ByteWriter bytes;
  bytes.reserve(row_bytes);
  put_row(row.candle, row.mark, bytes);
  return query.put(table_of(tail), ms_of(row.candle.open_time), static_cast<std::int64_t>(series),
                   ByteView{bytes.bytes()});
}

}  // namespace

market::Span Tail::span() const {
  constexpr std::int64_t slots = std::int64_t{1} << small_size;
  return {timeframe.open_of(range * slots), timeframe.open_of((range + 1) * slots)};
}

std::int64_t range_of(const Timeframe& timeframe, Time at) {
  return timeframe.slot_of(at) >> small_size;
}

base::Result<std::vector<Tail>> load_tails(const Database& database) {
  TRY(auto query, database.query("SELECT id,timeframe,range,sealed_through,sum FROM tails ORDER BY timeframe,range"));
  std::vector<Tail> tails;
  CHECK(query.each([&]() -> base::Done {
    CHECK(query.check(tails_table, "tails"));
    TRY(const auto timeframe, Timeframe::parse(query.text(1)));
    tails.push_back({query.integer(0), timeframe, query.integer(2), query.integer(3),
                     fmt::format("INSERT OR IGNORE INTO tail_{} VALUES(?,?,?,?)", query.integer(0))});
    return {};
  }));
  return tails;
}

base::Done put_tail(const Database& database, const Tail& tail) {
  TRY(auto query, database.query("INSERT OR REPLACE INTO tails VALUES(?,?,?,?,?)"));
  const auto timeframe = tail.timeframe.text();
  return query.put(tails_table, tail.id, std::string_view{timeframe}, tail.range, tail.sealed_through);
}

base::Result<Tail> make_tail(const Database& database, const Timeframe& timeframe, std::int64_t range) {
  TRY(const auto last, database.value("SELECT max(id) FROM tails"));
  const Tail tail{last + 1, timeframe, range, 0, {}};
  CHECK(put_tail(database, tail));
  CHECK(database.execute(tail_schema(tail.id)));
  return tail;
}

base::Done drop_tail(const Database& database, const Tail& tail) {
  const auto name = fmt::format("tail_{}", tail.id);
  TRY(auto query, database.query("DELETE FROM tails WHERE id=?"));
  CHECK(query.bind(1, tail.id).run());
  database.forget(name + " ");
  return database.execute("DROP TABLE " + name);
}

base::Result<std::vector<MarkedCandle>> read_tail(const Database& database, const Tail& tail, SeriesId series,
                                                  market::Span span, std::size_t limit, bool newest) {
  std::vector<MarkedCandle> rows;
  TRY(const auto last_there, newest_in(database, tail));
  if (!last_there || !tail.holds(static_cast<std::int64_t>(series))) return rows;
  span = intersection(span, tail.span());
  span.until = std::min(span.until, *last_there + std::chrono::milliseconds{1});
  if (span.empty()) return rows;
  TRY(auto query,
      database.query(fmt::format("SELECT ts,series,row,sum FROM tail_{} WHERE ts=? AND series=?", tail.id)));
  const Opens opens{tail.timeframe, span};
  for (Time at = newest ? opens.last() : opens.first(); span.holds(at) && rows.size() < limit;
       at = newest ? opens.before(at) : opens.after(at)) {
    query.bind(1, ms_of(at)).bind(2, static_cast<std::int64_t>(series));
    TRY(const bool found, query.step());
    if (found) {
      TRY(auto row, row_of(query, tail));
      rows.push_back(std::move(row));
    }
    query.reset();
  }
  if (newest) std::ranges::reverse(rows);
  return rows;
}

base::Result<std::vector<TailRow>> read_tail_of(const Database& database, const Tail& tail, std::int64_t first,
                                                std::int64_t last) {
  std::vector<TailRow> rows;
  TRY(const auto last_there, newest_in(database, tail));
  if (!last_there) return rows;
  TRY(auto query, database.query(fmt::format(
                      "SELECT ts,series,row,sum FROM tail_{} WHERE ts=? AND series BETWEEN ? AND ?", tail.id)));
  const auto span = tail.span();
  const Opens opens{tail.timeframe, span};
  for (Time at = opens.first(); span.holds(at) && at <= *last_there; at = opens.after(at)) {
    query.bind(1, ms_of(at)).bind(2, first).bind(3, last);
    CHECK(query.each([&]() -> base::Done {
      TRY(auto row, row_of(query, tail));
      rows.push_back({query.integer(1), std::move(row)});
      return {};
    }));
    query.reset();
  }
  std::ranges::sort(rows, {}, [](const TailRow& row) { return std::pair{row.series, row.row.candle.open_time}; });
  return rows;
}

base::Result<std::optional<Time>> newest_in(const Database& database, const Tail& tail) {
  TRY(auto query, database.query(fmt::format("SELECT max(ts) FROM tail_{} ", tail.id)));
  TRY(const bool found, query.step());
  if (!found || !query.maybe(0)) return std::nullopt;
  return time_from_ms(query.integer(0));
}

base::Done put_in_tail(const Database& database, const Tail& tail, SeriesId series, const MarkedCandle& row) {
  TRY(auto query, database.query(fmt::format("INSERT OR REPLACE INTO tail_{} VALUES(?,?,?,?)", tail.id)));
  return write(query, tail, series, row);
}

base::Result<bool> add_to_tail(const Database& database, const Tail& tail, SeriesId series, const MarkedCandle& row) {
  TRY(auto query, database.query(tail.add_sql));
  CHECK(write(query, tail, series, row));
  return database.changes() > 0;
}

base::Done remove_from_tail(const Database& database, const Tail& tail, SeriesId series, Time open) {
  TRY(auto query, database.query(fmt::format("DELETE FROM tail_{} WHERE ts=? AND series=?", tail.id)));
  return query.bind(1, ms_of(open)).bind(2, static_cast<std::int64_t>(series)).run();
}

}  // namespace store
