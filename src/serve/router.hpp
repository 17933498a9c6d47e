// Which handler answers which method and path: one table, from which OpenAPI is written too.
#pragma once

#include "market/time.hpp"
#include "rt/task.hpp"
#include "serve/problem.hpp"
#include "serve/query.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace serve {

// A request, understood as far as every route needs it.
struct Call {
  net::Request request;
  std::map<std::string, std::string, std::less<>> path;  // What stood for the {names} of the pattern.
  Query query;
  market::Time now;
};

using Handler = std::function<boost::asio::awaitable<Answer>(Call)>;

struct Route {
  std::string method;
  std::string pattern;  // "/api/v1/jobs/{id}:pause"
  std::string summary;
  std::vector<Parameter> query{};
  std::string takes{};                     // The schema of the body, "" where there is none.
  std::string gives = "application/json";  // The media type of the answer.
  int status = 200;                        // Of an answer that went well.
  bool lenient = false;                    // Reads its query as the older services did.
  Handler handle{};
};

// What became of the look-up: a route with what stood for its {names}, or the problem to answer with.
struct Match {
  const Route* route = nullptr;
  std::map<std::string, std::string, std::less<>> path{};
};

class Router {
 public:
  explicit Router(std::vector<Route> routes) : routes_{std::move(routes)} {}

  // 404 with the nearest paths, 405 with Allow. HEAD is answered by GET's route.
  Or<Match> find(std::string_view method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace serve
