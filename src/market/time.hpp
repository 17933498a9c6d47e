// Market time: UTC milliseconds. Every span is half-open: `from` belongs to it, `until` does not.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace market {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

constexpr Time time_from_ms(std::int64_t ms) {
  return Time{std::chrono::milliseconds{ms}};
}
constexpr std::int64_t ms_of(Time at) {
  return at.time_since_epoch().count();
}

inline constexpr Time time_max = time_from_ms(253402300800000);  // 10000-01-01: no candle opens later.

struct Span {
  Time from;
  Time until;

  constexpr bool empty() const { return from >= until; }
  constexpr bool holds(Time at) const { return from <= at && at < until; }
  constexpr bool overlaps(const Span& other) const { return from < other.until && other.from < until; }
  friend constexpr auto operator<=>(const Span&, const Span&) = default;
};

constexpr Span intersection(const Span& a, const Span& b) {
  return {a.from > b.from ? a.from : b.from, a.until < b.until ? a.until : b.until};
}

// "2024-03-05T14:30:00Z", with ".250" behind the seconds only where there are milliseconds.
std::string rfc3339(Time at);

// What people and programs write for a moment: 2024-03-05, 2024-03-05T14:30, 2024-03-05T14:30:00[.250][Z|+01:00],
// "2024-03-05 14:30:00", seconds (up to 11 digits) or milliseconds since 1970, `now`, `now-7d`, `-7d`. No zone is UTC.
// Code::usage, with what was expected, for anything else.
base::Result<Time> parse_time(std::string_view text, Time now);

// "90s" "15m" "4h" "7d" "2w" as a length.
base::Result<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace market
