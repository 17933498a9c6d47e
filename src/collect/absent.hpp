// Which slots of a span an answer left out.
#pragma once

#include "market/candle.hpp"
#include "market/timeframe.hpp"

#include <span>
#include <vector>

namespace collect {

// Runs of slots within `span` without a candle, ascending. `candles` ascending and within the span.
std::vector<market::Span> absent(std::span<const market::Candle> candles, market::Span span,
                                 const market::Timeframe& timeframe);

}  // namespace collect
