// A request taken apart: method, decoded path, parameters.
#pragma once

#include "base/result.hpp"
#include "net/http.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replay {

struct Question {
  std::string method;
  std::string path;                                             // Decoded, "/api/v3/klines".
  std::vector<std::pair<std::string, std::string>> parameters;  // Decoded, in their order.
  net::Headers headers;

  // The first of that name; names are case-sensitive.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

// bad_data for a broken escape.
base::Result<Question> take_apart(const net::Request& request);

// Digits only, at most 18 of them, perhaps a minus before them.
std::optional<std::int64_t> integer(std::string_view text);

}  // namespace replay
