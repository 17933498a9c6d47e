#include "serve/router.hpp"

#include "base/text.hpp"
#include "serve/lists.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace serve {

namespace {

using Names = std::map<std::string, std::string, std::less<>>;

// One segment against its pattern: "jobs", "{id}" or "{id}:pause".
bool segment_fits(std::string_view pattern, std::string_view segment, Names& names) {
  if (!pattern.starts_with('{')) return pattern == segment;
  const auto close = pattern.find('}');
  const auto verb = pattern.substr(close + 1);
  if (!segment.ends_with(verb) || segment.size() <= verb.size()) return false;
  const auto value = decode(segment.substr(0, segment.size() - verb.size()));
  if (!value || value->contains(':')) return false;  // ':' begins a verb.
  names.emplace(std::string{pattern.substr(1, close - 1)}, *value);
  return true;
}

std::optional<Names> fit(std::string_view pattern, std::string_view path) {
  const auto wanted = base::split(pattern, '/');
  const auto given = base::split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  Names names;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (!segment_fits(wanted[at], given[at], names)) return std::nullopt;
  }
  return names;
}

Problem wrong_method(std::string_view method, std::string_view path, const std::vector<std::string>& allowed) {
  Problem problem{405, "method-not-allowed", "Method not allowed",
                  fmt::format("{} is answered to {}, not to {}.", base::printable(path), base::join(allowed, ", "),
                              base::printable(method))};
  problem.headers.emplace_back("Allow", base::join(allowed, ", "));
  return problem;
}

Problem unknown_path(std::string_view path, const std::vector<Route>& routes) {
  std::vector<std::string> patterns;
  for (const auto& route : routes) {
    if (!among(patterns, route.pattern)) patterns.push_back(route.pattern);  // A path may have several methods.
  }
  auto problem = not_found(
      "unknown-path",
      fmt::format("There is nothing at {}; /api/v1/openapi.json lists what there is.", base::printable(path)));
  problem.did_you_mean = base::nearest(path.substr(0, 200), patterns);
  return problem;
}

}  // namespace

Or<Match> Router::find(std::string_view method, std::string_view path) const {
  const std::string_view asked = method == "HEAD" ? "GET" : method;
  std::vector<std::string> allowed;
  Match best;
  for (const auto& route : routes_) {
    auto names = fit(route.pattern, path);
    if (!names) continue;
    allowed.push_back(route.method);
    if (route.method == "GET") allowed.emplace_back("HEAD");
    // A literal goes before a {name}: /jobs/events is not the job "events".
    const bool better = best.route == nullptr || names->size() < best.path.size();
    if (route.method == asked && better) best = {&route, *std::move(names)};
  }
  if (best.route != nullptr) return best;
  if (allowed.empty()) return refuse(unknown_path(path, routes_));
  return refuse(wrong_method(method, path, allowed));
}

}  // namespace serve
