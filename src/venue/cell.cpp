#include "venue/cell.hpp"

#include "base/decimal.hpp"

#include <charconv>

namespace venue {

namespace {

using market::Time;

constexpr std::int64_t earliest_ms = 31'536'000'000;  // 1971: seconds taken for milliseconds end in January 1970.

std::optional<Time> possible(std::int64_t ms) {
  if (ms < earliest_ms || ms >= market::ms_of(market::time_max)) return std::nullopt;
  return market::time_from_ms(ms);
}

// How many of the unit make a millisecond, or how many milliseconds the unit.
struct Ratio {
  std::int64_t times = 1;
  std::int64_t per = 1;
};

constexpr Ratio ratio_of(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::ms:
    case TimeUnit::iso: return {};
    case TimeUnit::s: return {1000, 1};
    case TimeUnit::us: return {1, 1000};
    case TimeUnit::ns: return {1, 1'000'000};
  }
  return {};
}

std::optional<Time> calendar(std::string_view text) {
  // Only whole dates with a clock: parse_time also takes what people type.
  if (text.size() < 19 || text[4] != '-') return std::nullopt;
  const auto at = market::parse_time(text, Time{});
  if (!at) return std::nullopt;
  return possible(market::ms_of(*at));
}

// "1700000000.0" and "1.7e9" are moments, too, as long as nothing is left behind the point.
std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, value);
  if (problem == std::errc{} && rest == end) return value;
  const auto decimal = base::Decimal::parse_quick(text);
  if (!decimal) return std::nullopt;
  base::Int128 mantissa = decimal->mantissa();
  for (int scale = decimal->scale(); scale > 0; --scale) {
    if (mantissa % 10 != 0) return std::nullopt;
    mantissa /= 10;
  }
  return base::Decimal::of(mantissa, 0).small();
}

}  // namespace

std::optional<Time> moment(std::string_view text, TimeUnit unit) {
  if (unit == TimeUnit::iso) return calendar(text);
  const auto value = whole(text);
  const auto ratio = ratio_of(unit);
  if (!value || *value < 0 || *value > INT64_MAX / ratio.times) return std::nullopt;
  return possible(*value * ratio.times / ratio.per);
}

}  // namespace venue
