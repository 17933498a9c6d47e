// Takes the words of a command line apart, by the table of verbs. The one place that knows CLI11.
#include "base/text.hpp"
#include "control/command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <list>
#include <optional>

namespace control {

using base::Code;

namespace {

// All words of a verb that are neither flags nor their values; put under the names of its positionals afterwards.
constexpr const char* words_slot = "words";

// Where CLI11 leaves what it reads of one flag, or of the words, of one verb.
struct Slot {
  std::string name;
  CLI::App* owner = nullptr;
  CLI::Option* option = nullptr;
  bool is_switch = false;
  std::vector<std::string> values;
};

class Parser {
 public:
  Parser() : app_("wick", "wick") {
    plain(app_);
    for (const auto& flag : global_flags()) add_flag(app_, flag);
    for (const auto& command : commands()) add_command(command);
  }

  // The words with "ls" behind a group that was named alone, as in `wick conflicts --json`; nullopt where they name a
  // verb, or what may be a mistyped one.
  std::optional<std::vector<std::string>> as_listing(std::vector<std::string> words) {
    try {
      app_.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    } catch (const CLI::ParseError&) {
      return std::nullopt;
    }
    const auto [app, path] = deepest();
    if (path.empty() || help_asked(words) || find_command(path) != nullptr || find_command(path + " ls") == nullptr) {
      return std::nullopt;
    }
    const auto extra = app_.remaining(true);
    if (!extra.empty() && !base::nearest(extra.front(), verbs_of(*app)).empty()) return std::nullopt;
    const auto group = std::ranges::find(words, path);
    words.insert(group == words.end() ? group : group + 1, "ls");
    return words;
  }

  base::Result<Parsed> parse(const std::vector<std::string>& words) {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    try {
      app_.parse(std::move(reversed));
    } catch (const CLI::ParseError& problem) {
      if (help_asked(words)) return help();
      return base::fail(Code::usage, base::printable(sentence(problem), 400));
    }
    if (help_asked(words)) return help();
    if (const auto extra = app_.remaining(true); !extra.empty()) return base::fail(Code::usage, about_extra(extra[0]));
    return collect();
  }

 private:
  static void plain(CLI::App& app) {
    app.set_help_flag();
    app.allow_extras();
    app.prefix_command(false);
  }

  void add_flag(CLI::App& app, const Flag& flag) {
    auto& slot = slots_.emplace_back(Slot{flag.name, &app, nullptr, flag.value.empty(), {}});
    const auto names = flag.alias.empty() ? flag.name : flag.alias + "," + flag.name;
    if (slot.is_switch) {
      slot.option = app.add_flag(names);
    } else {
      slot.option = app.add_option(names, slot.values)->allow_extra_args(flag.value.ends_with("..."));
    }
  }

  void add_command(const Command& command) {
    CLI::App* at = &app_;
    for (const auto& word : base::split(command.path, ' ')) {
      auto* below = subcommand(*at, word);
      if (below == nullptr) {
        below = at->add_subcommand(word);
        plain(*below);
        below->fallthrough();
      }
      at = below;
    }
    for (const auto& flag : command.flags) add_flag(*at, flag);
    if (command.positionals.empty()) return;
    auto& slot = slots_.emplace_back(Slot{words_slot, at, nullptr, false, {}});
    slot.option = at->add_option(words_slot, slot.values);
  }

  static CLI::App* subcommand(CLI::App& app, const std::string& name) {
    const auto all = app.get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
    return all.empty() ? nullptr : all.front();
  }

  // The deepest verb that was named, and its path.
  std::pair<const CLI::App*, std::string> deepest() const {
    const CLI::App* at = &app_;
    std::string path;
    for (auto below = at->get_subcommands(); !below.empty(); below = at->get_subcommands()) {
      at = below.front();
      path += (path.empty() ? "" : " ") + at->get_name();
    }
    return {at, path};
  }

  static bool help_asked(const std::vector<std::string>& words) {
    return std::ranges::any_of(words, [](const auto& word) { return word == "--help" || word == "-h"; });
  }

  base::Result<Parsed> help() const {
    const auto [app, path] = deepest();
    if (const auto* command = find_command(path)) return Parsed{nullptr, {}, help_of(*command)};
    return Parsed{nullptr, {}, path.empty() ? help_overview() : help_of_group(path)};
  }

  std::string about_extra(const std::string& word) const {
    const auto [app, path] = deepest();
    const auto see = fmt::format("; see wick{}{} --help", path.empty() ? "" : " ", path);
    if (word.starts_with('-') && word.size() > 1) {
      const auto name = word.substr(0, word.find('='));
      return fmt::format("there is no flag '{}'{}{}", name, base::did_you_mean(name, flags_of(*app)), see);
    }
    if (const auto verbs = verbs_of(*app); !verbs.empty() && find_command(path) == nullptr) {
      return fmt::format("there is no verb '{}{}{}'{}{}", path, path.empty() ? "" : " ", word,
                         base::did_you_mean(word, verbs), see);
    }
    return fmt::format("'{}' is one word too many{}", word, see);
  }

  std::vector<std::string> flags_of(const CLI::App& app) const {
    std::vector<std::string> names;
    for (const auto& slot : slots_) {
      if ((slot.owner == &app || slot.owner == &app_) && slot.name.starts_with("--")) names.push_back(slot.name);
    }
    return names;
  }

  static std::vector<std::string> verbs_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* below : app.get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(below->get_name());
    return names;
  }

  std::string sentence(const CLI::ParseError& problem) const {
    for (const auto& slot : slots_) {
      if (slot.name.starts_with("--") && std::string(problem.what()).find(slot.name) != std::string::npos) {
        return fmt::format("{} needs {}; see wick {} --help", slot.name, slot.is_switch ? "no value" : "a value",
                           deepest().second);
      }
    }
    return problem.what();
  }

  base::Result<Parsed> collect() {
    const auto [app, path] = deepest();
    const auto* command = find_command(path);
    if (command == nullptr) return Parsed{nullptr, {}, path.empty() ? help_overview() : help_of_group(path)};
    Parsed parsed{command, {}, {}};
    for (const auto& slot : slots_) {
      const bool ours = slot.owner == app || slot.owner == &app_;
      if (!ours || slot.option->count() == 0) continue;
      if (slot.name == words_slot) {
        CHECK(name_words(*command, slot.values, parsed.arguments));
      } else {
        parsed.arguments.set(slot.name, slot.values);
      }
    }
    CHECK(check(*command, parsed.arguments));
    return parsed;
  }

  base::Done name_words(const Command& command, const std::vector<std::string>& words, Arguments& arguments) const {
    auto word = words.begin();
    for (const auto& positional : command.positionals) {
      if (word == words.end()) break;
      const auto end = positional.many ? words.end() : word + 1;
      arguments.set(positional.name, {word, end});
      word = end;
    }
    if (word != words.end()) return base::fail(Code::usage, about_extra(*word));
    return {};
  }

  static base::Done check(const Command& command, const Arguments& arguments) {
    for (const auto& positional : command.positionals) {
      if (!positional.required || arguments.has(positional.name)) continue;
      return base::fail(Code::usage, fmt::format("wick {} needs {}: {}; see wick {} --help", command.path,
                                                 positional.name, positional.help, command.path));
    }
    for (const auto& flag : command.flags) {
      const auto given = arguments.one(flag.name);
      if (!given || flag.choices.empty() || std::ranges::find(flag.choices, *given) != flag.choices.end()) continue;
      return base::fail(Code::usage,
                        fmt::format("{}: there is no '{}'{}; expected {}", flag.name, base::printable(*given, 40),
                                    base::did_you_mean(*given, flag.choices), base::join(flag.choices, ", ")));
    }
    return {};
  }

  CLI::App app_;
  std::list<Slot> slots_;  // CLI11 keeps addresses of what is in it.
};

}  // namespace

base::Result<Parsed> parse_command_line(const std::vector<std::string>& words) {
  // A parser remembers what it has read, so each reading takes a fresh one.
  if (const auto listing = Parser().as_listing(words)) return Parser().parse(*listing);
  return Parser().parse(words);
}

}  // namespace control
