// JSON of an exchange, read with simdjson: bytes made fit for it, and its complaints as our errors.
#pragma once

#include "base/result.hpp"
#include "venue/wire.hpp"

#include <simdjson.h>

#include <string>
#include <string_view>

namespace venue {

// What a thread needs to read documents again and again without asking for memory. Views into a document are good
// until the next one is read.
struct Scratch {
  std::string bytes;
  simdjson::ondemand::parser quick;
  simdjson::dom::parser whole;

  // A copy of `body` with the padding that simdjson reads beyond the end.
  simdjson::padded_string_view padded(std::string_view body);
  static Scratch& of_thread();
};

std::unexpected<base::Error> not_json(const Facts& facts, simdjson::error_code problem);

// The whole document; bad_data.
base::Result<simdjson::dom::element> parse_whole(const Facts& facts, std::string_view body);

// What stands at `path`; nullopt where nothing does.
std::optional<simdjson::dom::element> at(simdjson::dom::element root, const Path& path);

// A text, a number or a truth as its text: "abc", "-1121", "true". nullopt for objects, arrays and null.
std::optional<std::string> scalar(simdjson::dom::element element);

}  // namespace venue
