// Query strings, times in them, and paths.
#include "serve/query.hpp"
#include "serve/router.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

const std::vector<serve::Parameter> known = {
    {"series", ""}, {"start", ""}, {"limit", ""}, {"interval", ""}, {"order", "", {"asc"}}};

const serve::Router& router() {
  static const serve::Router table = [] {
    std::vector<serve::Route> routes(2);
    routes[0].method = routes[1].method = "GET";
    routes[0].pattern = "/jobs/{id}:pause";
    routes[1].pattern = "/jobs/{id}";
    return serve::Router(std::move(routes));
  }();
  return table;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  static_cast<void>(router().find("GET", text));
  static_cast<void>(serve::Query::parse_leniently(text));
  const auto query = serve::Query::parse(text, known);
  if (!query) return 0;
  static_cast<void>(query->time("start", market::time_from_ms(1'709'649'181'004)));
  static_cast<void>(query->whole("limit", 1, 1, 10'000));
  static_cast<void>(query->timeframe("interval"));
  // What was understood is written so that it is understood again.
  const auto again = query->with({});
  if (!again.empty()) MUST(serve::Query::parse(again.substr(1), known));
  return 0;
}
