#include "serve/candle_columns.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace serve {

namespace {

constexpr std::array<std::string_view, 13> names = {"time",   "open",       "high",       "low",    "close",
                                                    "volume", "closed",     "complete",   "filled", "quote_volume",
                                                    "trades", "taker_base", "taker_quote"};

char* put(char* at, std::string_view text) {
  return std::ranges::copy(text, at).out;
}
char* put(char* at, bool truth) {
  return put(at, truth ? std::string_view{"true"} : std::string_view{"false"});
}
char* put(char* at, std::int64_t number) {
  return std::to_chars(at, at + 24, number).ptr;
}

char* put(char* at, const base::Decimal& number, const CellStyle& style) {
  if (style.quoted) *at++ = '"';
  at = number.write(at);
  if (style.quoted) *at++ = '"';
  return at;
}

char* put(char* at, const std::optional<base::Decimal>& number, const CellStyle& style) {
  return number ? put(at, *number, style) : put(at, style.nothing);
}

char* put_price(char* at, const base::Decimal& price, const Mark& mark, const CellStyle& style) {
  return mark.blank ? put(at, style.nothing) : put(at, price, style);
}

}  // namespace

std::string_view name(Column column) {
  return names[static_cast<std::size_t>(column)];
}

std::optional<Column> column_named(std::string_view name) {
  const auto at = std::ranges::find(names, name);
  if (at == names.end()) return std::nullopt;
  return static_cast<Column>(at - names.begin());
}

std::vector<std::string> column_names() {
  return {names.begin(), names.end()};
}

void reverse(Batch& batch) {
  std::ranges::reverse(batch.candles);
  std::ranges::reverse(batch.marks);
}

char* write_cell(char* at, Column column, const market::Candle& candle, const Mark& mark, const CellStyle& style) {
  switch (column) {
    case Column::time: return put(at, market::ms_of(candle.open_time));
    case Column::open: return put_price(at, candle.open, mark, style);
    case Column::high: return put_price(at, candle.high, mark, style);
    case Column::low: return put_price(at, candle.low, mark, style);
    case Column::close: return put_price(at, candle.close, mark, style);
    case Column::volume: return put(at, candle.volume, style);
    case Column::closed: return put(at, mark.closed);
    case Column::complete: return put(at, mark.complete);
    case Column::filled: return put(at, mark.filled);
    case Column::quote_volume: return put(at, candle.quote_volume, style);
    case Column::trades: return candle.trades ? put(at, *candle.trades) : put(at, style.nothing);
    case Column::taker_base: return put(at, candle.taker_base, style);
    case Column::taker_quote: return put(at, candle.taker_quote, style);
  }
  return at;
}

}  // namespace serve
