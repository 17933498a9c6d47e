// The hot tail: the newest rows of all series, keyed by time first, in one table per timeframe and range of 256 slots.
// A table is sealed series by series into blocks and then dropped; sealed rows in it are no longer read.
#pragma once

#include "store/row.hpp"
#include "store/sqlite.hpp"

namespace store {

struct Tail {
  std::int64_t id = 0;
  market::Timeframe timeframe = market::m1;
  std::int64_t range = 0;           // Slots range · 256 up to (range + 1) · 256.
  std::int64_t sealed_through = 0;  // Series up to this id are in blocks.
  std::string add_sql{};            // What the live minute runs for each of its candles.

  market::Span span() const;
  bool holds(std::int64_t series) const { return series > sealed_through; }
};

// The number of the range of 256 slots that holds `at`.
std::int64_t range_of(const market::Timeframe& timeframe, market::Time at);

base::Result<std::vector<Tail>> load_tails(const Database& database);  // Ascending by timeframe's text, then range.
base::Result<Tail> make_tail(const Database& database, const market::Timeframe& timeframe, std::int64_t range);
base::Done put_tail(const Database& database, const Tail& tail);
base::Done drop_tail(const Database& database, const Tail& tail);

// Rows of one series that open within `span`, ascending; the `limit` first or, `newest`, last of them.
base::Result<std::vector<MarkedCandle>> read_tail(const Database& database, const Tail& tail, SeriesId series,
                                                  market::Span span, std::size_t limit = SIZE_MAX, bool newest = false);
// Rows of the series from `first` up to `last`, grouped by series and ascending in each.
struct TailRow {
  std::int64_t series = 0;
  MarkedCandle row;
};
base::Result<std::vector<TailRow>> read_tail_of(const Database& database, const Tail& tail, std::int64_t first,
                                                std::int64_t last);
base::Result<std::optional<market::Time>> newest_in(const Database& database, const Tail& tail);

// Writes a row, over another of its bucket where there is one.
base::Done put_in_tail(const Database& database, const Tail& tail, SeriesId series, const MarkedCandle& row);
// Writes a row unless its bucket is there; says whether it was written.
base::Result<bool> add_to_tail(const Database& database, const Tail& tail, SeriesId series, const MarkedCandle& row);
base::Done remove_from_tail(const Database& database, const Tail& tail, SeriesId series, market::Time open);

}  // namespace store
