// The table of blocks: key = series and first slot, so blocks never overlap and one of another place is found out.
#pragma once

#include "store/block.hpp"
#include "store/sqlite.hpp"

namespace store {

// What a call works on: the series and what its name says.
struct Place {
  SeriesId id{};
  market::Series series;
  std::int64_t number() const { return static_cast<std::int64_t>(id); }
  const market::Timeframe& timeframe() const { return series.timeframe; }
};

inline constexpr std::int64_t no_key = INT64_MIN;
std::int64_t block_key(std::int64_t series, std::int64_t first_slot);

// "binance:BTC/USDT@1m, 2024-02-01T00:00:00Z to 2024-02-03T20:16:00Z"
std::string describe(const Place& place, market::Span span);

using TakeBlock = std::function<base::Result<bool>(const BlockHead&, ByteView)>;

// Hands the blocks that overlap `span` to `take`, ascending or `newest` first, until it says false. Their checksums are
// for the decoder to prove; errors name series and span.
base::Done each_block(const Database& database, const Place& place, market::Span span, bool newest,
                      const TakeBlock& take);

base::Done put_block(const Database& database, const Place& place, const BlockHead& head,
                     std::span<const market::Candle> candles);
// Removes the blocks that begin in the slots from `first` up to `until`.
base::Done remove_blocks(const Database& database, std::int64_t series, std::int64_t first, std::int64_t until);

}  // namespace store
