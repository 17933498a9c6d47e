#include "control/setting_layer.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <set>

namespace control {

using base::Code;

namespace {

constexpr std::size_t text_bytes_max = 4U << 20U;
constexpr int depth_max = 8;

base::Result<YAML::Node> parse(std::string_view yaml, const std::string& file_name) {
  if (yaml.size() > text_bytes_max) {
    return base::fail(Code::usage, fmt::format("{}: larger than 4 MiB; this is no settings file", file_name));
  }
  try {
    return YAML::Load(std::string(yaml));
  } catch (const YAML::Exception& problem) {
    const auto line = problem.mark.is_null() ? 1 : problem.mark.line + 1;
    const auto column = problem.mark.is_null() ? 1 : problem.mark.column + 1;
    return base::fail(Code::usage, fmt::format("{}:{}:{}: not YAML: {}", file_name, line, column, problem.msg));
  }
}

// A list stays whole: only `feeds` is one, and it is read where it is applied.
bool is_leaf(const std::string& key, const YAML::Node& value) {
  return !value.IsMap() || key == "feeds";
}

base::Done flatten(const YAML::Node& map, const std::string& prefix, const std::string& file, int depth, Layer& into) {
  if (depth > depth_max) return base::fail(Code::usage, fmt::format("{}: nested too deeply", place_of(map, file)));
  std::set<std::string> seen;
  for (const auto& entry : map) {
    if (!entry.first.IsScalar()) {
      return base::fail(Code::usage, fmt::format("{}: expected the name of a setting", place_of(entry.first, file)));
    }
    const auto key = prefix + entry.first.Scalar();
    if (!seen.insert(key).second) {
      return base::fail(Code::usage,
                        fmt::format("{}: '{}' is given twice", place_of(entry.first, file), base::printable(key, 80)));
    }
    if (is_leaf(key, entry.second)) {
      into.push_back({key, entry.second, place_of(entry.first, file), file});
    } else {
      CHECK(flatten(entry.second, key + ".", file, depth + 1, into));
    }
  }
  return {};
}

}  // namespace

std::string place_of(const YAML::Node& node, const std::string& file) {
  const auto mark = node.Mark();
  if (mark.is_null()) return file;
  return fmt::format("{}:{}:{}", file, mark.line + 1, mark.column + 1);
}

base::Result<Layer> read_layer(std::string_view yaml, const std::string& file_name) {
  TRY(const auto root, parse(yaml, file_name));
  Layer layer;
  if (!root || root.IsNull()) return layer;
  if (!root.IsMap()) {
    return base::fail(Code::usage,
                      fmt::format("{}: expected settings such as 'data: wick-data'", place_of(root, file_name)));
  }
  CHECK(flatten(root, "", file_name, 0, layer));
  return layer;
}

base::Result<Assignment> read_assignment(const std::string& key, const std::string& text, const std::string& from) {
  if (key != "feeds") return Assignment{key, YAML::Node(text), from, from};
  TRY(auto value, parse(text, from));
  return Assignment{key, std::move(value), from, from};
}

}  // namespace control
