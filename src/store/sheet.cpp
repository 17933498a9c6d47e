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

// A number at `scale` as it is written by the rule: without trailing zeros, but with at least `least` decimals.
Decimal as_written(std::int64_t value, int scale, int least) {
  if (value == 0) return Decimal::of(0, least);
  for (; scale > least; --scale) {
    const std::int64_t shorter = value / 10;
    if (shorter * 10 != value) break;
    value = shorter;
  }
  return Decimal::of(value, scale);
}

// A number at the column's scale as an exception to its rule.
Decimal as_odd(std::int64_t value, int scale, int written) {
  return Decimal::of(value / power_of_ten(std::min(scale - written, 18)), written);
}

// Hands the numbers of a column to `take(row, number)`.
template <class Take>
void each_number(const Column& column, std::size_t from, std::size_t until, Take take) {
  if (column.wide) {
    for (std::size_t row = from; row < until; ++row) {
      if (column.has_row(row)) take(row, column.exact[row]);
    }
    return;
  }
  const int least = column.digits.least;
  const auto& odd = column.digits.odd;
  auto next = std::ranges::lower_bound(odd, from, {}, &Digits::Odd::row);
  while (from < until) {
    const std::size_t end = next == odd.end() ? until : std::min<std::size_t>(next->row, until);
    for (; from < end; ++from) {
      if (column.has_row(from)) take(from, as_written(column.values[from], column.scale, least));
    }
    if (from == until) return;
    if (column.has_row(from)) take(from, as_odd(column.values[from], column.scale, next->scale));
    ++from;
    ++next;
  }
}

// The field of the candles from row `from` on, of as many as fit the first cache.
template <class Field>
void put_field(const Column& column, std::size_t from, std::span<Candle> candles, Field field) {
  if (column.presence == Presence::absent) return;
  each_number(column, from, from + candles.size(),
              [&](std::size_t row, const Decimal& number) { candles[row - from].*field = number; });
}

void put_fields(const Sheet& sheet, std::size_t from, std::span<Candle> candles) {
  for (std::size_t i = 0; i < candles.size(); ++i) {
    candles[i].open_time = market::time_from_ms(sheet.open_time[from + i]);
  }
  put_field(sheet.open, from, candles, &Candle::open);
  put_field(sheet.high, from, candles, &Candle::high);
  put_field(sheet.low, from, candles, &Candle::low);
  put_field(sheet.close, from, candles, &Candle::close);
  put_field(sheet.volume, from, candles, &Candle::volume);
  put_field(sheet.quote_volume, from, candles, &Candle::quote_volume);
  put_field(sheet.taker_base, from, candles, &Candle::taker_base);
  put_field(sheet.taker_quote, from, candles, &Candle::taker_quote);
  each_number(sheet.trades, from, from + candles.size(), [&](std::size_t row, const Decimal& number) {
    candles[row - from].trades = static_cast<std::int64_t>(number.mantissa());
  });
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
  constexpr std::size_t strip = 128;
  market::Candles candles(until - from);
  for (std::size_t done = 0; done < candles.size(); done += strip) {
    put_fields(sheet, from + done, std::span{candles}.subspan(done, std::min(strip, candles.size() - done)));
  }
  return candles;
}

}  // namespace store
