#include "base/text.hpp"
#include "control/context.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

namespace control {

namespace {

base::Result<int> version(Context& context) {
  const auto& number = context.environment().version;
  CHECK(context.print(context.json() ? fmt::format("{{\"version\":{}}}\n", base::json_quote(number))
                                     : fmt::format("wick {}\n", number)));
  return 0;
}

}  // namespace

std::vector<Command> version_verbs() {
  Command command;
  command.path = "version";
  command.summary = "which wick this is";
  command.examples = "wick version\nwick version --json";
  command.run = version;
  return {command};
}

}  // namespace control
