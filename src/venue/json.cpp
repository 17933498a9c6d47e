#include "venue/json.hpp"

#include <fmt/format.h>

#include <charconv>

namespace venue {

namespace dom = simdjson::dom;

simdjson::padded_string_view Scratch::padded(std::string_view body) {
  bytes.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  bytes.assign(body);
  return simdjson::padded_string_view(bytes.data(), body.size(), body.size() + simdjson::SIMDJSON_PADDING);
}

Scratch& Scratch::of_thread() {
  thread_local Scratch scratch;
  return scratch;
}

std::unexpected<base::Error> not_json(const Facts& facts, simdjson::error_code problem) {
  return base::fail(base::Code::bad_data, fmt::format("{}: the answer is not the JSON we know: {}", facts.id,
                                                      simdjson::error_message(problem)));
}

base::Result<dom::element> parse_whole(const Facts& facts, std::string_view body) {
  dom::element root;
  if (const auto problem = Scratch::of_thread().whole.parse(body.data(), body.size(), true).get(root)) {
    return not_json(facts, problem);
  }
  return root;
}

std::optional<dom::element> at(dom::element root, const Path& path) {
  for (const auto& step : path) {
    dom::element next;
    if (root.is_array()) {
      std::size_t index = 0;
      const auto [rest, problem] = std::from_chars(step.data(), step.data() + step.size(), index);
      if (problem != std::errc{} || dom::array(root).at(index).get(next)) return std::nullopt;
    } else if (root.at_key(step).get(next)) {
      return std::nullopt;
    }
    root = next;
  }
  return root;
}

std::optional<std::string> scalar(dom::element element) {
  switch (element.type()) {
    case dom::element_type::STRING: return std::string(std::string_view(element));
    case dom::element_type::INT64: return std::to_string(std::int64_t(element));
    case dom::element_type::UINT64: return std::to_string(std::uint64_t(element));
    case dom::element_type::DOUBLE: return fmt::format("{}", double(element));
    case dom::element_type::BOOL: return bool(element) ? "true" : "false";
    case dom::element_type::ARRAY:
    case dom::element_type::OBJECT:
    case dom::element_type::NULL_VALUE: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace venue
