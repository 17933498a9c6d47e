#include "replay/bittrex.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace replay {

using base::Decimal;
using market::Candle;
using market::Time;
using market::Timeframe;

namespace {

using Words = std::span<const std::string>;

struct Interval {
  std::string_view code;
  Timeframe timeframe;
  std::chrono::days recent;      // How far back `recent` goes.
  std::size_t historical_parts;  // Of year/month/day.
};
const std::array<Interval, 4> intervals = {{{"MINUTE_1", market::m1, std::chrono::days{1}, 3},
                                            {"MINUTE_5", {5, Timeframe::Unit::minute}, std::chrono::days{1}, 3},
                                            {"HOUR_1", market::h1, std::chrono::days{31}, 2},
                                            {"DAY_1", market::d1, std::chrono::days{366}, 1}}};

void put(std::string& out, std::string_view name, const Decimal& number) {
  std::array<char, Decimal::text_max> text{};
  const char* end = number.write(text.data());
  fmt::format_to(std::back_inserter(out), R"(,"{}":"{}")", name, std::string_view(text.data(), end));
}

void print_row(std::string& out, const Candle& candle, bool volumes) {
  fmt::format_to(std::back_inserter(out), R"({{"startsAt":"{}")", market::rfc3339(candle.open_time));
  put(out, "open", candle.open);
  put(out, "high", candle.high);
  put(out, "low", candle.low);
  put(out, "close", candle.close);
  put(out, "volume", volumes ? candle.volume.value_or(Decimal{}) : Decimal{});
  put(out, "quoteVolume", volumes ? candle.quote_volume.value_or(Decimal{}) : Decimal{});
  out += '}';
}

net::Reply problem(int status, std::string_view code) {
  return json_reply(status, fmt::format(R"({{"code":"{}"}})", code));
}

// The day, month or year that the last parts of the path name.
std::optional<market::Span> span_named(Words parts) {
  using namespace std::chrono;
  std::array<int, 3> numbers = {0, 1, 1};
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const auto number = integer(parts[at]);
    if (!number || *number < 1 || *number > 9998) return std::nullopt;
    numbers[at] = static_cast<int>(*number);
  }
  const auto month_of = month{static_cast<unsigned>(numbers[1])};
  const year_month_day first{year{numbers[0]}, month_of, day{static_cast<unsigned>(numbers[2])}};
  if (!first.ok()) return std::nullopt;
  const sys_days from = first;
  if (parts.size() == 3) return market::Span{from, from + days{1}};
  const auto after = parts.size() == 2 ? first + months{1} : first + years{1};
  return market::Span{from, sys_days{after}};
}

// What of a series a path asks for. Otherwise how it is refused.
std::expected<Window, net::Reply> window_of(const Interval& interval, Words path, Time now) {
  constexpr auto one = std::chrono::milliseconds{1};
  if (path.size() == 1 && path[0] == "recent") {
    return Window{interval.timeframe.floor(now - interval.recent) + one, now, SIZE_MAX, false};
  }
  if (path.empty() || path[0] != "historical") return std::unexpected(problem(404, "NOT_FOUND"));
  const auto parts = path.subspan(1);
  const auto span = parts.size() == interval.historical_parts ? span_named(parts) : std::nullopt;
  if (!span) return std::unexpected(problem(400, "INVALID_DATE"));
  const Time settled = interval.timeframe.floor(now);  // History holds what is over.
  return Window{span->from, std::min(span->until, settled) - one, SIZE_MAX, false};
}

}  // namespace

Bittrex::Bittrex(const View& view)
    : view_{view},
      directory_{view.tape(), [](const Listing& listing) { return listing.base + "-" + listing.quote; }},
      press_{view, [](std::string& out, const Timeframe&, const Candle& candle) { print_row(out, candle, true); }},
      press_midpoint_{
          view, [](std::string& out, const Timeframe&, const Candle& candle) { print_row(out, candle, false); }} {}

// {TRADE|MIDPOINT}/{interval}/recent, {interval}/historical/2024/1/2; the type may be left out.
Exchange::Answer Bittrex::candles(std::size_t listing, Words path, Time now, const Alter& alter) {
  bool midpoint = false;
  if (!path.empty() && (path[0] == "TRADE" || path[0] == "MIDPOINT")) {
    midpoint = path[0] == "MIDPOINT";
    path = path.subspan(1);
  }
  if (path.empty()) return {problem(404, "NOT_FOUND")};
  const auto interval = std::ranges::find(intervals, path[0], &Interval::code);
  if (interval == intervals.end()) return {problem(400, "INVALID_CANDLE_INTERVAL")};
  const auto window = window_of(*interval, path.subspan(1), now);
  if (!window) return {window.error()};
  auto page = (midpoint ? press_midpoint_ : press_).page({listing, interval->timeframe, *window, false}, now, alter);
  if (!page) return {problem(503, "SERVICE_UNAVAILABLE")};
  Answer answer{json_reply(200, std::move(page->text)), page->rows};
  // One step each second: it never falls while the clock runs.
  if (path.size() == 2) answer.reply.headers.set("Sequence", fmt::to_string(market::ms_of(now) / 1000 % 100'000'000));
  return answer;
}

Exchange::Answer Bittrex::market(Words path, Time now, const Alter& alter) {
  const auto listing = directory_.find(path[0]);
  if (!listing) return {problem(404, "MARKET_DOES_NOT_EXIST")};
  if (path.size() == 1) return {json_reply(200, describe(*listing))};
  if (path[1] == "candles") return candles(*listing, path.subspan(2), now, alter);
  return {problem(404, "NOT_FOUND")};
}

Exchange::Answer Bittrex::answer(const Question& question, Time now, const Alter& alter) {
  if (question.method != "GET" && question.method != "HEAD") return {problem(405, "METHOD_NOT_ALLOWED")};
  if (!question.path.starts_with("/v3/")) return {problem(404, "NOT_FOUND")};
  const auto path = base::split(std::string_view(question.path).substr(4), '/');
  if (path.size() == 1 && path[0] == "ping") {
    return {json_reply(200, fmt::format(R"({{"serverTime":{}}})", market::ms_of(now)))};
  }
  if (path.empty() || path[0] != "markets") return {problem(404, "NOT_FOUND")};
  if (path.size() > 1) return market(Words(path).subspan(1), now, alter);
  std::vector<std::string> all;
  for (std::size_t at = 0; at < directory_.size(); ++at) all.push_back(describe(at));
  return {json_reply(200, fmt::format("[{}]", base::join(all, ",")))};
}

std::string Bittrex::describe(std::size_t listing) const {
  const auto& told = view_.tape().listings()[listing];
  return fmt::format(
      R"({{"symbol":{},"baseCurrencySymbol":{},"quoteCurrencySymbol":{},"minTradeSize":"0.00010000","precision":{},)"
      R"("status":"ONLINE","createdAt":"{}","notice":"","prohibitedIn":[],"associatedTermsOfService":[],"tags":[]}})",
      base::json_quote(directory_.name(listing)), base::json_quote(told.base), base::json_quote(told.quote),
      told.price_scale, market::rfc3339(told.life.from));
}

net::Reply Bittrex::refuse(Refusal refusal, std::chrono::seconds wait, Time) const {
  if (refusal == Refusal::down) return problem(503, "SERVICE_UNAVAILABLE");
  auto reply = problem(429, "RATE_LIMIT_EXCEEDED");
  reply.headers.set("Retry-After", fmt::to_string(wait.count()));
  return reply;
}

}  // namespace replay
