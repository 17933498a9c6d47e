#include "serve/desk.hpp"
#include "serve/legacy_ohlcvs.hpp"

namespace serve {

namespace {

// "#/binance:BTC/USDT@1h", as the page writes its own address.
std::string page_address(const Query& query) {
  const auto venue = query.text("exchange");
  const auto base = query.text("base_id");
  const auto quote = query.text("quote_id");
  if (venue.empty() || base.empty() || quote.empty()) return "";
  const auto parsed = market::Timeframe::parse(query.text("interval", "1m"), market::Dialect::coinrich);
  const auto timeframe = parsed ? *parsed : market::m1;
  Query named = Query::parse_leniently("");
  const std::vector<std::pair<std::string, std::string>> parts = {{"at", venue + ":" + base + "/" + quote}};
  return "/#/" + named.with(parts).substr(std::string_view{"?at="}.size()) + "@" + timeframe.text();
}

Answer chart_page(Desk& desk, const Call& call) {
  const auto address = page_address(call.query);
  if (!address.empty()) {
    net::Reply moved;
    moved.status = 302;
    moved.headers.set("Location", address);
    return moved;
  }
  if (auto page = page_reply(desk.assets, call.request, "/")) return *std::move(page);
  return refuse(not_found("no-pages", "The pages are not part of this program."));
}

}  // namespace

std::vector<Route> earlier_routes(Desk& desk) {
  Route ohlcvs{
      .method = "GET",
      .pattern = "/api/ohlcvs",
      .summary = "Candles, as the earlier service gave them",
      .query = legacy_ohlcvs_parameters(),
      .lenient = true,
      .handle = reading(desk, [](Desk& at, const Call& call) { return answer_legacy_ohlcvs(at.shelf, call); })};
  Route symbols{.method = "GET",
                .pattern = "/api/symbol-exchange",
                .summary = "What trades where",
                .lenient = true,
                .handle = reading(desk, [](Desk& at, const Call&) { return answer_symbol_exchange(at.shelf); })};
  Route chart{.method = "GET",
              .pattern = "/view/wschart",
              .summary = "The chart page",
              .gives = "text/html",
              .lenient = true,
              .handle = at_once(desk, chart_page)};
  std::vector<Route> routes;
  routes.push_back(std::move(ohlcvs));
  routes.push_back(std::move(symbols));
  routes.push_back(std::move(chart));
  return routes;
}

}  // namespace serve
