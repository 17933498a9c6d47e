// The table of verbs: what each is called, takes, says of itself and does. Parser, help, completion and docs/cli.md are
// all made of it.
#pragma once

#include "base/result.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace control {

class Context;

struct Flag {
  std::string name;                    // "--start"
  std::string value;                   // "TIME"; "" for a switch.
  std::string help;                    // Says the unit and the default.
  std::string alias{};                 // "-o"
  std::vector<std::string> choices{};  // The only values it takes; empty: any.
  bool many = false;                   // May be given more than once.
};

struct Positional {
  std::string name;  // "SERIES"
  std::string help;
  bool required = true;
  bool many = false;
};

// What the user wrote, checked against the table.
class Arguments {
 public:
  void set(const std::string& name, std::vector<std::string> values) { values_[name] = std::move(values); }
  bool has(const std::string& name) const { return values_.contains(name); }
  // The last value given.
  std::optional<std::string> one(const std::string& name) const;
  // All values, those with commas taken apart: --symbols A/B,C/D.
  std::vector<std::string> list(const std::string& name) const;
  std::vector<std::string> all(const std::string& name) const;
  // Code::usage for what is not a whole number from `least` on.
  base::Result<std::optional<std::int64_t>> number(const std::string& name, std::int64_t least) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

struct Command {
  std::string path;  // "get", "series ls"
  std::string summary;
  std::string examples;  // Lines, without indent.
  std::string notes{};   // Below the flags: fields of --json, exit codes.
  std::vector<Positional> positionals{};
  std::vector<Flag> flags{};
  base::Result<int> (*run)(Context&) = nullptr;  // The exit code.
};

// Every verb, in the order of the overview.
std::span<const Command> commands();
// The flags that every verb takes.
std::span<const Flag> global_flags();

// The verb of exactly this path.
const Command* find_command(std::string_view path);
// Those directly or not below `path` ("series" has "series ls" and "series show").
std::vector<const Command*> commands_below(std::string_view path);

std::string help_overview();
std::string help_of(const Command& command);
std::string help_of_group(std::string_view path);
// A completion script for bash, zsh or fish.
base::Result<std::string> completion_script(std::string_view shell);

// What the user asks for. Either `command` is to run, or `text` is to be printed.
struct Parsed {
  const Command* command = nullptr;
  Arguments arguments;
  std::string text{};
};
// `words` without the program's name. Code::usage with the nearest verb or flag.
base::Result<Parsed> parse_command_line(const std::vector<std::string>& words);

}  // namespace control
