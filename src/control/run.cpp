#include "base/text.hpp"
#include "control/context.hpp"
#include "control/control.hpp"

#include <fmt/format.h>

#include <exception>

namespace control {

namespace {

bool wants_json(const std::vector<std::string>& words) {
  return std::ranges::find(words, "--json") != words.end();
}

// An error as a sentence on stderr; with --json also as the last document on stdout, for programs that read only that.
int tell(const base::Error& error, bool json, Environment& environment) {
  if (error.code == base::Code::cancelled && error.what.empty()) return 0;  // The reader of our output has had enough.
  environment.err(fmt::format("wick: {}\n", error.what));
  if (json) {
    const auto line = fmt::format("{{\"type\":\"error\",\"code\":{},\"message\":{}}}\n",
                                  base::json_quote(base::name(error.code)), base::json_quote(error.what));
    if (!environment.out(line)) environment.err("wick: the error could not be written to stdout\n");
  }
  return base::exit_code(error.code);
}

int run_words(std::vector<std::string> words, Environment& environment) {
  if (!words.empty() && words.front() == "--version") words.front() = "version";  // Where everybody looks for it.
  const auto parsed = parse_command_line(words);
  if (!parsed) return tell(parsed.error(), wants_json(words), environment);
  if (parsed->command == nullptr) {
    const auto printed = environment.out(parsed->text);
    return printed ? 0 : tell(printed.error(), false, environment);
  }
  Context context(environment, parsed->arguments);
  const auto code = parsed->command->run(context);
  return code ? *code : tell(code.error(), context.json(), environment);
}

}  // namespace

int run(int argc, const char* const* argv, Environment environment) {
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  try {
    return run_words(words, environment);
  } catch (const std::exception& problem) {
    return tell({base::Code::failed, fmt::format("this should not have happened: {}", problem.what()), {}},
                wants_json(words), environment);
  }
}

}  // namespace control
