// What stands behind the question mark: names and values, decoded, known, each once, and read as what they mean.
#pragma once

#include "market/time.hpp"
#include "market/timeframe.hpp"
#include "serve/problem.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serve {

// A parameter that a route takes; OpenAPI is written from the same words.
struct Parameter {
  std::string name;
  std::string meaning;
  std::vector<std::string> accepted{};  // Where only these will do.
  bool required = false;
};

// "a%2Fb+c" is "a/b c". A broken escape, a byte that is not UTF-8 or a control character: nullopt.
std::optional<std::string> decode(std::string_view text);

class Query {
 public:
  // 400 that names the parameter: unknown (with the nearest), given twice, empty, overlong, not UTF-8, not accepted.
  static Or<Query> parse(std::string_view text, std::span<const Parameter> known);
  // As the older services read it: what is unknown or broken is skipped, the last of several counts.
  static Query parse_leniently(std::string_view text);

  std::optional<std::string> find(std::string_view name) const;
  std::string text(std::string_view name, std::string_view otherwise = "") const;
  // RFC 3339, seconds, milliseconds, now-7d.
  Or<std::optional<market::Time>> time(std::string_view name, market::Time now) const;
  Or<std::int64_t> whole(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most) const;
  Or<std::optional<market::Timeframe>> timeframe(std::string_view name) const;

  // The query again, with some values replaced; an empty one leaves its name out.
  std::string with(std::span<const std::pair<std::string, std::string>> changes) const;

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace serve
