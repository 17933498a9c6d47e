// What the command line leaves to the process.
#pragma once

#include "control/environment.hpp"

namespace app {

// `environment` outlives what is returned.
control::Hooks hooks(const control::Environment& environment);

}  // namespace app
