// One bucket of trading: open, high, low, close, and how much was traded.
#pragma once

#include "base/decimal.hpp"
#include "market/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace market {

struct Candle {
  Time open_time;
  base::Decimal open;
  base::Decimal high;
  base::Decimal low;
  base::Decimal close;
  std::optional<base::Decimal> volume{};  // In base units; contracts where the venue counts contracts. Some say none.
  std::optional<base::Decimal> quote_volume{};  // In quote units.
  std::optional<std::int64_t> trades{};
  std::optional<base::Decimal> taker_base{};   // Volume of the trades whose buyer was the taker, in base units …
  std::optional<base::Decimal> taker_quote{};  // … and in quote units.

  // By value: 1.50 equals 1.5, so a venue that pads its digits does not contradict itself.
  friend bool operator==(const Candle&, const Candle&) = default;
};

using Candles = std::vector<Candle>;  // Ascending by open_time, no bucket twice, unless it says otherwise.

// Whether two candles of one bucket say the same. A field that only one of them has is no contradiction: an archive
// may know the quote volume that a stream left out.
bool agree(const Candle& a, const Candle& b);

// The optional fields that `candle` lacks, taken from `other`. REQUIRES: agree(candle, other).
void complete(Candle& candle, const Candle& other);

// Why the candle cannot be true: "high 5 is below close 6". nullopt when low ≤ open, close ≤ high and no volume is
// negative. Prices may be negative or zero (spreads, oil in 2020).
std::optional<std::string> implausible(const Candle& candle);

}  // namespace market
