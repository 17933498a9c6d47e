#include "venue/cell.hpp"

#include "base/decimal.hpp"

namespace venue {

namespace {

using market::Time;

constexpr std::int64_t earliest_ms = 31'536'000'000;  // 1971: seconds taken for milliseconds end in January 1970.

std::optional<Time> possible(std::int64_t ms) {
  if (ms < earliest_ms || ms >= market::ms_of(market::time_max)) return std::nullopt;
  return market::time_from_ms(ms);
}

std::optional<Time> calendar(std::string_view text) {
  // Only whole dates with a clock: parse_time also takes what people type.
  if (text.size() < 19 || text[4] != '-') return std::nullopt;
  const auto at = market::parse_time(text, Time{});
  if (!at) return std::nullopt;
  return possible(market::ms_of(*at));
}

// "1700000000.0" and "1.7e9" are moments, too, as long as nothing is left behind the point.
std::optional<std::int64_t> without_point(base::Decimal decimal) {
  base::Int128 mantissa = decimal.mantissa();
  for (int scale = decimal.scale(); scale > 0; --scale) {
    if (mantissa % 10 != 0) return std::nullopt;
    mantissa /= 10;
  }
  return base::Decimal::of(mantissa, 0).small();
}

}  // namespace

std::optional<std::int64_t> whole(std::string_view text) {
  const auto decimal = base::Decimal::parse_quick(text);
  if (!decimal) return std::nullopt;
  return decimal->scale() == 0 ? decimal->small() : without_point(*decimal);
}

std::optional<Time> moment(std::string_view text, TimeUnit unit) {
  if (unit == TimeUnit::iso) return calendar(text);
  const auto value = whole(text);
  if (!value) return std::nullopt;
  switch (unit) {
    case TimeUnit::iso:
    case TimeUnit::ms: return possible(*value);
    case TimeUnit::s: return *value < market::ms_of(market::time_max) / 1000 ? possible(*value * 1000) : std::nullopt;
    case TimeUnit::us: return possible(*value / 1000);
    case TimeUnit::ns: return possible(*value / 1'000'000);
  }
  return std::nullopt;
}

}  // namespace venue
