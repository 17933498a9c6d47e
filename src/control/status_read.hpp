// How everything stands: what the disk tells, and what the daemon adds where there is one.
#pragma once

#include "control/context.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace control {

struct Status {
  struct Source {
    std::string id;
    std::string state = "idle";
    std::int64_t series = 0;
    std::int64_t missing = 0;
    std::optional<market::Time> newest{};  // Open of the newest candle of any of its series.
    double budget_used = -1;               // Of the request budget, 0 to 1; below 0: not known.
    std::string error{};
  };

  bool live = false;  // Told by the daemon.
  std::string how;    // "live from 127.0.0.1:8000 (process 4121)" or "read from disk, no daemon runs"
  std::string version;
  std::string folder;
  market::Time at;
  std::uintmax_t bytes = 0;
  std::uintmax_t free = 0;
  std::int64_t series = 0;
  std::int64_t rows = 0;
  std::int64_t missing = 0;
  std::int64_t series_missing = 0;
  int jobs_running = 0;
  int jobs_queued = 0;
  int jobs_stopped = 0;  // Failed, interrupted or paused: can be resumed.
  std::vector<Source> sources;
  std::vector<std::string> problems;  // What, and what to do about it.

  // "ok" or "degraded"
  std::string verdict() const { return problems.empty() && missing == 0 ? "ok" : "degraded"; }
};

// Code::not_found where there is no data folder.
base::Result<Status> read_status(Context& context);

}  // namespace control
