#include "serve/catalogue.hpp"
#include "serve/desk.hpp"
#include "serve/health.hpp"
#include "serve/json.hpp"

namespace serve {

namespace {

using namespace std::chrono_literals;

constexpr auto scrape_kept = 15s;

Answer version(Desk& desk, const Call& /*call*/) {
  Json json;
  json.object().field("version", desk.about.version).field("revision", desk.about.revision);
  return json_reply(json.field("demo", desk.about.demo).end().text());
}

// That this was answered says all there is to say.
Answer alive(Desk& /*desk*/, const Call& call) {
  return health_reply(std::vector<Check>{{"answering", ""}}, call.query.find("verbose").has_value());
}

Answer ready(Desk& desk, const Call& call) {
  auto checks = check_store(desk.shelf);
  if (desk.draining) checks.push_back({"stopping", "this process is about to end"});
  return health_reply(checks, call.query.find("verbose").has_value());
}

Answer scraped(Desk& desk) {
  net::Reply reply;
  reply.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  reply.headers.set("Cache-Control", "no-store");
  reply.body = metrics_text(desk.about, desk.metrics, desk.scrape->figures, desk.work);
  return reply;
}

boost::asio::awaitable<Answer> metrics(Desk& desk, Call /*call*/) {
  const auto now = desk.clock.steady();
  if (!desk.scrape || now - desk.scrape->at > scrape_kept) {
    auto read = [&desk] { return store_figures(desk.shelf); };
    CO_WANT(auto figures, co_await desk.readers.run(std::move(read)));
    desk.scrape = Desk::Scrape{std::move(figures), now};
  }
  co_return scraped(desk);
}

Answer openapi(Desk& desk, const Call& /*call*/) {
  return json_reply(desk.openapi);
}

}  // namespace

std::vector<Route> root_routes(Desk& desk) {
  const std::vector<Parameter> verbose = {{"verbose", "one line per check", {"", "1", "true"}}};
  const auto route = [](std::string path, std::string summary, Handler handle, std::string gives = "application/json",
                        std::vector<Parameter> query = {}) {
    return Route{.method = "GET",
                 .pattern = std::move(path),
                 .summary = std::move(summary),
                 .query = std::move(query),
                 .gives = std::move(gives),
                 .lenient = true,
                 .handle = std::move(handle)};
  };
  return {
      route("/version", "Version and revision", at_once(desk, version)),
      route("/api/v1/version", "Version and revision", at_once(desk, version)),
      route("/livez", "Whether the process answers", at_once(desk, alive), "text/plain", verbose),
      route("/readyz", "Whether it can do its work", reading(desk, ready), "text/plain", verbose),
      route("/healthz", "The same as /readyz", reading(desk, ready), "text/plain", verbose),
      route(
          "/metrics", "Figures for Prometheus", [&desk](Call call) { return metrics(desk, std::move(call)); },
          "text/plain"),
      route("/api/v1/openapi.json", "This description", at_once(desk, openapi)),
      route("/api/openapi.json", "This description", at_once(desk, openapi)),
  };
}

}  // namespace serve
