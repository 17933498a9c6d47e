#include "control/context.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace control {

using base::Code;

SettingsSources Context::settings_sources() const {
  SettingsSources sources;
  if (const auto file = arguments_.one("--config")) sources.config_file = *file;
  for (const auto& pair : arguments_.all("--set")) {
    const auto equals = pair.find('=');
    sources.set.emplace_back(pair.substr(0, equals), equals == std::string::npos ? "" : pair.substr(equals + 1));
  }
  if (const auto data = arguments_.one("--data")) sources.set.emplace_back("data", *data);
  sources.environment = environment_.variables;
  sources.now = now();
  return sources;
}

base::Result<const Settings*> Context::settings() {
  if (settings_) return &*settings_;
  for (const auto& pair : arguments_.all("--set")) {
    if (pair.find('=') != std::string::npos && pair.front() != '=') continue;
    return base::fail(Code::usage,
                      fmt::format("--set: '{}' is not a setting; expected KEY=VALUE, such as data=/srv/candles",
                                  base::printable(pair, 60)));
  }
  TRY(settings_, load_settings(settings_sources()));
  return &*settings_;
}

bool Context::colour() const {
  const auto set = [&](const char* name) {
    const auto found = environment_.variables.find(name);
    return found != environment_.variables.end() && !found->second.empty();
  };
  const auto terminal = environment_.variables.find("TERM");
  const bool dumb = terminal != environment_.variables.end() && terminal->second == "dumb";
  return environment_.out_is_terminal && !arguments_.has("--no-color") && !set("NO_COLOR") && !dumb;
}

void Context::note(std::string_view line) const {
  if (!quiet()) environment_.err(fmt::format("wick: {}\n", line));
}

base::Done Context::show(std::string_view name, Table table) {
  return show(name, std::move(table), "");
}

base::Done Context::show(std::string_view name, Table table, std::string_view more_json) {
  if (arguments_.has("--fields")) CHECK(table.keep(arguments_.list("--fields")));
  if (json()) return print(fmt::format("{{{}:{}{}}}\n", base::json_quote(name), table.json(), more_json));
  if (quiet()) return print(table.names());
  return print(table.text());
}

base::Result<Range> Context::range() const {
  const auto read = [&](const char* flag) -> base::Result<std::optional<market::Time>> {
    const auto given = arguments_.one(flag);
    if (!given) return std::nullopt;
    const auto at = market::parse_time(*given, now());
    if (!at) return base::fail(Code::usage, fmt::format("{}: {}", flag, at.error().what));
    return *at;
  };
  Range range;
  TRY(range.start, read("--start"));
  TRY(range.end, read("--end"));
  if (range.start && *range.start >= now()) {
    return base::fail(Code::usage, fmt::format("--start {} lies in the future; expected a time before now, {}",
                                               market::rfc3339(*range.start), market::rfc3339(now())));
  }
  if (range.start && range.end && *range.start >= *range.end) {
    return base::fail(Code::usage, fmt::format("--start {} is not before --end {}; expected the earlier time first",
                                               market::rfc3339(*range.start), market::rfc3339(*range.end)));
  }
  return range;
}

}  // namespace control
