#include "base/text.hpp"
#include "replay/binance.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace replay {

namespace {

// One unit of the last digit: 2 is "0.01000000".
std::string step(int scale) {
  if (scale <= 0) return "1.00000000";
  std::string digits(static_cast<std::size_t>(std::max(scale, 8)), '0');
  digits[static_cast<std::size_t>(scale) - 1] = '1';
  return "0." + digits;
}

std::string filters(const Listing& listing) {
  const auto tick = step(listing.price_scale);
  const auto lot = step(listing.volume_scale);
  return fmt::format(
      R"([{{"filterType":"PRICE_FILTER","minPrice":"{0}","maxPrice":"1000000.00000000","tickSize":"{0}"}},)"
      R"({{"filterType":"LOT_SIZE","minQty":"{1}","maxQty":"9000000.00000000","stepSize":"{1}"}},)"
      R"({{"filterType":"ICEBERG_PARTS","limit":10}},)"
      R"({{"filterType":"MARKET_LOT_SIZE","minQty":"0.00000000","maxQty":"100000.00000000","stepSize":"0.00000000"}},)"
      R"({{"filterType":"NOTIONAL","minNotional":"5.00000000","applyMinToMarket":true,"maxNotional":"9000000.00000000",)"
      R"("applyMaxToMarket":false,"avgPriceMins":5}},{{"filterType":"MAX_NUM_ORDERS","maxNumOrders":200}}])",
      tick, lot);
}

// ["A","B"] without a JSON reader: names hold no escapes.
std::vector<std::string> names_in(std::string_view list) {
  std::string plain;
  for (const char c : list) {
    if (c != '[' && c != ']' && c != '"' && c != ' ') plain += c;
  }
  return base::split(plain, ',');
}

bool status_fits(const Question& question, bool trading) {
  const auto wanted = question.parameter("symbolStatus");
  return !wanted || *wanted == (trading ? "TRADING" : "BREAK");
}

bool permissions_fit(const Question& question) {
  const auto wanted = question.parameter("permissions");
  return !wanted || wanted->find("SPOT") != std::string_view::npos;
}

// The listings that are asked for; an unknown name is an error.
std::optional<std::vector<std::size_t>> asked(const Question& question, const Directory& directory) {
  std::vector<std::string> names;
  if (const auto one = question.parameter("symbol")) names.emplace_back(*one);
  if (const auto some = question.parameter("symbols")) names = names_in(*some);
  std::vector<std::size_t> listings;
  if (names.empty()) {
    for (std::size_t at = 0; at < directory.size(); ++at) listings.push_back(at);
  }
  for (const auto& name : names) {
    const auto found = directory.find(name);
    if (!found) return std::nullopt;
    listings.push_back(*found);
  }
  return listings;
}

}  // namespace

std::string binance_symbol(const Listing& listing, std::string_view name, bool trading) {
  return fmt::format(
      R"({{"symbol":{},"status":"{}","baseAsset":{},"baseAssetPrecision":8,"quoteAsset":{},"quotePrecision":8,)"
      R"("quoteAssetPrecision":8,"baseCommissionPrecision":8,"quoteCommissionPrecision":8,)"
      R"("orderTypes":["LIMIT","LIMIT_MAKER","MARKET","STOP_LOSS_LIMIT","TAKE_PROFIT_LIMIT"],"icebergAllowed":true,)"
      R"("ocoAllowed":true,"otoAllowed":true,"quoteOrderQtyMarketAllowed":true,"allowTrailingStop":true,)"
      R"("cancelReplaceAllowed":true,"isSpotTradingAllowed":true,"isMarginTradingAllowed":false,"filters":{},)"
      R"("permissions":[],"permissionSets":[["SPOT"]],"defaultSelfTradePreventionMode":"EXPIRE_MAKER",)"
      R"("allowedSelfTradePreventionModes":["EXPIRE_MAKER"]}})",
      base::json_quote(name), trading ? "TRADING" : "BREAK", base::json_quote(listing.base),
      base::json_quote(listing.quote), filters(listing));
}

net::Reply Binance::exchange_info(const Question& question, market::Time now) const {
  const auto listings = asked(question, directory_);
  if (!listings) return binance_error(-1121, "Invalid symbol.");
  std::string body =
      fmt::format(R"({{"timezone":"UTC","serverTime":{},"rateLimits":[)"
                  R"({{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":{}}},)"
                  R"({{"rateLimitType":"RAW_REQUESTS","interval":"MINUTE","intervalNum":5,"limit":61000}}],)"
                  R"("exchangeFilters":[],"symbols":[)",
                  market::ms_of(now), budget().per_minute);
  bool first = true;
  for (const auto at : *listings) {
    if (!status_fits(question, true) || !permissions_fit(question)) continue;
    if (!first) body += ',';
    first = false;
    body += binance_symbol(view_.tape().listings()[at], directory_.name(at), true);
  }
  return json_reply(200, body + "]}");
}

}  // namespace replay
