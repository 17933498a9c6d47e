// Decoding straight into columns of doubles, 256 candles at a time, so that all of it stays in the first cache.
#include "store/block_columns.hpp"

#include <algorithm>
#include <limits>

// Which of the two is taken is found out while the program is loaded, when ThreadSanitizer is not ready to be called.
// Other processors than x86-64 have no such names.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define WICK_FOR_NEWER_PROCESSORS __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define WICK_FOR_NEWER_PROCESSORS
#endif

namespace store {

namespace {

constexpr std::uint64_t exact_limit = std::uint64_t{1} << 53;  // Integers below it are exact as doubles.
constexpr int exact_power = 22;                                // 10^22 is the last power of ten that is.

// Where the numbers of the next up to 256 candles go: into the columns they are asked for.
struct Strip {
  double* open;
  double* high;
  double* low;
  double* close;
  double* volume;
  std::size_t count;
};

// The steps of one strip, as the stream has them: 32 bits wide where that will do.
template <class Word>
struct Steps {
  alignas(16) std::array<Word, run_length> open, close, high, low;
};

using Closes = std::array<std::int64_t, run_length>;

// Everything a block's strips need, where the quick way can be taken.
struct Scan {
  PriceHead prices;
  ColumnHead volume;
  std::vector<std::uint8_t> has_volume;  // For `some` only.
  StreamReader open, close, high, low, amount;
  std::int64_t before = 0;
  Steps<std::uint32_t> narrow;
  Steps<std::uint64_t> wide;
  Closes closes;
};

double power(int exponent) {
  double result = 1;
  for (int i = 0; i < exponent; ++i) result *= 10;
  return result;
}

// Heads and streams of prices and volume; false when a column is wide or too finely scaled.
bool open_scan(ByteReader& in, std::size_t rows, Scan& scan) {
  scan.prices = get_price_head(in);
  if (scan.prices.wide || scan.prices.scale > exact_power) return false;
  for (auto* stream : {&scan.open, &scan.close, &scan.high, &scan.low}) {
    get_digits(in, rows, scan.prices.scale);
    *stream = StreamReader{in, rows};
  }
  scan.before = scan.prices.plain_opens ? 0 : scan.prices.first;
  scan.volume = get_column_head(in);
  if (scan.volume.presence == Presence::absent) return in.ok();
  if (scan.volume.presence == Presence::some) scan.has_volume = get_flags(in, rows);
  if (scan.volume.wide) return false;
  get_column_scale(in, scan.volume);
  get_digits(in, rows, scan.volume.scale);
  scan.amount = StreamReader{in, rows};
  return in.ok() && scan.volume.scale <= exact_power;
}

template <class Word>
constexpr std::make_signed_t<Word> unzigzagged(Word coded) {
  return static_cast<std::make_signed_t<Word>>((coded >> 1) ^ (Word{0} - (coded & 1)));
}

// Exact for integers of up to 51 bits, by the bits of a double; the compiler makes vectors of it where a conversion
// instruction exists for single numbers only.
double small_to_double(std::int64_t value) {
  constexpr std::uint64_t bits = 0x4338000000000000;  // 1.5 · 2^52
  return std::bit_cast<double>(static_cast<std::uint64_t>(value) + bits) - std::bit_cast<double>(bits);
}

// All bits of the number's size.
constexpr std::uint64_t size_bits(std::int64_t value) {
  return static_cast<std::uint64_t>(value ^ (value >> 63));
}

// Differences wrap like sums: what foreign bytes make of them is found out by their size.
std::int64_t less(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

std::int64_t widened(std::uint32_t step) {
  return std::int64_t{static_cast<std::int32_t>(step)};
}

// Closes as integers. Only the sums depend on one another; all else is left to vectors.
inline void add_up(Scan& scan, Closes& closes) {
  auto& steps = scan.narrow;
  for (std::size_t i = 0; i < run_length; ++i) {
    const std::int32_t close = unzigzagged(steps.close[i]);
    steps.close[i] = static_cast<std::uint32_t>(close);
    closes[i] = std::int64_t{unzigzagged(steps.open[i])} + std::int64_t{close};
  }
  if (scan.prices.plain_opens) return;
  auto before = static_cast<std::uint64_t>(scan.before);
  for (auto& close : closes) {
    before += static_cast<std::uint64_t>(close);
    close = static_cast<std::int64_t>(before);
  }
  scan.before = static_cast<std::int64_t>(before);
}

// False where a price may not be exact as a double.
WICK_FOR_NEWER_PROCESSORS bool to_prices(Scan& scan, const Strip& out) {
  const auto& steps = scan.narrow;
  const auto& closes = scan.closes;
  add_up(scan, scan.closes);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < run_length; ++i) {
    const std::int64_t open = less(closes[i], widened(steps.close[i]));
    const double first = small_to_double(open);
    const double last = small_to_double(closes[i]);
    bits |= size_bits(open) | size_bits(closes[i]);
    out.open[i] = first;
    out.close[i] = last;
    out.high[i] = (first > last ? first : last) + small_to_double(steps.high[i]);
    out.low[i] = (first > last ? last : first) - small_to_double(steps.low[i]);
  }
  return bits < exact_limit / 8 / static_cast<std::uint64_t>(scan.prices.divisor);
}

// Wicks that are signed, and blocks that end within a strip, are rare enough for the plain way.
bool to_prices_slowly(Scan& scan, const Strip& out) {
  const auto& steps = scan.wide;
  auto before = static_cast<std::uint64_t>(scan.before);
  std::uint64_t bits = 0;
  const auto wick = [&](std::uint64_t coded) {
    const std::int64_t value = scan.prices.signed_wicks ? unzigzag(coded) : static_cast<std::int64_t>(coded);
    bits |= size_bits(value);
    return static_cast<double>(value);
  };
  const auto step = [&](std::uint64_t coded) {
    before += static_cast<std::uint64_t>(unzigzag(coded));
    bits |= size_bits(static_cast<std::int64_t>(before));
    return static_cast<double>(static_cast<std::int64_t>(before));
  };
  for (std::size_t i = 0; i < out.count; ++i) {
    out.open[i] = step(steps.open[i]);
    out.close[i] = step(steps.close[i]);
    if (scan.prices.plain_opens) before = 0;
    out.high[i] = std::max(out.open[i], out.close[i]) + wick(steps.high[i]);
    out.low[i] = std::min(out.open[i], out.close[i]) - wick(steps.low[i]);
  }
  scan.before = static_cast<std::int64_t>(before);
  return bits < exact_limit / 8 / static_cast<std::uint64_t>(scan.prices.divisor);
}

#if defined(__x86_64__)

// A division takes the CPU four times as long as this. With the inverse correctly rounded, one step makes the quotient
// faithful and the second makes it the correctly rounded one (Markstein): the same double as by division, always.
__attribute__((target("arch=x86-64-v3"))) void divide_fused(std::span<double> values, double by) {
  const double inverse = 1 / by;
  for (auto& value : values) {
    double quotient = value * inverse;
    quotient = __builtin_fma(__builtin_fma(-quotient, by, value), inverse, quotient);
    value = __builtin_fma(__builtin_fma(-quotient, by, value), inverse, quotient);
  }
}

bool has_fused() {
  static const bool has = __builtin_cpu_supports("x86-64-v3");
  return has;
}

#else

void divide_fused(std::span<double>, double) {}
constexpr bool has_fused() {
  return false;
}

#endif

// A column's numbers from its integers.
void scale_down(std::span<double> values, std::int64_t divisor, int scale) {
  if (divisor != 1) {
    const auto factor = static_cast<double>(divisor);
    for (auto& value : values) value *= factor;
  }
  if (scale == 0) return;
  const double by = power(scale);
  if (has_fused()) return divide_fused(values, by);
  for (auto& value : values) value /= by;
}

bool read_narrow(Scan& scan, Steps<std::uint32_t>& steps) {
  if (!scan.open.next_is_narrow() || !scan.close.next_is_narrow() || !scan.high.next_is_narrow() ||
      !scan.low.next_is_narrow()) {
    return false;
  }
  return scan.open.next_narrow(steps.open.data()) && scan.close.next_narrow(steps.close.data()) &&
         scan.high.next_narrow(steps.high.data()) && scan.low.next_narrow(steps.low.data());
}

bool next_prices(Scan& scan, const Strip& out) {
  bool exact = false;
  const std::size_t count = out.count;
  if (count == run_length && !scan.prices.signed_wicks && read_narrow(scan, scan.narrow)) {
    exact = to_prices(scan, out);
  } else {
    auto& wide = scan.wide;
    if (!scan.open.next(count, wide.open.data()) || !scan.close.next(count, wide.close.data()) ||
        !scan.high.next(count, wide.high.data()) || !scan.low.next(count, wide.low.data())) {
      return false;
    }
    exact = to_prices_slowly(scan, out);
  }
  for (double* column : {out.open, out.high, out.low, out.close}) {
    scale_down({column, count}, scan.prices.divisor, scan.prices.scale);
  }
  return exact;
}

bool next_volume(Scan& scan, std::size_t row, std::span<double> out) {
  const std::size_t count = out.size();
  if (scan.volume.presence == Presence::absent) {
    std::ranges::fill(out, std::numeric_limits<double>::quiet_NaN());
    return true;
  }
  std::uint64_t bits = 0;
  auto& narrow = scan.narrow.open;
  if (count == run_length && !scan.volume.is_signed && scan.amount.next_narrow(narrow.data())) {
    for (std::size_t i = 0; i < run_length; ++i) {
      out[i] = small_to_double(narrow[i]);
      bits |= narrow[i];
    }
  } else {
    auto& wide = scan.wide.open;
    if (!scan.amount.next(count, wide.data())) return false;
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t value = scan.volume.is_signed ? unzigzag(wide[i]) : static_cast<std::int64_t>(wide[i]);
      out[i] = static_cast<double>(value);
      bits |= size_bits(value);
    }
  }
  if (bits >= exact_limit / 8 / static_cast<std::uint64_t>(scan.volume.divisor)) return false;
  scale_down(out, scan.volume.divisor, scan.volume.scale);
  for (std::size_t i = 0; !scan.has_volume.empty() && i < count; ++i) {
    if (scan.has_volume[row + i] == 0) out[i] = std::numeric_limits<double>::quiet_NaN();
  }
  return true;
}

bool scan_strips(ByteReader& in, std::size_t rows, std::size_t until, Columns& columns) {
  __attribute__((uninitialized)) Scan scan;
  if (!open_scan(in, rows, scan)) return false;
  for (std::size_t row = 0; row < until; row += run_length) {
    const std::size_t count = std::min(run_length, rows - row);
    const std::size_t at = columns.open.size();
    const auto more = [&](Columns::Doubles& column) {
      column.resize(at + count);
      return column.data() + at;
    };
    const Strip strip{more(columns.open),  more(columns.high),   more(columns.low),
                      more(columns.close), more(columns.volume), count};
    if (!next_prices(scan, strip) || !next_volume(scan, row, {strip.volume, count})) return false;
  }
  return true;
}

// The way of all numbers that a double does not hold as scaled integers.
base::Done scan_candles(ByteView block, market::Span span, Columns& columns) {
  TRY(const auto candles, decode_part(block, span, SIZE_MAX, false));
  for (const auto& candle : candles) {
    columns.open_time.push_back(market::ms_of(candle.open_time));
    columns.open.push_back(candle.open.to_double());
    columns.high.push_back(candle.high.to_double());
    columns.low.push_back(candle.low.to_double());
    columns.close.push_back(candle.close.to_double());
    columns.volume.push_back(candle.volume ? candle.volume->to_double() : std::numeric_limits<double>::quiet_NaN());
  }
  return {};
}

// Rows of a block that open within a span.
struct Rows {
  std::size_t from = 0;
  std::size_t until = 0;
};

Rows rows_within(std::span<const std::int64_t> times, market::Span span) {
  const auto from = std::ranges::lower_bound(times, market::ms_of(span.from));
  const auto until = std::ranges::lower_bound(from, times.end(), market::ms_of(span.until));
  return {static_cast<std::size_t>(from - times.begin()), static_cast<std::size_t>(until - times.begin())};
}

// Drops what was added beyond the wanted rows.
void keep(Columns& columns, std::size_t before, Rows wanted) {
  columns.resize(before + wanted.until);
  if (wanted.from == 0) return;
  const auto drop = [&](auto& column) {
    const auto at = column.begin() + static_cast<std::ptrdiff_t>(before);
    column.erase(at, at + static_cast<std::ptrdiff_t>(wanted.from));
  };
  drop(columns.open_time);
  for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close, &columns.volume}) drop(*column);
}

}  // namespace

void Columns::resize(std::size_t rows) {
  open_time.resize(rows);
  for (auto* column : {&open, &high, &low, &close, &volume}) column->resize(rows);
}

base::Done decode_columns(ByteView block, market::Span span, Columns& columns) {
  ByteReader in{block};
  TRY(const auto head, open_block(block, in));
  const std::size_t before = columns.open.size();
  columns.open_time.resize(before + head.rows);
  const auto times = std::span{columns.open_time}.subspan(before);
  get_times(head, in, times);
  if (!in.ok()) {
    columns.resize(before);
    return base::fail(base::Code::corrupt, "block: its times make no sense");
  }
  const Rows wanted = rows_within(times, span);
  if (scan_strips(in, head.rows, wanted.until, columns)) {
    keep(columns, before, wanted);
    return {};
  }
  columns.resize(before);
  return scan_candles(block, span, columns);
}

}  // namespace store
