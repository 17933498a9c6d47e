// The demo: a made-up market behind the real protocol of an exchange, and a daemon that collects from it.
#pragma once

#include "control/environment.hpp"
#include "control/settings.hpp"

namespace app {

// Blocks until SIGINT or SIGTERM. The data folder is a sibling of the real one, "<data>-demo"; the real one is not
// touched.
int run_demo(control::Settings settings, const control::DemoOptions& options, const control::Environment& environment);

}  // namespace app
