#include "base/text.hpp"
#include "serve/jobs.hpp"
#include "serve/lists.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace serve {

namespace {

namespace json = boost::json;

constexpr std::size_t names_max = 10'000;

// The body as an object all of whose members are among `known`.
Or<json::object> read_object(std::string_view body, std::span<const std::string> known) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = 8;
  auto value = json::parse({body.data(), body.size()}, error, {}, options);
  if (error || !value.is_object()) {
    return refuse(
        {400, "bad-body", "Bad body", fmt::format("The body is not a JSON object with: {}.", base::join(known, ", "))});
  }
  for (const auto& member : value.as_object()) {
    const std::string name{member.key()};
    if (among(known, name)) continue;
    auto problem = bad_parameter(name, fmt::format("There is no member '{}' here; there are: {}.",
                                                   base::printable(name), base::join(known, ", ")));
    problem.did_you_mean = base::nearest(name, known);
    return refuse(std::move(problem));
  }
  return std::move(value.as_object());
}

Or<std::string> read_text(const json::object& body, const std::string& name, std::string otherwise) {
  const auto* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return otherwise;
  if (!value->is_string()) return refuse(bad_parameter(name, fmt::format("'{}' is not a string.", name)));
  return std::string{value->as_string()};
}

Or<std::vector<std::string>> read_names(const json::object& body, const std::string& name) {
  const auto* value = body.if_contains(name);
  const bool list = value != nullptr && value->is_array() && !value->as_array().empty();
  if (!list || value->as_array().size() > names_max) {
    return refuse(bad_parameter(name, fmt::format("'{}' is a list of one to {} strings.", name, names_max)));
  }
  std::vector<std::string> names;
  for (const auto& item : value->as_array()) {
    if (!item.is_string())
      return refuse(bad_parameter(name, fmt::format("'{}' holds something that is not a string.", name)));
    names.emplace_back(item.as_string());
  }
  return names;
}

Or<std::optional<market::Time>> read_time(const json::object& body, const std::string& name, market::Time now) {
  const auto* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  std::string text;
  if (value->is_int64()) text = std::to_string(value->as_int64());
  if (value->is_string()) text = std::string{value->as_string()};
  const auto time = market::parse_time(text, now);
  if (!time) return refuse(bad_parameter(name, fmt::format("'{}': {}.", name, time.error().what)));
  if (*time < market::Time{} || *time > market::time_max) {
    return refuse(bad_parameter(name, fmt::format("'{}' is not between 1970 and 9999.", name)));
  }
  return *time;
}

Or<std::vector<market::Timeframe>> read_timeframes(const json::object& body) {
  WANT(const auto words, read_names(body, "intervals"));
  std::vector<market::Timeframe> timeframes;
  for (const auto& word : words) {
    const auto timeframe = market::Timeframe::parse(word);
    if (!timeframe) return refuse(bad_parameter("intervals", fmt::format("'intervals': {}.", timeframe.error().what)));
    timeframes.push_back(*timeframe);
  }
  return timeframes;
}

}  // namespace

Or<collect::BackfillSpec> read_backfill(std::string_view body, market::Time now) {
  const std::vector<std::string> known = {"kind", "exchange", "symbols", "intervals", "start", "end"};
  WANT(const auto object, read_object(body, known));
  WANT(const auto kind, read_text(object, "kind", "backfill"));
  if (kind != "backfill")
    return refuse(bad_parameter("kind", "'kind' is not 'backfill', the one that can be asked for."));
  collect::BackfillSpec spec;
  WANT(spec.venue, read_text(object, "exchange", ""));
  if (spec.venue.empty())
    return refuse(bad_parameter("exchange", "'exchange' is missing; /api/v1/exchanges lists them."));
  WANT(spec.symbols, read_names(object, "symbols"));
  WANT(spec.timeframes, read_timeframes(object));
  WANT(spec.from, read_time(object, "start", now));
  WANT(spec.until, read_time(object, "end", now));
  if (spec.from && spec.until && *spec.until <= *spec.from)
    return refuse(bad_parameter("end", "'end' is not after 'start'."));
  return spec;
}

Or<market::Selector> read_repair(std::string_view body) {
  const std::vector<std::string> known = {"selector"};
  std::string text;
  if (!body.empty()) {
    WANT(const auto object, read_object(body, known));
    WANT(text, read_text(object, "selector", ""));
  }
  auto selector = market::Selector::parse(text);
  if (!selector) return refuse(bad_parameter("selector", fmt::format("'selector': {}.", selector.error().what)));
  return *std::move(selector);
}

Or<bool> read_resolution(std::string_view body) {
  const std::vector<std::string> known = {"serve"};
  WANT(const auto object, read_object(body, known));
  WANT(const auto word, read_text(object, "serve", ""));
  if (word == "other" || word == "current") return word == "other";
  return refuse(bad_parameter("serve", "'serve' says which candle is served from now on: other or current."));
}

Or<std::pair<std::string, std::int64_t>> read_conflict_id(std::string_view id) {
  const auto dot = id.rfind('.');
  std::int64_t number = 0;
  if (dot != std::string_view::npos) {
    const char* const end = id.data() + id.size();
    const auto [rest, error] = std::from_chars(id.data() + dot + 1, end, number);
    if (error == std::errc{} && rest == end && number > 0) return std::pair{std::string{id.substr(0, dot)}, number};
  }
  return refuse(not_found("unknown-conflict", fmt::format("There is no conflict '{}'.", base::printable(id))));
}

}  // namespace serve
