// One source of settings, taken apart into single assignments that know where they were written.
#pragma once

#include "base/result.hpp"

#include <yaml-cpp/yaml.h>

#include <string>
#include <string_view>
#include <vector>

namespace control {

struct Assignment {
  std::string key;   // Dotted: "http.listen", "venues.binance.rest"
  YAML::Node value;  // A scalar, null, or for `feeds` a list.
  std::string from;  // "config/wick.yaml:3:1", "environment WICK_DATA", "--set"
  std::string file;  // Where positions within `value` point to; as `from` for values that are no file.
};

using Layer = std::vector<Assignment>;

// The assignments of a YAML or JSON text, in its order. Code::usage with file:line:column for what is not YAML, and for
// a key that is given twice. An empty text is an empty layer.
base::Result<Layer> read_layer(std::string_view yaml, const std::string& file_name);

// The YAML value in `text`: how --set and the environment give one. Code::usage names `from`.
base::Result<Assignment> read_assignment(const std::string& key, const std::string& text, const std::string& from);

// "config/wick.yaml:3:1" for a node that came from that file; `file` alone where the node knows no place.
std::string place_of(const YAML::Node& node, const std::string& file);

}  // namespace control
