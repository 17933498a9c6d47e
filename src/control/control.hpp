// The command line: `wick VERB …` from words to an exit code. docs/cli.md lists the verbs.
#pragma once

#include "control/environment.hpp"

namespace control {

// Never throws; the returned number is the exit code of the process.
int run(int argc, const char* const* argv, Environment environment);

// Streams, terminal, clocks, variables and signals of this process, and questions over HTTP. Hooks are left to the
// caller. From here on SIGPIPE is ignored, and SIGINT and SIGTERM are only noted; a second one ends the process.
Environment process_environment();

}  // namespace control
