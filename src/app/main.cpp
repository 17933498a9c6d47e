// The door: one binary, many verbs.
#include "app/hooks.hpp"
#include "app/log.hpp"
#include "app/version.hpp"
#include "control/control.hpp"
#include "rt/memory.hpp"

int main(int argc, const char* const* argv) {
  rt::keep_freed_memory();
  app::log_to_stderr();
  auto environment = control::process_environment();
  environment.version = app::version;
  auto wired = environment;  // What the hooks look at; it must not move.
  environment.hooks = app::hooks(wired);
  return control::run(argc, argv, std::move(environment));
}
