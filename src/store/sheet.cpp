#include "store/sheet.hpp"

#include <algorithm>
#include <array>

namespace store {

namespace {

using base::Decimal;
using market::Candle;

constexpr auto powers = [] {
  std::array<std::int64_t, 19> table{1};
  for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
  return table;
}();

// What a column's numbers have in common, while they are being collected.
struct Collected {
  std::vector<std::uint8_t> scales;
  int scale_min = no_scale;
  int scale_max = 0;
  bool narrow = true;
  std::size_t missing = 0;

  explicit Collected(std::size_t rows) : scales(rows) {}

  void add(std::size_t row, const Decimal& number, std::int64_t& value) {
    const auto small = number.small();
    narrow = narrow && small && *small < narrow_limit && *small > -narrow_limit;
    value = small.value_or(0);
    scales[row] = static_cast<std::uint8_t>(number.scale());
    scale_min = std::min(scale_min, number.scale());
    scale_max = std::max(scale_max, number.scale());
  }
  void skip(std::size_t row) {
    scales[row] = no_scale;
    ++missing;
  }
};

// Brings all values to one scale. False where one of them grows too large.
bool rescale(std::vector<std::int64_t>& values, const Collected& collected, int scale) {
  if (!collected.narrow) return false;
  if (collected.scale_min >= scale) return true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (collected.scales[i] == no_scale || values[i] == 0) continue;
    const int missing = scale - collected.scales[i];
    if (missing > 18) return false;
    const auto factor = powers[static_cast<std::size_t>(missing)];
    if (__builtin_mul_overflow(values[i], factor, &values[i])) return false;
    if (values[i] >= narrow_limit || values[i] <= -narrow_limit) return false;
  }
  return true;
}

void finish(Column& column, const Collected& collected, int scale) {
  column.scale = scale;
  if (collected.scale_min == scale) {
    column.digits.least = scale;
    return;
  }
  column.digits = digits_of(collected.scales, column.values, scale);
}

template <class Field>
void widen(Column& column, std::span<const Candle> candles, Field field) {
  column.wide = true;
  column.values.clear();
  column.exact.reserve(candles.size());
  for (const auto& candle : candles) column.exact.push_back(field(candle).value_or(Decimal{}));
}

void mark_presence(Column& column, const Collected& collected) {
  const std::size_t rows = collected.scales.size();
  if (collected.missing == rows) return;
  column.presence = collected.missing == 0 ? Presence::all : Presence::some;
  if (column.presence == Presence::all) return;
  column.has.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) column.has[i] = collected.scales[i] != no_scale;
}

// `field` gives the optional number of a candle.
template <class Field>
Column optional_column(std::span<const Candle> candles, Field field) {
  if (std::ranges::none_of(candles, [&](const Candle& candle) { return field(candle).has_value(); })) return {};
  Column column;
  Collected collected{candles.size()};
  column.values.resize(candles.size());
  for (std::size_t i = 0; i < candles.size(); ++i) {
    if (const std::optional<Decimal> number = field(candles[i])) {
      collected.add(i, *number, column.values[i]);
    } else {
      collected.skip(i);
    }
  }
  mark_presence(column, collected);
  if (rescale(column.values, collected, collected.scale_max)) {
    finish(column, collected, collected.scale_max);
  } else {
    widen(column, candles, field);
  }
  return column;
}

using PriceField = Decimal Candle::*;
constexpr std::array<PriceField, 4> price_fields = {&Candle::open, &Candle::high, &Candle::low, &Candle::close};

std::array<Column*, 4> prices_of(Sheet& sheet) {
  return {&sheet.open, &sheet.high, &sheet.low, &sheet.close};
}

std::array<Collected, 4> collect_prices(std::span<const Candle> candles, const std::array<Column*, 4>& columns) {
  const std::size_t rows = candles.size();
  std::array collected{Collected{rows}, Collected{rows}, Collected{rows}, Collected{rows}};
  for (auto* column : columns) {
    column->presence = Presence::all;
    column->values.resize(rows);
  }
  for (std::size_t i = 0; i < candles.size(); ++i) {
    for (std::size_t k = 0; k < 4; ++k) collected[k].add(i, candles[i].*price_fields[k], columns[k]->values[i]);
  }
  return collected;
}

void fill_prices(std::span<const Candle> candles, Sheet& sheet) {
  const auto columns = prices_of(sheet);
  const auto collected = collect_prices(candles, columns);
  int scale = 0;
  for (const auto& each : collected) scale = std::max(scale, each.scale_max);
  bool narrow = true;
  for (std::size_t k = 0; k < 4; ++k) narrow = narrow && rescale(columns[k]->values, collected[k], scale);
  for (std::size_t k = 0; k < 4; ++k) {
    if (narrow) {
      finish(*columns[k], collected[k], scale);
    } else {
      widen(*columns[k], candles, [&](const Candle& candle) { return std::optional{candle.*price_fields[k]}; });
    }
  }
}

// Hands the numbers of a column to `take(row, number)`.
template <class Take>
void each_number(const Column& column, std::size_t from, std::size_t until, Take take) {
  auto odd = std::ranges::lower_bound(column.digits.odd, from, {}, &Digits::Odd::row);
  for (std::size_t row = from; row < until; ++row) {
    if (!column.has_row(row)) continue;
    if (column.wide) {
      take(row, column.exact[row]);
      continue;
    }
    const std::int64_t value = column.values[row];
    int written = 0;
    if (odd != column.digits.odd.end() && odd->row == row) {
      written = (odd++)->scale;
    } else {
      written = written_scale(value, column.scale, column.digits.least);
    }
    const int dropped = column.scale - written;
    take(row, Decimal::of(dropped == 0 || value == 0 ? value : value / power_of_ten(std::min(dropped, 18)), written));
  }
}

}  // namespace

std::int64_t power_of_ten(int exponent) {
  return powers[static_cast<std::size_t>(exponent)];
}

Sheet sheet_of(std::span<const Candle> candles) {
  Sheet sheet;
  sheet.open_time.reserve(candles.size());
  for (const auto& candle : candles) sheet.open_time.push_back(market::ms_of(candle.open_time));
  fill_prices(candles, sheet);
  const auto trades = [](const Candle& candle) {
    return candle.trades.transform([](std::int64_t number) { return Decimal::of(number, 0); });
  };
  sheet.volume = optional_column(candles, [](const Candle& candle) { return candle.volume; });
  sheet.quote_volume = optional_column(candles, [](const Candle& candle) { return candle.quote_volume; });
  sheet.trades = optional_column(candles, trades);
  sheet.taker_base = optional_column(candles, [](const Candle& candle) { return candle.taker_base; });
  sheet.taker_quote = optional_column(candles, [](const Candle& candle) { return candle.taker_quote; });
  return sheet;
}

market::Candles candles_of(const Sheet& sheet, std::size_t from, std::size_t until) {
  market::Candles candles(until - from);
  for (std::size_t row = from; row < until; ++row) {
    candles[row - from].open_time = market::time_from_ms(sheet.open_time[row]);
  }
  const auto put = [&](const Column& column, auto field) {
    each_number(column, from, until,
                [&](std::size_t row, const Decimal& number) { candles[row - from].*field = number; });
  };
  put(sheet.open, &Candle::open);
  put(sheet.high, &Candle::high);
  put(sheet.low, &Candle::low);
  put(sheet.close, &Candle::close);
  put(sheet.volume, &Candle::volume);
  put(sheet.quote_volume, &Candle::quote_volume);
  put(sheet.taker_base, &Candle::taker_base);
  put(sheet.taker_quote, &Candle::taker_quote);
  each_number(sheet.trades, from, until, [&](std::size_t row, const Decimal& number) {
    candles[row - from].trades = static_cast<std::int64_t>(number.mantissa());
  });
  return candles;
}

}  // namespace store
