#include "store/block_columns.hpp"

#include "store/planes.hpp"

#include <algorithm>
#include <numeric>

namespace store {

namespace {

using base::Decimal;

constexpr std::uint8_t column_wide = 4;
constexpr std::uint8_t column_signed = 8;

// The greatest number that divides all values.
std::int64_t divisor_of(std::span<const std::int64_t> values, std::int64_t divisor) {
  for (const auto value : values) {
    if (divisor == 1) break;
    if (divisor == 0 || value % divisor != 0) divisor = std::gcd(divisor, value);
  }
  return divisor;
}

void put_wide(std::span<const Decimal> numbers, ByteWriter& out) {
  ByteWriter items;
  for (const auto& number : numbers) {
    items.put(number.mantissa());
    items.put(static_cast<std::uint8_t>(number.scale()));
  }
  const Bytes planes = compress_planes(items.bytes(), sizeof(base::Int128) + 1);
  out.varint(planes.size());
  out.put(planes);
}

std::vector<Decimal> get_wide(ByteReader& in, std::size_t rows) {
  const auto items = expand_planes(in.take(in.varint()), rows, sizeof(base::Int128) + 1);
  if (!items) {
    in.refuse();
    return {};
  }
  ByteReader item{*items};
  std::vector<Decimal> numbers;
  numbers.reserve(rows);
  constexpr base::Int128 limit = base::Int128{1} << 94;  // Above 10^28.
  for (std::size_t i = 0; i < rows; ++i) {
    const auto mantissa = item.get<base::Int128>();
    const auto scale = item.get<std::uint8_t>();
    if (scale > Decimal::scale_max || mantissa >= limit || mantissa <= -limit) in.refuse();
    numbers.push_back(Decimal::of(in.ok() ? mantissa : 0, in.ok() ? scale : 0));
  }
  return numbers;
}

// Reads all values of a stream.
Values get_stream(ByteReader& in, std::size_t rows) {
  StreamReader stream{in, rows};
  Values values(rows);
  for (std::size_t row = 0; row < rows; row += run_length) {
    if (!stream.next(std::min(run_length, rows - row), values.data() + row)) {
      in.refuse();
      break;
    }
  }
  if (!stream.at_end()) in.refuse();
  return values;
}

// Arithmetic that wraps, so that foreign bytes cannot overflow; multiply() checks the outcome.
constexpr std::int64_t plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
constexpr std::int64_t minus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

void multiply(std::vector<std::int64_t>& values, std::int64_t divisor, ByteReader& in) {
  const std::int64_t most = (narrow_limit - 1) / divisor;
  std::int64_t low = 0;
  std::int64_t high = 0;
  for (const auto value : values) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (low < -most || high > most) return in.refuse();
  if (divisor == 1) return;
  for (auto& value : values) value *= divisor;
}

struct Residuals {
  Values open, close, high, low;
  bool signed_wicks = false;
};

Residuals residuals_of(const Sheet& sheet, std::int64_t divisor, bool plain_opens) {
  const std::size_t rows = sheet.open_time.size();
  Residuals out{Values(rows), Values(rows), Values(rows), Values(rows), false};
  const auto at = [&](const Column& column, std::size_t row) {
    return divisor == 1 ? column.values[row] : column.values[row] / divisor;
  };
  std::int64_t before = plain_opens ? 0 : at(sheet.open, 0);
  std::int64_t lowest_wick = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int64_t open = at(sheet.open, i);
    const std::int64_t close = at(sheet.close, i);
    const std::int64_t up = at(sheet.high, i) - std::max(open, close);
    const std::int64_t down = std::min(open, close) - at(sheet.low, i);
    out.open[i] = zigzag(open - before);
    out.close[i] = zigzag(close - open);
    out.high[i] = static_cast<std::uint64_t>(up);
    out.low[i] = static_cast<std::uint64_t>(down);
    lowest_wick = std::min({lowest_wick, up, down});
    if (!plain_opens) before = close;
  }
  out.signed_wicks = lowest_wick < 0;
  if (out.signed_wicks) {
    for (auto* wicks : {&out.high, &out.low}) {
      for (auto& wick : *wicks) wick = zigzag(static_cast<std::int64_t>(wick));
    }
  }
  return out;
}

// Wide steps may be jumps between prices that come again and again, which pack better as they are.
bool jumpy(const Values& open_steps) {
  std::size_t bits = 0;
  for (const auto step : open_steps) bits += static_cast<std::size_t>(std::bit_width(step));
  return bits > 16 * open_steps.size();
}

std::size_t packed_size(const Values& values) {
  ByteWriter out;
  put_stream(values, out, 1);
  return out.size();
}

}  // namespace

void put_prices(const Sheet& sheet, ByteWriter& out) {
  if (sheet.open.wide) {
    out.put(std::uint8_t{1});
    for (const auto* column : {&sheet.open, &sheet.high, &sheet.low, &sheet.close}) put_wide(column->exact, out);
    return;
  }
  std::int64_t divisor = 0;
  for (const auto* column : {&sheet.open, &sheet.close, &sheet.high, &sheet.low}) {
    divisor = divisor_of(column->values, divisor);
  }
  if (divisor == 0) divisor = 1;
  Residuals residuals = residuals_of(sheet, divisor, false);
  bool plain = false;
  const bool odd = jumpy(residuals.open);
  if (odd) {
    Residuals other = residuals_of(sheet, divisor, true);
    plain = packed_size(other.open) < packed_size(residuals.open);
    if (plain) residuals = std::move(other);
  }
  out.put(static_cast<std::uint8_t>((residuals.signed_wicks ? 2 : 0) | (plain ? 4 : 0)));
  out.put(static_cast<std::uint8_t>(sheet.open.scale));
  out.varint(static_cast<std::uint64_t>(divisor));
  out.varint(zigzag(sheet.open.values[0] / divisor));
  const auto put = [&](const Column& column, const Values& values) {
    put_digits(column.digits, out);
    put_stream(values, out, odd ? 1 : 4);
  };
  put(sheet.open, residuals.open);
  put(sheet.close, residuals.close);
  put(sheet.high, residuals.high);
  put(sheet.low, residuals.low);
}

PriceHead get_price_head(ByteReader& in) {
  PriceHead head;
  const auto form = in.get<std::uint8_t>();
  if (form > 6 || form == 3 || form == 5) in.refuse();
  head.wide = (form & 1) != 0;
  if (head.wide) return head;
  head.signed_wicks = (form & 2) != 0;
  head.plain_opens = (form & 4) != 0;
  head.scale = in.get<std::uint8_t>();
  const auto divisor = in.varint();
  head.first = unzigzag(in.varint());
  if (head.scale > Decimal::scale_max || divisor == 0 || divisor >= narrow_limit) in.refuse();
  head.divisor = in.ok() ? static_cast<std::int64_t>(divisor) : 1;
  return head;
}

namespace {

// One candle after the other from its steps, in place of them.
void rebuild(const PriceHead& head, const Values& open_steps, Sheet& sheet) {
  std::int64_t before = head.plain_opens ? 0 : head.first;
  auto& open = sheet.open.values;
  auto& close = sheet.close.values;
  auto& high = sheet.high.values;
  auto& low = sheet.low.values;
  for (std::size_t i = 0; i < open.size(); ++i) {
    open[i] = plus(before, unzigzag(open_steps[i]));
    close[i] = plus(open[i], close[i]);
    high[i] = plus(std::max(open[i], close[i]), high[i]);
    low[i] = minus(std::min(open[i], close[i]), low[i]);
    if (!head.plain_opens) before = close[i];
  }
}

std::vector<std::int64_t> signed_values(const Values& stream, bool coded) {
  std::vector<std::int64_t> values(stream.size());
  for (std::size_t i = 0; i < stream.size(); ++i) {
    values[i] = coded ? unzigzag(stream[i]) : static_cast<std::int64_t>(stream[i]);
  }
  return values;
}

}  // namespace

void get_prices(ByteReader& in, std::size_t rows, Sheet& sheet) {
  const PriceHead head = get_price_head(in);
  for (auto* column : {&sheet.open, &sheet.high, &sheet.low, &sheet.close}) {
    column->presence = Presence::all;
    column->wide = head.wide;
    column->scale = head.scale;
    if (head.wide) column->exact = get_wide(in, rows);
  }
  if (head.wide) return;
  const auto get = [&](Column& column) {
    column.digits = get_digits(in, rows, head.scale);
    return get_stream(in, rows);
  };
  const Values open_steps = get(sheet.open);
  sheet.open.values.resize(rows);
  sheet.close.values = signed_values(get(sheet.close), true);
  sheet.high.values = signed_values(get(sheet.high), head.signed_wicks);
  sheet.low.values = signed_values(get(sheet.low), head.signed_wicks);
  rebuild(head, open_steps, sheet);
  for (auto* column : {&sheet.open, &sheet.high, &sheet.low, &sheet.close}) multiply(column->values, head.divisor, in);
}

namespace {

void put_bits(std::span<const std::uint8_t> flags, ByteWriter& out) {
  std::uint8_t* const bits = out.grow((flags.size() + 7) / 8);
  for (std::size_t i = 0; i < flags.size(); ++i) bits[i / 8] |= static_cast<std::uint8_t>((flags[i] != 0) << (i % 8));
}

}  // namespace

std::vector<std::uint8_t> get_flags(ByteReader& in, std::size_t rows) {
  const auto bits = in.take((rows + 7) / 8);
  std::vector<std::uint8_t> flags(rows);
  if (!in.ok()) return flags;
  for (std::size_t i = 0; i < rows; ++i) flags[i] = bits[i / 8] >> (i % 8) & 1;
  return flags;
}

namespace {

// What a column is guessed from; factor 0 where it is not.
struct Guess {
  const Column* volume = nullptr;
  double factor = 0;

  std::int64_t of(const Sheet& sheet, std::size_t row) const {
    if (factor == 0) return 0;
    const auto prices =
        sheet.open.values[row] + sheet.high.values[row] + sheet.low.values[row] + sheet.close.values[row];
    return guess(volume->values[row], prices, factor);
  }
};

Guess guess_of(const Column* volume, const Sheet& sheet, int scale, std::int64_t divisor) {
  if (volume == nullptr || volume->presence == Presence::absent || volume->wide || sheet.open.wide) return {};
  return {volume, guess_factor(scale, volume->scale, sheet.open.scale, static_cast<std::uint64_t>(divisor))};
}

struct Coded {
  Values values;
  bool is_signed = false;
};

Coded guessed_values(const Column& column, const Sheet& sheet, const Column* volume, std::int64_t divisor) {
  const Guess guessed = guess_of(volume, sheet, column.scale, divisor);
  Coded coded{Values(column.values.size()), true};
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    if (column.has_row(i)) coded.values[i] = zigzag(minus(column.values[i] / divisor, guessed.of(sheet, i)));
  }
  return coded;
}

Coded plain_values(const Column& column, std::int64_t divisor) {
  const bool is_signed = std::ranges::any_of(column.values, [](std::int64_t value) { return value < 0; });
  Coded coded{Values(column.values.size()), is_signed};
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const std::int64_t value = divisor == 1 ? column.values[i] : column.values[i] / divisor;
    coded.values[i] = is_signed ? zigzag(value) : static_cast<std::uint64_t>(value);
  }
  return coded;
}

}  // namespace

void put_column(const Column& column, const Sheet& sheet, const Column* volume, ByteWriter& out) {
  auto form = static_cast<std::uint8_t>(column.presence);
  if (column.presence == Presence::absent) return out.put(form);
  if (column.wide) {
    out.put(static_cast<std::uint8_t>(form | column_wide));
    if (column.presence == Presence::some) put_bits(column.has, out);
    return put_wide(column.exact, out);
  }
  const std::int64_t divisor = std::max<std::int64_t>(divisor_of(column.values, 0), 1);
  const Coded coded =
      volume == nullptr ? plain_values(column, divisor) : guessed_values(column, sheet, volume, divisor);
  if (coded.is_signed) form |= column_signed;
  out.put(form);
  if (column.presence == Presence::some) put_bits(column.has, out);
  out.put(static_cast<std::uint8_t>(column.scale));
  out.varint(static_cast<std::uint64_t>(divisor));
  put_digits(column.digits, out);
  put_stream(coded.values, out);
}

ColumnHead get_column_head(ByteReader& in) {
  const auto form = in.get<std::uint8_t>();
  const unsigned presence = form & 3U;
  const bool bare = presence == 0;
  if (presence == 3 || form > 15 || (bare && form != 0)) in.refuse();
  return {static_cast<Presence>(in.ok() ? presence : 0), (form & column_wide) != 0, (form & column_signed) != 0, 0, 1};
}

void get_column_scale(ByteReader& in, ColumnHead& head) {
  head.scale = in.get<std::uint8_t>();
  const auto divisor = in.varint();
  if (head.scale > Decimal::scale_max || divisor == 0 || divisor >= narrow_limit) in.refuse();
  head.divisor = in.ok() ? static_cast<std::int64_t>(divisor) : 1;
}

Column get_column(ByteReader& in, std::size_t rows, const Sheet& sheet, const Column* volume) {
  Column column;
  ColumnHead head = get_column_head(in);
  column.presence = head.presence;
  if (head.presence == Presence::absent) return column;
  if (head.presence == Presence::some) column.has = get_flags(in, rows);
  column.wide = head.wide;
  if (head.wide) {
    column.exact = get_wide(in, rows);
    return column;
  }
  get_column_scale(in, head);
  column.scale = head.scale;
  column.digits = get_digits(in, rows, head.scale);
  column.values = signed_values(get_stream(in, rows), head.is_signed);
  if (!in.ok()) return column;
  if (volume != nullptr) {
    const Guess guessed = guess_of(volume, sheet, head.scale, head.divisor);
    for (std::size_t i = 0; i < rows; ++i) {
      column.values[i] = column.has_row(i) ? plus(column.values[i], guessed.of(sheet, i)) : 0;
    }
  }
  multiply(column.values, head.divisor, in);
  return column;
}

}  // namespace store
