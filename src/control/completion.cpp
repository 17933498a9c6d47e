// Completion scripts, made of the table of verbs.
#include "base/text.hpp"
#include "control/context.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace control {

namespace {

const std::array<std::string, 3> shells = {"bash", "zsh", "fish"};

// What may follow each beginning of a command line: "" is followed by verbs, "series" by "ls" and "show".
std::map<std::string, std::vector<std::string>> words_after() {
  std::map<std::string, std::vector<std::string>> after;
  for (const auto& command : commands()) {
    std::string path;
    for (const auto& word : base::split(command.path, ' ')) {
      auto& words = after[path];
      if (std::ranges::find(words, word) == words.end()) words.push_back(word);
      path += (path.empty() ? "" : " ") + word;
    }
    auto& words = after[path];
    for (const auto& flag : command.flags) words.push_back(flag.name);
  }
  for (auto& [path, words] : after) {
    for (const auto& flag : global_flags()) words.push_back(flag.name);
  }
  return after;
}

std::map<std::string, std::vector<std::string>> choices_after() {
  std::map<std::string, std::vector<std::string>> after;
  for (const auto& command : commands()) {
    for (const auto& flag : command.flags) {
      if (!flag.choices.empty()) after[command.path + " " + flag.name] = flag.choices;
    }
  }
  return after;
}

std::string bash_script() {
  std::string cases;
  for (const auto& [path, choices] : choices_after()) {
    cases += fmt::format("    '{}') words='{}' ;;\n", path, base::join(choices, " "));
  }
  std::string paths;
  for (const auto& [path, words] : words_after()) {
    paths += fmt::format("    '{}') words='{}' ;;\n", path, base::join(words, " "));
  }
  return fmt::format(
      R"(# wick completion for bash: source <(wick completion bash)
_wick() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} path= words= one
  for one in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$one" in -*) ;; [a-z]*) case "${{path:+$path }}$one" in {}) path=${{path:+$path }}$one ;; esac ;; esac
  done
  case "$path $before" in
{}  esac
  [ -n "$words" ] || case "$path" in
{}  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [ ${{#COMPREPLY[@]}} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
}}
complete -o default -F _wick wick
)",
      [] {
        std::vector<std::string> known;
        for (const auto& [path, words] : words_after()) {
          if (!path.empty()) known.push_back("'" + path + "'");
        }
        return base::join(known, "|");
      }(),
      cases, paths);
}

// zsh understands the functions of bash.
std::string zsh_script() {
  return "# wick completion for zsh: source <(wick completion zsh)\nautoload -Uz bashcompinit && bashcompinit\n" +
         bash_script();
}

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("\\'") : std::string(1, c);
  return out + "'";
}

std::string fish_script() {
  std::string out = "# wick completion for fish: wick completion fish | source\ncomplete -c wick -f\n";
  std::vector<std::string> seen;
  for (const auto& command : commands()) {
    const auto words = base::split(command.path, ' ');
    const auto& verb = words.front();
    if (std::ranges::find(seen, verb) == seen.end()) {
      out += fmt::format("complete -c wick -n __fish_use_subcommand -a {} -d {}\n", verb, in_quotes(command.summary));
      seen.push_back(verb);
    }
    if (words.size() > 1) {
      out += fmt::format("complete -c wick -n '__fish_seen_subcommand_from {}' -a {} -d {}\n", verb, words[1],
                         in_quotes(command.summary));
    }
    for (const auto& flag : command.flags) {
      out += fmt::format("complete -c wick -n '__fish_seen_subcommand_from {}' -l {}{} -d {}{}\n", verb,
                         flag.name.substr(2), flag.value.empty() ? "" : " -r", in_quotes(flag.help),
                         flag.choices.empty() ? "" : " -a " + in_quotes(base::join(flag.choices, " ")));
    }
  }
  for (const auto& flag : global_flags()) {
    out += fmt::format("complete -c wick -l {}{} -d {}\n", flag.name.substr(2), flag.value.empty() ? "" : " -r",
                       in_quotes(flag.help));
  }
  return out;
}

base::Result<int> completion(Context& context) {
  TRY(const auto script, completion_script(context.arguments().one("SHELL").value_or("")));
  CHECK(context.print(script));
  return 0;
}

}  // namespace

base::Result<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") return bash_script();
  if (shell == "zsh") return zsh_script();
  if (shell == "fish") return fish_script();
  return base::fail(base::Code::usage, fmt::format("there is no completion for '{}'{}; expected bash, zsh or fish",
                                                   base::printable(shell, 40), base::did_you_mean(shell, shells)));
}

std::vector<Command> completion_verbs() {
  Command command;
  command.path = "completion";
  command.summary = "a completion script for your shell";
  command.examples = "source <(wick completion bash)\nwick completion fish | source";
  command.positionals = {{"SHELL", "bash, zsh or fish"}};
  command.run = completion;
  return {command};
}

}  // namespace control
