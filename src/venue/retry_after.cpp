#include "venue/retry_after.hpp"

#include <array>
#include <charconv>

namespace venue {

using namespace std::chrono;
using market::Time;

namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc::result_out_of_range) return text.starts_with('-') ? INT64_MIN : INT64_MAX;
  if (problem != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<unsigned> month_of(std::string_view name) {
  constexpr std::array<std::string_view, 12> names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (unsigned i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i + 1;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Time> http_date(std::string_view text) {
  // Its parts stand at fixed places.
  if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return std::nullopt;
  const auto day = number(text.substr(5, 2));
  const auto month = month_of(text.substr(8, 3));
  const auto year_number = number(text.substr(12, 4));
  const auto h = number(text.substr(17, 2));
  const auto m = number(text.substr(20, 2));
  const auto s = number(text.substr(23, 2));
  if (!day || !month || !year_number || !h || !m || !s) return std::nullopt;
  const year_month_day date{year{static_cast<int>(*year_number)} / static_cast<int>(*month) / static_cast<int>(*day)};
  if (!date.ok() || *h < 0 || *h > 23 || *m < 0 || *m > 59 || *s < 0 || *s > 60) return std::nullopt;
  return Time{sys_days{date}} + hours{*h} + minutes{*m} + seconds{*s};
}

std::optional<milliseconds> retry_after(std::string_view text, Time now) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (const auto count = number(text)) {
    if (*count < 0) return std::nullopt;
    constexpr std::int64_t year = 31'536'000;
    return seconds{std::min(*count, year)};
  }
  const auto date = http_date(text);
  if (!date || *date <= now) return std::nullopt;
  return *date - now;
}

std::optional<Time> banned_until(std::string_view text) {
  constexpr std::string_view words = "banned until ";
  const auto at = text.find(words);
  if (at == text.npos) return std::nullopt;
  text.remove_prefix(at + words.size());
  const auto value = number(text.substr(0, text.find_first_not_of("0123456789")));
  if (!value || *value <= 0 || *value >= market::ms_of(market::time_max)) return std::nullopt;
  return market::time_from_ms(*value);
}

}  // namespace venue
