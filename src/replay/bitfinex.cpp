#include "replay/bitfinex.hpp"

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

constexpr std::size_t limit_default = 100;
constexpr std::int64_t limit_max = 10'000;
constexpr int invalid_parameter = 10020;
constexpr std::string_view candles_path = "/v2/candles/";
constexpr std::string_view conf_path = "/v2/conf/";

struct Named {
  std::string_view code;
  Timeframe timeframe;
};
using Unit = Timeframe::Unit;
const std::array<Named, 14> timeframe_codes = {{{"1m", market::m1},
                                                {"5m", {5, Unit::minute}},
                                                {"15m", {15, Unit::minute}},
                                                {"30m", {30, Unit::minute}},
                                                {"1h", market::h1},
                                                {"3h", {3, Unit::hour}},
                                                {"4h", {4, Unit::hour}},
                                                {"6h", {6, Unit::hour}},
                                                {"12h", {12, Unit::hour}},
                                                {"1D", market::d1},
                                                {"1W", market::w1},
                                                {"7D", market::w1},
                                                {"14D", {14, Unit::day}},
                                                {"1M", market::month1}}};

void put(std::string& out, const Decimal& number) {
  std::array<char, Decimal::text_max> text{};
  out += ',';
  out.append(text.data(), number.write(text.data()));
}

// Close before high and low.
void print_row(std::string& out, const Timeframe&, const Candle& candle) {
  fmt::format_to(std::back_inserter(out), "[{}", market::ms_of(candle.open_time));
  for (const auto* price : {&candle.open, &candle.close, &candle.high, &candle.low}) put(out, *price);
  put(out, candle.volume.value_or(Decimal{}));
  out += ']';
}

// The venue's own names of some currencies.
std::string currency(std::string_view code) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> renamed = {
      {{"USDT", "UST"}, {"USDC", "UDC"}, {"EURT", "EUT"}, {"DASH", "DSH"}, {"QTUM", "QTM"}}};
  for (const auto& [ours, theirs] : renamed) {
    if (code == ours) return std::string(theirs);
  }
  return std::string(code);
}

template <class T>
using Read = std::expected<T, std::string_view>;  // Otherwise the name of what is invalid.

Read<std::optional<Time>> read_time(const Question& question, std::string_view name) {
  const auto text = question.parameter(name);
  if (!text) return std::nullopt;
  const auto number = integer(*text);
  if (!number || *number < 0) return std::unexpected(name);
  return std::min(market::time_from_ms(std::min<std::int64_t>(*number, market::ms_of(market::time_max))),
                  market::time_max);
}

Read<std::size_t> read_limit(const Question& question) {
  const auto text = question.parameter("limit");
  if (!text) return limit_default;
  const auto number = integer(*text);
  if (!number || *number < 1 || *number > limit_max) return std::unexpected("limit");
  return static_cast<std::size_t>(*number);
}

Read<bool> read_newest_first(const Question& question) {
  const auto text = question.parameter("sort");
  if (!text || *text == "-1") return true;
  if (*text == "1" || *text == " 1") return false;  // A bare + in a query is a blank.
  return std::unexpected("sort");
}

// "trade:1m:tBTCUSD/hist" taken apart.
struct Key {
  Timeframe timeframe = market::m1;
  std::string_view symbol;
  bool last = false;
};

Read<Key> read_key(std::string_view text) {
  Key key;
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::unexpected("section");
  const auto section = text.substr(slash + 1);
  if (section != "hist" && section != "last") return std::unexpected("section");
  key.last = section == "last";
  text = text.substr(0, slash);
  if (!text.starts_with("trade:")) return std::unexpected("key");
  text.remove_prefix(6);
  const auto colon = text.find(':');
  const auto code = text.substr(0, colon);
  const auto known = std::ranges::find(timeframe_codes, code, &Named::code);
  if (known == timeframe_codes.end()) return std::unexpected("timeframe");
  key.timeframe = known->timeframe;
  key.symbol = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  if (key.symbol.size() < 2 || (key.symbol[0] != 't' && key.symbol[0] != 'f')) return std::unexpected("symbol");
  return key;
}

// With a start but not sort=1 these are the newest of the window, not the first.
Read<Ask> read_ask(const Question& question, const Key& key, std::size_t listing) {
  const auto start = read_time(question, "start");
  if (!start) return std::unexpected(start.error());
  const auto end = read_time(question, "end");
  if (!end) return std::unexpected(end.error());
  const auto limit = read_limit(question);
  if (!limit) return std::unexpected(limit.error());
  const auto newest_first = read_newest_first(question);
  if (!newest_first) return std::unexpected(newest_first.error());
  const Window window{start->value_or(Time{}), end->value_or(market::time_max), *limit, *newest_first};
  return Ask{listing, key.timeframe, window, *newest_first};
}

net::Reply invalid(std::string_view what) {
  return bitfinex_error(invalid_parameter, fmt::format("{}: invalid", what));
}

}  // namespace

std::string bitfinex_pair(const Listing& listing) {
  const auto base = currency(listing.base);
  const auto quote = currency(listing.quote);
  return base.size() > 3 || quote.size() > 3 ? base + ":" + quote : base + quote;
}

net::Reply bitfinex_error(int code, std::string_view message) {
  return json_reply(500, fmt::format(R"(["error",{},{}])", code, base::json_quote(message)));
}

Bitfinex::Bitfinex(const View& view) : view_{view}, directory_{view.tape(), bitfinex_pair}, press_{view, print_row} {}

Exchange::Answer Bitfinex::candles(const Question& question, Time now, const Alter& alter) {
  const auto key = read_key(std::string_view(question.path).substr(candles_path.size()));
  if (!key) return {invalid(key.error())};
  const auto listing = key->symbol[0] == 't' ? directory_.find(key->symbol.substr(1)) : std::nullopt;
  const auto ask = read_ask(question, *key, listing.value_or(0));
  if (!ask) return {invalid(ask.error())};
  if (!listing) return {json_reply(200, "[]")};
  if (key->last) return last(*ask, now, alter);
  auto page = press_.page(*ask, now, alter);
  if (!page) return {bitfinex_error(10001, "unknown error")};
  return {json_reply(200, std::move(page->text)), page->rows};
}

// One row that is not nested.
Exchange::Answer Bitfinex::last(const Ask& ask, Time now, const Alter& alter) {
  Ask newest = ask;
  newest.window = {Time{}, market::time_max, 1, true};
  auto page = press_.page(newest, now, alter);
  if (!page) return {bitfinex_error(10001, "unknown error")};
  if (page->rows == 0) return {json_reply(200, "[]")};
  return {json_reply(200, page->text.substr(1, page->text.size() - 2)), 1};
}

Exchange::Answer Bitfinex::answer(const Question& question, Time now, const Alter& alter) {
  const auto& path = question.path;
  if (question.method != "GET" && question.method != "HEAD") return {json_reply(405, R"({"error":"ERR_METHOD"})")};
  if (path.starts_with(candles_path)) return candles(question, now, alter);
  if (path.starts_with(conf_path)) return {configuration(std::string_view(path).substr(conf_path.size()))};
  if (path == "/v2/platform/status") return {json_reply(200, "[1]")};
  return {json_reply(404, R"({"error":"ERR_NOT_FOUND"})")};
}

// The limit is told for candles only.
int Bitfinex::weight(const Question& question) const {
  return question.path.starts_with(candles_path) ? 1 : 0;
}

net::Reply Bitfinex::refuse(Refusal refusal, std::chrono::seconds, Time) const {
  if (refusal == Refusal::down) return bitfinex_error(20060, "maintenance");
  if (refusal == Refusal::rate_limited) return bitfinex_error(11010, "ratelimit: error");
  return json_reply(429, R"({"error":"ERR_RATE_LIMIT"})");
}

// Several names at once are answered in their order; those we have nothing of, with an empty list.
net::Reply Bitfinex::configuration(std::string_view names) const {
  std::vector<std::string> lists;
  for (const auto& name : base::split(names, ',')) lists.push_back(list(name));
  return json_reply(200, fmt::format("[{}]", base::join(lists, ",")));
}

std::string Bitfinex::list(std::string_view name) const {
  std::vector<std::string> entries;
  const auto& listings = view_.tape().listings();
  if (name == "pub:list:pair:exchange") {
    for (std::size_t at = 0; at < directory_.size(); ++at) entries.push_back(base::json_quote(directory_.name(at)));
  } else if (name == "pub:info:pair") {
    for (std::size_t at = 0; at < directory_.size(); ++at) {
      entries.push_back(fmt::format(R"([{},[null,null,null,"0.00004","2000.0",null,null,null,null,null,null,null]])",
                                    base::json_quote(directory_.name(at))));
    }
  } else if (name == "pub:list:currency") {
    for (const auto& listing : listings) {
      for (const auto& code : {listing.base, listing.quote}) entries.push_back(base::json_quote(currency(code)));
    }
    std::ranges::sort(entries);
    const auto rest = std::ranges::unique(entries);
    entries.erase(rest.begin(), rest.end());
  } else if (name == "pub:map:currency:sym") {
    entries = {R"(["DSH","DASH"])", R"(["EUT","EURt"])", R"(["QTM","QTUM"])", R"(["UDC","USDC"])", R"(["UST","USDt"])"};
  }
  return fmt::format("[{}]", base::join(entries, ","));
}

}  // namespace replay
