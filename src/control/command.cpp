#include "control/command.hpp"

#include "base/text.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

#include <charconv>

namespace control {

std::optional<std::string> Arguments::one(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Arguments::all(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::vector<std::string> Arguments::list(const std::string& name) const {
  std::vector<std::string> parts;
  for (const auto& value : all(name)) {
    for (auto& part : base::split(value, ',')) {
      if (!part.empty()) parts.push_back(std::move(part));
    }
  }
  return parts;
}

base::Result<std::optional<std::int64_t>> Arguments::number(const std::string& name, std::int64_t least) const {
  const auto text = one(name);
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto* end = text->data() + text->size();
  const auto [rest, problem] = std::from_chars(text->data(), end, value);
  if (problem != std::errc{} || rest != end || value < least) {
    return base::fail(base::Code::usage, fmt::format("{}: '{}' is not a number; expected {} or more", name,
                                                     base::printable(*text, 40), least));
  }
  return value;
}

std::span<const Command> commands() {
  static const std::vector<Command> table = all_verbs();
  return table;
}

std::span<const Flag> global_flags() {
  static const std::vector<Flag> flags = {
      {"--data", "DIR", "the folder that holds the candles (default wick-data)"},
      {"--config", "FILE", "the settings file (default config/wick.yaml, else /etc/wick/wick.yaml)"},
      {"--set", "KEY=VALUE", "one setting, stronger than the file; may be repeated", "", {}, true},
      {"--json", "", "JSON on stdout: one document, or for long work one line per event"},
      {"--fields", "A,B", "only these columns, by their name in --json"},
      {"--quiet", "", "only names or ids, no notes", "-q"},
      {"--no-color", "", "no colours; so does the variable NO_COLOR"},
      {"--help", "", "this text", "-h"},
  };
  return flags;
}

const Command* find_command(std::string_view path) {
  for (const auto& command : commands()) {
    if (command.path == path) return &command;
  }
  return nullptr;
}

std::vector<const Command*> commands_below(std::string_view path) {
  const auto prefix = std::string(path) + " ";
  std::vector<const Command*> below;
  for (const auto& command : commands()) {
    if (command.path.starts_with(prefix)) below.push_back(&command);
  }
  return below;
}

}  // namespace control
