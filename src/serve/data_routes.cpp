#include "serve/candle_plan.hpp"
#include "serve/candles.hpp"
#include "serve/catalogue.hpp"
#include "serve/desk.hpp"
#include "serve/quality.hpp"

namespace serve {

std::vector<Route> data_routes(Desk& desk) {
  const auto read = [&desk](Read from) { return reading(desk, std::move(from)); };
  std::vector<Route> routes;
  const auto get = [&](std::string path, std::string summary, std::vector<Parameter> query, Read from) {
    routes.push_back({.method = "GET",
                      .pattern = "/api/v1" + std::move(path),
                      .summary = std::move(summary),
                      .query = std::move(query),
                      .handle = read(std::move(from))});
  };
  get("/exchanges", "Exchanges that can be read, and how much of each is stored", {},
      [](Desk& at, const Call&) { return answer_exchanges(at.shelf, at.venues); });
  get("/series", "What is stored", series_parameters(),
      [](Desk& at, const Call& call) { return answer_series(at.shelf, call); });
  get("/candles", "Candles of a series, stored or made of finer ones", candle_parameters(),
      [](Desk& at, const Call& call) { return answer_candles(at.shelf, at.readers, call); });
  get("/candles/revisions", "Every revision of one candle, the served one first", revision_parameters(),
      [](Desk& at, const Call& call) { return answer_revisions(at.shelf, call); });
  get("/coverage", "How each slot of a series stands", coverage_parameters(),
      [](Desk& at, const Call& call) { return answer_coverage(at.shelf, call); });
  get("/gaps", "What is wanted and missing, the longest first", gaps_parameters(),
      [](Desk& at, const Call& call) { return answer_gaps(at.shelf, call); });
  get("/conflicts", "Candles that sources disagree about", conflicts_parameters(),
      [](Desk& at, const Call& call) { return answer_conflicts(at.shelf, call); });
  return routes;
}

}  // namespace serve
