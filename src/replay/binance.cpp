#include "replay/binance.hpp"

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

constexpr std::size_t limit_default = 500;
constexpr std::size_t limit_max = 1000;
constexpr std::int64_t microseconds_from = 100'000'000'000'000;  // Times of 15 digits and more are in µs.

constexpr std::array<std::string_view, 16> intervals = {"1s", "1m", "3m", "5m",  "15m", "30m", "1h", "2h",
                                                        "4h", "6h", "8h", "12h", "1d",  "3d",  "1w", "1M"};

void put(std::string& out, const Decimal& number) {
  std::array<char, Decimal::text_max> text{};
  out += '"';
  out.append(text.data(), number.write(text.data()));
  out += '"';
}

// The columns are fixed, so what a tape does not know is told as zero.
void put(std::string& out, const std::optional<Decimal>& number) {
  put(out, number.value_or(Decimal{}));
}

void print_row(std::string& out, const Timeframe& timeframe, const Candle& candle, std::int64_t unit) {
  const auto open = market::ms_of(candle.open_time);
  const auto end = market::ms_of(end_of(timeframe, candle.open_time));
  fmt::format_to(std::back_inserter(out), "[{},", open * unit);
  for (const auto* price : {&candle.open, &candle.high, &candle.low, &candle.close}) {
    put(out, *price);
    out += ',';
  }
  put(out, candle.volume);
  fmt::format_to(std::back_inserter(out), ",{},", end * unit - 1);
  put(out, candle.quote_volume);
  fmt::format_to(std::back_inserter(out), ",{},", candle.trades.value_or(0));
  put(out, candle.taker_base);
  out += ',';
  put(out, candle.taker_quote);
  out += ",\"0\"]";
}

struct Refused {
  int code;
  std::string message;
};
template <class T>
using Read = std::expected<T, Refused>;

std::unexpected<Refused> missing(std::string_view name) {
  return std::unexpected(
      Refused{-1102, fmt::format("Mandatory parameter '{}' was not sent, was empty/null, or malformed.", name)});
}

std::unexpected<Refused> illegal(std::string_view name, std::string_view legal) {
  return std::unexpected(
      Refused{-1100, fmt::format("Illegal characters found in parameter '{}'; legal range is '{}'.", name, legal)});
}

bool legal_symbol(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    const bool beyond_ascii = static_cast<unsigned char>(c) >= 0x80;  // Some listings have such names.
    return beyond_ascii || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

Read<std::size_t> read_symbol(const Question& question, const Directory& directory) {
  const auto name = question.parameter("symbol");
  if (!name || name->empty()) return missing("symbol");
  if (!legal_symbol(*name)) return illegal("symbol", "^[A-Z0-9-_.]{1,20}$");
  const auto found = directory.find(*name);
  if (!found) return std::unexpected(Refused{-1121, "Invalid symbol."});
  return *found;
}

Read<Timeframe> read_interval(const Question& question) {
  const auto text = question.parameter("interval");
  if (!text || text->empty()) return missing("interval");
  const auto timeframe = Timeframe::parse(*text);
  if (std::ranges::find(intervals, *text) == intervals.end() || !timeframe) {
    return std::unexpected(Refused{-1120, "Invalid interval."});
  }
  return *timeframe;
}

Read<std::optional<Time>> read_time(const Question& question, std::string_view name) {
  const auto text = question.parameter(name);
  if (!text) return std::nullopt;
  const auto number = integer(*text);
  if (!number || *number < 0) return illegal(name, "^[0-9]{1,20}$");
  return market::time_from_ms(*number >= microseconds_from ? *number / 1000 : *number);
}

Read<std::size_t> read_limit(const Question& question) {
  const auto text = question.parameter("limit");
  if (!text) return limit_default;
  const auto number = integer(*text);
  if (!number || *number < 0) return illegal("limit", "^[0-9]{1,20}$");
  if (*number == 0) return std::unexpected(Refused{-1130, "Data sent for parameter 'limit' is not valid."});
  return std::min(static_cast<std::size_t>(*number), limit_max);
}

// Neither time: the newest. Only the start: the first ones from there. Only the end: the last ones up to there.
Read<Ask> read_ask(const Question& question, const Directory& directory) {
  Ask ask;
  const auto listing = read_symbol(question, directory);
  if (!listing) return std::unexpected(listing.error());
  const auto timeframe = read_interval(question);
  if (!timeframe) return std::unexpected(timeframe.error());
  const auto start = read_time(question, "startTime");
  if (!start) return std::unexpected(start.error());
  const auto end = read_time(question, "endTime");
  if (!end) return std::unexpected(end.error());
  const auto limit = read_limit(question);
  if (!limit) return std::unexpected(limit.error());
  ask.listing = *listing;
  ask.timeframe = *timeframe;
  ask.window = {start->value_or(Time{}), end->value_or(market::time_max), *limit, !start->has_value()};
  return ask;
}

net::Reply nothing_here() {
  net::Reply reply;
  reply.status = 404;
  reply.headers.set("Content-Type", "text/html");
  reply.body = "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>\n";
  return reply;
}

}  // namespace

net::Reply binance_error(int code, std::string_view message, int status) {
  return json_reply(status, fmt::format(R"({{"code":{},"msg":{}}})", code, base::json_quote(message)));
}

Binance::Binance(const View& view)
    : view_{view},
      directory_{view.tape(), [](const Listing& listing) { return listing.base + listing.quote; }},
      press_{view, [](std::string& out, const Timeframe& t, const Candle& c) { print_row(out, t, c, 1); }},
      press_us_{view, [](std::string& out, const Timeframe& t, const Candle& c) { print_row(out, t, c, 1000); }} {}

Exchange::Answer Binance::klines(const Question& question, Time now, const Alter& alter) {
  const auto ask = read_ask(question, directory_);
  if (!ask) return {binance_error(ask.error().code, ask.error().message)};
  const auto unit = question.headers.find("X-MBX-TIME-UNIT");
  const bool in_us = unit && base::lower(*unit) == "microsecond";
  auto page = (in_us ? press_us_ : press_).page(*ask, now, alter);
  if (!page) return {binance_error(-1000, "An unknown error occurred while processing the request.", 500)};
  return {json_reply(200, std::move(page->text)), page->rows};
}

Exchange::Answer Binance::answer(const Question& question, Time now, const Alter& alter) {
  const auto& path = question.path;
  if (question.method != "GET" && question.method != "HEAD")
    return {binance_error(-1000, "Request method is not supported.", 405)};
  if (path == "/api/v3/klines" || path == "/api/v3/uiKlines") return klines(question, now, alter);
  if (path == "/api/v3/ping") return {json_reply(200, "{}")};
  if (path == "/api/v3/time") return {json_reply(200, fmt::format(R"({{"serverTime":{}}})", market::ms_of(now)))};
  if (path == "/api/v3/exchangeInfo") return {exchange_info(question, now)};
  if (path == "/sapi/v1/system/status") return {json_reply(200, R"({"status":0,"msg":"normal"})")};
  return {nothing_here()};
}

int Binance::weight(const Question& question) const {
  const auto& path = question.path;
  if (path == "/api/v3/klines" || path == "/api/v3/uiKlines") return 2;
  return path == "/api/v3/exchangeInfo" ? 20 : 1;
}

void Binance::tell_used(net::Reply& reply, int used) const {
  reply.headers.set("X-MBX-USED-WEIGHT", fmt::to_string(used));
  reply.headers.set("X-MBX-USED-WEIGHT-1M", fmt::to_string(used));
}

net::Reply Binance::refuse(Refusal refusal, std::chrono::seconds wait, Time now) const {
  if (refusal == Refusal::down)
    return binance_error(-1008,
                         "Server is currently overloaded with other requests. Please try again in a few minutes.", 503);
  const bool banned = refusal == Refusal::banned;
  auto reply = binance_error(
      -1003,
      banned
          ? fmt::format("Way too much request weight used; IP banned until {}. Please use WebSocket Streams for live "
                        "updates to avoid bans.",
                        market::ms_of(now + wait))
          : "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket "
            "Streams for live updates to avoid polling the API.",
      banned ? 418 : 429);
  reply.headers.set("Retry-After", fmt::to_string(wait.count()));
  return reply;
}

}  // namespace replay
