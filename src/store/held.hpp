// What a file holds of a series, blocks and tail together: candles, opens, knowledge. Reads only.
#pragma once

#include "store/blocks.hpp"
#include "store/coverage_table.hpp"
#include "store/tail.hpp"

namespace store {

using Tails = std::vector<Tail>;

// Rows of all tail tables of the place's timeframe, ascending; the `limit` first or, `newest`, last.
base::Result<std::vector<MarkedCandle>> read_tails(const Database& database, const Tails& tails, const Place& place,
                                                   market::Span span, std::size_t limit = SIZE_MAX,
                                                   bool newest = false);

// Ascending pieces of at most a block, blocks and tail merged, until `take` says false.
base::Done each_piece(const Database& database, const Tails& tails, const Place& place, market::Span span,
                      const std::function<bool(market::Candles)>& take);
base::Result<market::Candles> read_newest(const Database& database, const Tails& tails, const Place& place,
                                          market::Span span, std::size_t limit);

// Opens of all candles within the span, ascending.
base::Result<std::vector<std::int64_t>> read_opens(const Database& database, const Tails& tails, const Place& place,
                                                   market::Span span);

// The bucket that opens at `open`, also where it is anchored by the venue.
market::Span bucket_of(const market::Timeframe& timeframe, market::Time open);

// Ascending, disjoint, cut to `window`.
base::Result<std::vector<market::Known>> read_known(const Database& database, const Tails& tails, const Place& place,
                                                    market::Span window);

// Adds what the tail holds of the series to a row of the catalog.
base::Done add_tail(const Database& database, const Tails& tails, SeriesInfo& info);
base::Done add_tails(const Database& database, const Tails& tails, std::vector<SeriesInfo>& infos);

// Where the served candle of a bucket comes from.
base::Result<std::optional<MarkedCandle>> read_one(const Database& database, const Tails& tails, const Place& place,
                                                   market::Time open);

}  // namespace store
