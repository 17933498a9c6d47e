#include "replay/forming.hpp"

#include <algorithm>
#include <cmath>

namespace replay {

using base::Decimal;
using market::Candle;

namespace {

// from + (to - from) · share, on the finer grid of the two.
Decimal between(const Decimal& from, const Decimal& to, double share) {
  const int scale = std::max(from.scale(), to.scale());
  const auto raised = [&](const Decimal& number) {
    auto mantissa = number.mantissa();
    for (int at = number.scale(); at < scale; ++at) mantissa *= 10;
    return mantissa;
  };
  const auto start = raised(from);
  const auto way = raised(to) - start;
  const auto part = static_cast<base::Int128>(share * 1'000'000);
  return Decimal::of(start + way / 1'000'000 * part + way % 1'000'000 * part / 1'000'000, scale);
}

std::optional<Decimal> part_of(const std::optional<Decimal>& whole, double share) {
  if (!whole) return std::nullopt;
  return between(Decimal::of(0, whole->scale()), *whole, share);
}

std::optional<Decimal> none_of(const std::optional<Decimal>& like) {
  if (!like) return std::nullopt;
  return Decimal::of(0, like->scale());
}

// The path of the price: three legs of equal length.
void walk(Candle& now, const Candle& whole, double share) {
  const bool up_first = whole.close < whole.open;
  const auto& first = up_first ? whole.high : whole.low;
  const auto& second = up_first ? whole.low : whole.high;
  const double leg = share * 3;
  if (leg < 1) {
    now.close = between(whole.open, first, leg);
  } else if (leg < 2) {
    now.close = between(first, second, leg - 1);
  } else {
    now.close = between(second, whole.close, leg - 2);
  }
  now.high = std::max({now.open, now.close, up_first && leg >= 1 ? first : now.open, leg >= 2 ? whole.high : now.open});
  now.low = std::min({now.open, now.close, !up_first && leg >= 1 ? first : now.open, leg >= 2 ? whole.low : now.open});
}

}  // namespace

Candle forming(const Candle& whole, double share) {
  if (share >= 1) return whole;
  share = std::max(share, 0.0);
  Candle now = whole;
  walk(now, whole, share);
  now.volume = part_of(whole.volume, share);
  now.quote_volume = part_of(whole.quote_volume, share);
  now.taker_base = part_of(whole.taker_base, share);
  now.taker_quote = part_of(whole.taker_quote, share);
  if (whole.trades) now.trades = std::llround(std::ceil(static_cast<double>(*whole.trades) * share));
  return now;
}

Candle flat(market::Time open, const Candle& like) {
  Candle made;
  made.open_time = open;
  made.open = made.high = made.low = made.close = like.close;
  made.volume = none_of(like.volume);
  made.quote_volume = none_of(like.quote_volume);
  made.taker_base = none_of(like.taker_base);
  made.taker_quote = none_of(like.taker_quote);
  if (like.trades) made.trades = 0;
  return made;
}

}  // namespace replay
