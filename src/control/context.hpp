// What a verb is given: what the user wrote, the settings, and where to put its words.
#pragma once

#include "control/command.hpp"
#include "control/environment.hpp"
#include "control/table.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace control {

// "--start" and "--end" as given; each may be missing.
struct Range {
  std::optional<market::Time> start;
  std::optional<market::Time> end;
};

class Context {
 public:
  // Both outlive it.
  Context(Environment& environment, const Arguments& arguments) : environment_{environment}, arguments_{arguments} {}

  Environment& environment() { return environment_; }
  const Arguments& arguments() const { return arguments_; }
  market::Time now() const { return environment_.now(); }

  // Read once, when a verb first needs them. Code::usage as load_settings.
  base::Result<const Settings*> settings();
  SettingsSources settings_sources() const;

  bool json() const { return arguments_.has("--json"); }
  bool quiet() const { return arguments_.has("--quiet"); }
  bool colour() const;

  base::Done print(std::string_view text) { return environment_.out(text); }
  // One line for people on stderr; nothing with --quiet.
  void note(std::string_view line) const;
  // A table as the user wants it: text, names alone, or {"name":[…]}; with the columns of --fields.
  base::Done show(std::string_view name, Table table);
  // The same, with more members of the JSON document behind the list: ",\"slots\":{…}".
  base::Done show(std::string_view name, Table table, std::string_view more_json);

  // Code::usage for what is no time, for a range that is reversed and for one that begins in the future.
  base::Result<Range> range() const;

 private:
  Environment& environment_;
  const Arguments& arguments_;
  std::optional<Settings> settings_;
};

}  // namespace control
