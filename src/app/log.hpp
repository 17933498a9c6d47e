// The log: one line an event on the error stream, logfmt, UTC.
#pragma once

namespace app {

void log_to_stderr();

}  // namespace app
