#include "market/rollup.hpp"

namespace market {

namespace {

void add(std::optional<base::Decimal>& total, const std::optional<base::Decimal>& part) {
  if (total && part) {
    total = base::Decimal::sum(*total, *part);
  } else {
    total.reset();  // A sum over parts of which one is unknown is unknown.
  }
}

void absorb(Candle& whole, const Candle& part) {
  if (part.high > whole.high) whole.high = part.high;
  if (part.low < whole.low) whole.low = part.low;
  whole.close = part.close;
  add(whole.volume, part.volume);
  add(whole.quote_volume, part.quote_volume);
  add(whole.taker_base, part.taker_base);
  add(whole.taker_quote, part.taker_quote);
  if (whole.trades && part.trades) {
    *whole.trades += *part.trades;
  } else {
    whole.trades.reset();
  }
}

}  // namespace

std::vector<Derived> rollup(std::span<const Candle> finer, const Timeframe& coarser, const SpanSet& settled) {
  std::vector<Derived> out;
  Time until{};
  for (const auto& part : finer) {
    if (out.empty() || part.open_time >= until) {
      const Time open = coarser.floor(part.open_time);
      until = coarser.next(open);
      out.push_back({part, 0, settled.covers({open, until})});
      out.back().candle.open_time = open;
    } else {
      absorb(out.back().candle, part);
    }
    ++out.back().parts;
  }
  return out;
}

}  // namespace market
