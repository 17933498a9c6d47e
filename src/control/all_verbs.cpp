#include "control/verbs.hpp"

#include <algorithm>
#include <iterator>

namespace control {

std::vector<Command> all_verbs() {
  std::vector<Command> all;
  for (auto* verbs :
       {demo_verbs,    daemon_verbs, status_verbs, fetch_verbs,  job_verbs,        repair_verbs, venue_verbs,
        sources_verbs, get_verbs,    series_verbs, chart_verbs,  coverage_verbs,   gaps_verbs,   conflicts_verbs,
        why_verbs,     verify_verbs, replay_verbs, config_verbs, completion_verbs, version_verbs}) {
    std::ranges::move(verbs(), std::back_inserter(all));
  }
  return all;
}

}  // namespace control
