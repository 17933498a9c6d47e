// Help texts, made of the table of verbs: examples first, then every flag with its unit.
#include "base/text.hpp"
#include "control/command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace control {

namespace {

struct Chapter {
  std::string_view title;
  std::vector<std::string_view> verbs;
};

const std::vector<Chapter>& chapters() {
  static const std::vector<Chapter> all = {
      {"Begin", {"demo", "daemon", "status"}},
      {"Collect", {"fetch", "job", "repair", "venue", "sources"}},
      {"Read", {"get", "series", "chart"}},
      {"Trust", {"coverage", "gaps", "conflicts", "why", "verify"}},
      {"Rest", {"replay", "config", "completion", "version"}},
  };
  return all;
}

std::string summary_of(std::string_view verb) {
  if (const auto* command = find_command(verb)) return command->summary;
  std::vector<std::string> words;
  for (const auto* below : commands_below(verb)) words.push_back(below->path.substr(verb.size() + 1));
  const auto below = commands_below(verb);
  return below.empty() ? "" : fmt::format("{}: {}", base::join(words, " | "), below.front()->summary);
}

std::string indented(std::string_view lines) {
  std::string out;
  for (const auto& line : base::split(lines, '\n')) out += line.empty() ? "\n" : fmt::format("  {}\n", line);
  return out;
}

std::string usage_of(const Command& command) {
  auto line = "wick " + command.path;
  for (const auto& positional : command.positionals) {
    const auto word = positional.name + (positional.many ? "..." : "");
    line += positional.required ? " " + word : fmt::format(" [{}]", word);
  }
  if (!command.flags.empty()) line += " [flags]";
  return line;
}

std::string flag_lines(std::span<const Flag> flags) {
  std::string out;
  for (const auto& flag : flags) {
    auto name = (flag.alias.empty() ? "    " : flag.alias + ", ") + flag.name;
    if (!flag.value.empty()) name += " " + flag.value;
    auto help = flag.help;
    if (!flag.choices.empty()) help += fmt::format(" ({})", base::join(flag.choices, ", "));
    out += fmt::format("  {:<28} {}\n", name, help);
  }
  return out;
}

}  // namespace

std::string help_overview() {
  std::string out =
      "wick keeps every candle: it collects them from exchanges, knows what is missing, and hands them out.\n\n"
      "  wick fetch --exchange binance --symbols BTC/USDT --start now-7d     get a week of minutes\n"
      "  wick get binance:BTC/USDT@1h -o csv > btc.csv                       and read it as hours\n"
      "  wick daemon                                                         collect what config/wick.yaml names\n";
  for (const auto& [title, verbs] : chapters()) {
    out += fmt::format("\n{}\n", title);
    for (const auto verb : verbs) out += fmt::format("  {:<12} {}\n", verb, summary_of(verb));
  }
  out += "\nFlags of every verb\n" + flag_lines(global_flags());
  return out + "\nwick VERB --help shows examples. Results go to stdout, notes to stderr.\n";
}

std::string help_of_group(std::string_view path) {
  std::string out;
  for (const auto* command : commands_below(path)) out += fmt::format("  {:<20} {}\n", command->path, command->summary);
  return out + fmt::format("\nwick {} VERB --help shows examples.\n", path);
}

std::string help_of(const Command& command) {
  auto out = indented(command.examples);
  out += fmt::format("\n{}\n\n{}\n", command.summary, usage_of(command));
  for (const auto& positional : command.positionals) {
    out += fmt::format("  {:<28} {}\n", positional.name, positional.help);
  }
  out += flag_lines(command.flags);
  if (!command.notes.empty()) out += "\n" + indented(command.notes);
  if (const auto below = commands_below(command.path); !below.empty()) out += "\n" + help_of_group(command.path);
  return out + "\nFlags of every verb\n" + flag_lines(global_flags());
}

}  // namespace control
