#include "market/timeframe.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <vector>

namespace market {

using namespace std::chrono;
using Unit = Timeframe::Unit;

namespace {

constexpr std::array<Timeframe, 17> offered = {
    Timeframe{1, Unit::second},  Timeframe{1, Unit::minute},  Timeframe{3, Unit::minute}, Timeframe{5, Unit::minute},
    Timeframe{15, Unit::minute}, Timeframe{30, Unit::minute}, Timeframe{1, Unit::hour},   Timeframe{2, Unit::hour},
    Timeframe{3, Unit::hour},    Timeframe{4, Unit::hour},    Timeframe{6, Unit::hour},   Timeframe{8, Unit::hour},
    Timeframe{12, Unit::hour},   Timeframe{1, Unit::day},     Timeframe{3, Unit::day},    Timeframe{1, Unit::week},
    Timeframe{1, Unit::month}};

// Weeks open on Monday; everything else counts from 1970-01-01.
constexpr Time origin_of(Unit unit) {
  return unit == Unit::week ? Time{sys_days{1970y / January / 5}} : Time{};
}

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

std::int64_t month_index(Time at) {
  const year_month_day date{floor<days>(at)};
  return (int(date.year()) - 1970) * 12 + int(unsigned(date.month())) - 1;
}

Time month_open(std::int64_t index) {
  const auto years = floor_div(index, 12);
  return sys_days{year{static_cast<int>(1970 + years)} / month{static_cast<unsigned>(index - years * 12 + 1)} / 1};
}

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || rest != text.data() + text.size() || value < 1 || value > 31'536'000) {
    return std::nullopt;
  }
  return value;
}

// The largest unit that `seconds` is a whole number of.
std::optional<Timeframe> of_seconds(std::int64_t seconds) {
  constexpr std::array<std::pair<Unit, int>, 5> steps = {
      {{Unit::week, 604800}, {Unit::day, 86400}, {Unit::hour, 3600}, {Unit::minute, 60}, {Unit::second, 1}}};
  for (const auto& [unit, length] : steps) {
    if (seconds % length == 0 && seconds / length < 1000) return Timeframe{static_cast<int>(seconds / length), unit};
  }
  return std::nullopt;
}

std::optional<Timeframe> counted(std::string_view digits, Unit unit) {
  const auto count = whole_number(digits);
  if (!count || *count >= 1000) return std::nullopt;
  return Timeframe{*count, unit};
}

struct Suffix {
  std::string_view letters;
  Unit unit;
};

std::optional<Timeframe> suffixed(std::string_view text, std::span<const Suffix> suffixes) {
  for (const auto& [letters, unit] : suffixes) {
    if (!text.ends_with(letters)) continue;
    return counted(text.substr(0, text.size() - letters.size()), unit);
  }
  return std::nullopt;
}

constexpr std::array<Suffix, 6> ours = {{{"s", Unit::second},
                                         {"m", Unit::minute},
                                         {"h", Unit::hour},
                                         {"d", Unit::day},
                                         {"w", Unit::week},
                                         {"M", Unit::month}}};
constexpr std::array<Suffix, 6> in_dumps = {{{"s", Unit::second},
                                             {"mo", Unit::month},
                                             {"m", Unit::minute},
                                             {"h", Unit::hour},
                                             {"d", Unit::day},
                                             {"w", Unit::week}}};
constexpr std::array<Suffix, 4> in_coinrich = {
    {{"m", Unit::minute}, {"h", Unit::hour}, {"D", Unit::day}, {"M", Unit::month}}};
constexpr std::array<Suffix, 4> in_tradingview = {
    {{"S", Unit::second}, {"D", Unit::day}, {"W", Unit::week}, {"M", Unit::month}}};
constexpr std::array<std::pair<std::string_view, Unit>, 6> bittrex_words = {{{"SECOND_", Unit::second},
                                                                             {"MINUTE_", Unit::minute},
                                                                             {"HOUR_", Unit::hour},
                                                                             {"DAY_", Unit::day},
                                                                             {"WEEK_", Unit::week},
                                                                             {"MONTH_", Unit::month}}};

std::optional<Timeframe> parse_tradingview(std::string_view text) {
  if (const auto count = whole_number(text)) return *count > 43200 ? std::nullopt : of_seconds(60LL * *count);
  if (text.size() == 1) return suffixed("1" + std::string(text), in_tradingview);  // "D" is short for "1D".
  return suffixed(text, in_tradingview);
}

std::optional<Timeframe> parse_coinrich(std::string_view text) {
  const auto parsed = suffixed(text, in_coinrich);
  if (parsed && parsed->unit() == Unit::day && parsed->count() % 7 == 0) return of_seconds(86400LL * parsed->count());
  return parsed;
}

std::optional<Timeframe> parse_bittrex(std::string_view text) {
  for (const auto& [word, unit] : bittrex_words) {
    if (text.starts_with(word)) return counted(text.substr(word.size()), unit);
  }
  return std::nullopt;
}

std::optional<Timeframe> parse_in(std::string_view text, Dialect dialect) {
  switch (dialect) {
    case Dialect::wick: return suffixed(text, ours);
    case Dialect::tradingview: return parse_tradingview(text);
    case Dialect::coinrich: return parse_coinrich(text);
    case Dialect::bittrex: return parse_bittrex(text);
    case Dialect::dump: return suffixed(text, in_dumps);
    case Dialect::minutes: {
      const auto count = whole_number(text);
      return count ? of_seconds(60LL * *count) : std::nullopt;
    }
    case Dialect::seconds: {
      const auto count = whole_number(text);
      return count ? of_seconds(*count) : std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<std::string> spell(std::span<const Suffix> suffixes, int count, Unit unit) {
  for (const auto& [letters, known] : suffixes) {
    if (known == unit) return std::to_string(count) + std::string(letters);
  }
  return std::nullopt;
}

}  // namespace

std::span<const Timeframe> timeframes() {
  return offered;
}

base::Result<Timeframe> Timeframe::parse(std::string_view text) {
  return parse(text, Dialect::wick);
}

base::Result<Timeframe> Timeframe::parse(std::string_view text, Dialect dialect) {
  if (const auto parsed = parse_in(text, dialect)) return *parsed;
  std::vector<std::string> known;
  for (const auto& timeframe : offered) {
    if (auto word = timeframe.text(dialect)) known.push_back(*word);
  }
  return base::fail(base::Code::usage, fmt::format("'{}' is not a timeframe; expected one of {}",
                                                   base::printable(text, 20), base::join(known, " ")));
}

std::string Timeframe::text() const {
  return *spell(ours, count_, unit_);
}

std::optional<std::string> Timeframe::text(Dialect dialect) const {
  const auto length = fixed();
  switch (dialect) {
    case Dialect::wick: return text();
    case Dialect::dump: return spell(in_dumps, count_, unit_);
    case Dialect::tradingview:
      if (unit_ == Unit::minute || unit_ == Unit::hour) return std::to_string(*length / 1min);
      return spell(in_tradingview, count_, unit_);
    case Dialect::coinrich:
      if (unit_ == Unit::week) return std::to_string(7 * count_) + "D";
      return spell(in_coinrich, count_, unit_);
    case Dialect::bittrex:
      for (const auto& [word, unit] : bittrex_words) {
        if (unit == unit_) return std::string(word) + std::to_string(count_);
      }
      return std::nullopt;
    case Dialect::minutes:
      if (!length || *length % 1min != 0ms) return std::nullopt;
      return std::to_string(*length / 1min);
    case Dialect::seconds: return length ? std::optional{std::to_string(*length / 1s)} : std::nullopt;
  }
  return std::nullopt;
}

std::int64_t Timeframe::slot_of(Time at) const {
  if (unit_ == Unit::month) return floor_div(month_index(at), count_);
  return floor_div((at - origin_of(unit_)).count(), fixed()->count());
}

Time Timeframe::open_of(std::int64_t slot) const {
  if (unit_ == Unit::month) return month_open(slot * count_);
  return origin_of(unit_) + slot * *fixed();
}

Time Timeframe::floor(Time at) const {
  return open_of(slot_of(at));
}
Time Timeframe::next(Time open) const {
  return open_of(slot_of(open) + 1);
}
Time Timeframe::ceil(Time at) const {
  const Time open = floor(at);
  return open == at ? open : next(open);
}

bool Timeframe::on_grid(Time at) const {
  if (unit_ == Unit::day && count_ > 1) return std::chrono::floor<days>(at) == at;
  return floor(at) == at;
}

std::int64_t Timeframe::slots_in(Span span) const {
  if (span.empty()) return 0;
  return slot_of(ceil(span.until)) - slot_of(ceil(span.from));
}

milliseconds Timeframe::about() const {
  return fixed().value_or(days{30} * count_);
}

bool Timeframe::made_of(const Timeframe& finer) const {
  if (finer == *this) return true;
  const auto part = finer.fixed();
  if (!part) return unit_ == Unit::month && count_ % finer.count() == 0;
  if (unit_ == Unit::month) return finer.unit() != Unit::week && days{1} % *part == 0ms;
  if (unit_ != Unit::week && finer.unit() == Unit::week) return false;
  if (finer.unit() == Unit::day && finer.count() > 1) return false;  // Anchored by the venue, not by us.
  return *part < *fixed() && *fixed() % *part == 0ms;
}

}  // namespace market
