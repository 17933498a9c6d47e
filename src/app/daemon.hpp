// The daemon: collects what the feeds wish, and serves what is stored.
#pragma once

#include "control/environment.hpp"
#include "control/settings.hpp"

namespace app {

// Blocks until SIGINT or SIGTERM. Tells its story on the error stream; the result is an exit code.
int run_daemon(const control::Settings& settings, const control::Environment& environment);

}  // namespace app
