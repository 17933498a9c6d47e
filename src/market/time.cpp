#include "market/time.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace market {

using namespace std::chrono;

namespace {

// Exactly `width` digits at the front of `text`, which then begins behind them.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + width, value);
  if (problem != std::errc{} || rest != text.data() + width || value < 0) return std::nullopt;
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || !any_of.contains(text.front())) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<sys_days> take_date(std::string_view& text) {
  const auto y = take_digits(text, 4);
  if (!y || !take(text, "-")) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || !take(text, "-")) return std::nullopt;
  const auto d = take_digits(text, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

std::optional<milliseconds> take_fraction(std::string_view& text) {
  if (!take(text, ".")) return 0ms;
  int value = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 3) value = value * 10 + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  for (; digits < 3; ++digits) value *= 10;
  return milliseconds{value};
}

std::optional<milliseconds> take_clock(std::string_view& text) {
  const auto h = take_digits(text, 2);
  if (!h || *h > 23 || !take(text, ":")) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || *m > 59) return std::nullopt;
  milliseconds at = hours{*h} + minutes{*m};
  if (!take(text, ":")) return at;
  const auto s = take_digits(text, 2);
  if (!s || *s > 59) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  return at + seconds{*s} + *fraction;
}

// "Z", "+01:00", "-0530" or nothing: what to take from the clock to get UTC.
std::optional<minutes> take_zone(std::string_view& text) {
  if (text.empty() || take(text, "Zz")) return 0min;
  const bool east = text.front() == '+';
  if (!take(text, "+-")) return std::nullopt;
  const auto h = take_digits(text, 2);
  take(text, ":");
  const auto m = take_digits(text, 2);
  if (!h || !m || *h > 14 || *m > 59) return std::nullopt;
  const minutes offset = hours{*h} + minutes{*m};
  return east ? offset : -offset;
}

std::optional<Time> calendar_time(std::string_view text) {
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) return Time{*date};
  if (!take(text, "Tt ")) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  const auto zone = take_zone(text);
  if (!zone || !text.empty()) return std::nullopt;
  return Time{*date} + *clock - *zone;
}

std::optional<Time> number_time(std::string_view text) {
  std::int64_t value = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || rest != text.data() + text.size() || value < 0) return std::nullopt;
  if (text.size() <= 4) return std::nullopt;  // "2024" is a year to people: ask for the whole date.
  if (text.size() <= 11) value *= 1000;
  if (value > ms_of(time_max)) return std::nullopt;
  return time_from_ms(value);
}

}  // namespace

std::string rfc3339(Time at) {
  const auto day_start = floor<days>(at);
  const year_month_day date{day_start};
  const hh_mm_ss clock{at - day_start};
  auto text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (clock.subseconds() != 0ms) text += fmt::format(".{:03}", clock.subseconds().count());
  return text + "Z";
}

base::Result<milliseconds> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, count);
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  const bool sane = problem == std::errc{} && count >= 0 && count <= 1'000'000'000;
  if (sane && unit == "ms") return milliseconds{count};
  if (sane && unit == "s") return seconds{count};
  if (sane && unit == "m") return minutes{count};
  if (sane && unit == "h") return hours{count};
  if (sane && unit == "d") return days{count};
  if (sane && unit == "w") return weeks{count};
  return base::fail(base::Code::usage,
                    fmt::format("'{}' is not a length of time; expected a number and ms, s, m, h, d or w, such as 7d",
                                text.substr(0, 40)));
}

base::Result<Time> parse_time(std::string_view text, Time now) {
  if (text == "now") return now;
  const bool back_from_now = text.starts_with("now-") || (text.starts_with('-') && text.size() > 1);
  if (back_from_now) {
    if (const auto back = parse_duration(text.substr(text.find('-') + 1)); back && now - *back >= Time{}) {
      return now - *back;
    }
  }
  if (const auto at = number_time(text)) return *at;
  if (const auto at = calendar_time(text)) return *at;
  return base::fail(base::Code::usage,
                    fmt::format("'{}' is not a time; expected 2024-03-05, 2024-03-05T14:30:00Z, milliseconds since "
                                "1970 or now-7d",
                                text.substr(0, 40)));
}

}  // namespace market
