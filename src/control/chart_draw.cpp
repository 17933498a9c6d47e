#include "control/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace control {

namespace {

constexpr int scale_width = 14;  // "  61 044.10000 ┤": a price and its tick.

// Lines counted from the top; prices as doubles, which only choose a line.
struct Ruler {
  double top = 0;
  double bottom = 0;
  int lines = 1;

  int line_of(double at) const {
    if (top <= bottom) return lines / 2;
    const auto share = (top - at) / (top - bottom) * (lines - 1);
    return std::clamp(static_cast<int>(std::lround(share)), 0, lines - 1);
  }
  double price_of(int line) const { return lines == 1 ? top : top - (top - bottom) * line / (lines - 1); }
};

Ruler ruler_of(std::span<const market::Candle> candles, int lines) {
  Ruler ruler{candles.front().high.to_double(), candles.front().low.to_double(), std::max(lines, 1)};
  for (const auto& candle : candles) {
    ruler.top = std::max(ruler.top, candle.high.to_double());
    ruler.bottom = std::min(ruler.bottom, candle.low.to_double());
  }
  return ruler;
}

int digits_of(std::span<const market::Candle> candles) {
  int digits = 0;
  for (const auto& candle : candles) digits = std::max(digits, candle.close.scale());
  return std::min(digits, 8);
}

// A candle as lines: wick from `top` to `bottom`, body between.
struct Column {
  int top, body_top, body_bottom, bottom;
  bool rising;
};

Column column_of(const market::Candle& candle, const Ruler& ruler) {
  const bool rising = candle.close >= candle.open;
  const auto& upper = rising ? candle.close : candle.open;
  const auto& lower = rising ? candle.open : candle.close;
  return {ruler.line_of(candle.high.to_double()), ruler.line_of(upper.to_double()), ruler.line_of(lower.to_double()),
          ruler.line_of(candle.low.to_double()), rising};
}

std::string_view sign_of(const Column& column, int line, bool unicode) {
  if (line < column.top || line > column.bottom) return " ";
  const bool body = line >= column.body_top && line <= column.body_bottom;
  if (!body) return unicode ? "│" : "|";
  if (unicode) return column.rising ? "█" : "░";
  return column.rising ? "#" : "o";
}

std::string painted(std::string_view sign, bool rising, bool colour) {
  if (!colour || sign == " ") return std::string(sign);
  return fmt::format("\x1b[{}m{}\x1b[0m", rising ? 32 : 31, sign);
}

}  // namespace

int chart_columns(const ChartStyle& style) {
  return std::max(style.width - scale_width - 1, 10);
}

std::string draw_chart(std::span<const market::Candle> candles, const ChartStyle& style) {
  const auto fitting = static_cast<std::size_t>(chart_columns(style));
  if (candles.size() > fitting) candles = candles.last(fitting);
  if (candles.empty()) return "";
  const auto ruler = ruler_of(candles, style.height);
  const auto digits = digits_of(candles);
  std::vector<Column> columns;
  for (const auto& candle : candles) columns.push_back(column_of(candle, ruler));
  std::string out;
  for (int line = 0; line < ruler.lines; ++line) {
    std::string row;
    for (const auto& column : columns) {
      row += painted(sign_of(column, line, style.unicode), column.rising, style.colour);
    }
    row.erase(row.find_last_not_of(' ') + 1);
    const bool labelled = line % 4 == 0 || line == ruler.lines - 1;
    const auto label = labelled ? fmt::format("{:.{}f}", ruler.price_of(line), digits) : "";
    out += fmt::format("{:>{}} {}{}\n", label, scale_width - 2, style.unicode ? "┤" : "|", row);
  }
  const auto first = market::rfc3339(candles.front().open_time);
  const auto last = market::rfc3339(candles.back().open_time);
  const auto room = std::max<std::size_t>(candles.size(), first.size() + last.size() + 2);
  return out + fmt::format("{:{}}{}{:>{}}\n", "", scale_width, first, last, room - first.size());
}

}  // namespace control
