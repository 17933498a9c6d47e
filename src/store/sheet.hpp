// Candles turned on their side: one column of scaled integers per field, ready to be packed.
#pragma once

#include "market/candle.hpp"
#include "store/digits.hpp"

namespace store {

enum class Presence : std::uint8_t { absent = 0, all = 1, some = 2 };  // Numbers are on disk.

inline constexpr std::int64_t narrow_limit = std::int64_t{1} << 60;  // Scaled values of narrow columns are below it.

// One field of all candles. A narrow column holds integers at one scale; a wide one, whose numbers do not fit, holds
// them as they are.
struct Column {
  Presence presence = Presence::absent;
  std::vector<std::uint8_t> has;  // Per row, for `some` only.
  bool wide = false;
  int scale = 0;
  std::vector<std::int64_t> values;  // 0 in rows without the field.
  Digits digits;
  std::vector<base::Decimal> exact;  // Wide only, instead of the three above.

  bool has_row(std::size_t row) const {
    return presence == Presence::all || (presence == Presence::some && has[row] != 0);
  }
};

struct Sheet {
  std::vector<std::int64_t> open_time;  // Milliseconds, ascending.
  Column open, high, low, close;        // One scale for all four; all wide or none.
  Column volume, quote_volume, trades, taker_base, taker_quote;
};

Sheet sheet_of(std::span<const market::Candle> candles);
// The candles of the rows from `from` up to `until`.
market::Candles candles_of(const Sheet& sheet, std::size_t from, std::size_t until);

// 10^exponent for 0 to 18.
std::int64_t power_of_ten(int exponent);

}  // namespace store
