#include "collect/absent.hpp"

namespace collect {

std::vector<market::Span> absent(std::span<const market::Candle> candles, market::Span span,
                                 const market::Timeframe& timeframe) {
  std::vector<market::Span> runs;
  market::Time expected = span.from;
  const auto fixed = timeframe.fixed();
  for (const auto& candle : candles) {
    if (candle.open_time > expected) runs.push_back({expected, candle.open_time});
    expected = fixed ? candle.open_time + *fixed : timeframe.next(candle.open_time);
  }
  if (expected < span.until) runs.push_back({expected, span.until});
  return runs;
}

}  // namespace collect
