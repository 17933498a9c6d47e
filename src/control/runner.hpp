// Whoever does collecting work for the command line: the collector in this process, or a daemon that is asked over
// REST. Blocking, so that a verb reads from top to bottom; all calls from one thread.
#pragma once

#include "collect/job.hpp"

#include <functional>
#include <string>
#include <vector>

namespace control {

// How a job ended, or where it stood when the user interrupted.
struct Watched {
  collect::JobView job;
  int signal = 0;  // SIGINT or SIGTERM when that ended the waiting.
};

using SeenJob = std::function<void(const collect::JobView&)>;

class JobRunner {
 public:
  virtual ~JobRunner() = default;

  // Errors as collect::Collector tells them; Code::unreachable when the daemon went away.
  virtual base::Result<collect::JobView> start(collect::BackfillSpec spec, std::string kind) = 0;
  virtual base::Result<collect::JobView> resume(std::string id) = 0;  // "": the newest that can be continued.
  virtual base::Result<collect::JobView> pause(std::string id) = 0;
  virtual base::Result<collect::JobView> cancel(std::string id) = 0;
  virtual base::Result<std::vector<collect::JobView>> jobs() = 0;  // Newest first.
  virtual base::Result<collect::JobView> job(std::string id) = 0;

  // Blocks until the job has ended or a signal has come. `seen` hears of it on the calling thread at least four times a
  // second while it runs. At a signal: `stop_it` stops the job between pages, all that arrived written, so that it can
  // be resumed; otherwise it is left alone (the collector of this process always stops).
  virtual base::Result<Watched> watch(std::string id, bool stop_it, SeenJob seen) = 0;
};

}  // namespace control
