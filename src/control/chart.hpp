// Candles drawn with characters.
#pragma once

#include "market/candle.hpp"

#include <span>
#include <string>

namespace control {

struct ChartStyle {
  int width = 80;   // Characters, price scale included.
  int height = 20;  // Lines of candles.
  bool unicode = true;
  bool colour = false;
};

// The newest candles that fit, a column each, with prices at the left and times below. Doubles are fine here: they only
// choose a line. An empty text where there are no candles.
std::string draw_chart(std::span<const market::Candle> candles, const ChartStyle& style);

// How many candles fit.
int chart_columns(const ChartStyle& style);

}  // namespace control
