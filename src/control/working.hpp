// From a job that has begun to an exit code: shows it, waits for it, sums it up.
#pragma once

#include "control/context.hpp"
#include "control/runner.hpp"

namespace control {

// `stop_it`: an interrupt stops the job, not only the watching. Prints the summary; 3 when slots are still missing, 130
// or 143 after a signal.
base::Result<int> work_through(Context& context, JobRunner& runner, const collect::JobView& job, bool stop_it);

// Slots of the job's series as they stand on disk.
struct Standing {
  std::int64_t without_trades = 0;
  std::int64_t missing = 0;
};
// nullopt where the data folder cannot be read; the job's own numbers have to do then.
std::optional<Standing> standing_of(Context& context, const collect::JobView& job);

}  // namespace control
