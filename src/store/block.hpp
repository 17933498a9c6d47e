// A block: up to 4096 candles of one series as bytes, and back. Pure functions; docs/formats/block.md has every byte.
#pragma once

#include "base/result.hpp"
#include "market/timeframe.hpp"
#include "store/sheet.hpp"
#include "store/store.hpp"

namespace store {

inline constexpr int small_size = 8;   // Blocks cover 2^8 …
inline constexpr int large_size = 12;  // … or 2^12 slots.
inline constexpr std::size_t block_rows = 4096;

// What a block says of itself, and must agree with where it was found.
struct BlockHead {
  std::uint32_t series = 0;
  std::int64_t first_slot = 0;
  int size = large_size;
  market::Timeframe timeframe = market::m1;
  std::size_t rows = 0;

  // The opens of the slots it covers.
  market::Span span() const;
  friend bool operator==(const BlockHead&, const BlockHead&) = default;
};

// REQUIRES: candles ascending, within head.span(), 1 to 4096 of them; `head.rows` is set from them.
Bytes encode_block(BlockHead head, std::span<const market::Candle> candles);
Bytes encode_sheet(BlockHead head, const Sheet& sheet);

// Code::corrupt for anything that encode_block() did not make; Code::unsupported for a newer codec version.
base::Result<BlockHead> read_head(ByteView block);
// The head without proof: what follows must prove the checksum before it is believed.
base::Result<BlockHead> peek_head(ByteView block);
base::Result<std::vector<std::int64_t>> read_times(ByteView block);
base::Result<Sheet> decode_sheet(ByteView block);
base::Result<market::Candles> decode_block(ByteView block);
// Only those that open within `span`, and of them the `limit` first or, `newest`, last.
base::Result<market::Candles> decode_part(ByteView block, market::Span span, std::size_t limit, bool newest);

// Appends the candles that open within `span`, straight into columns of doubles.
base::Done decode_columns(ByteView block, market::Span span, Columns& columns);

}  // namespace store
