// One entry for each verb; each is in the file of its name.
#pragma once

#include "control/command.hpp"

#include <vector>

namespace control {

std::vector<Command> chart_verbs();
std::vector<Command> completion_verbs();
std::vector<Command> config_verbs();
std::vector<Command> conflicts_verbs();
std::vector<Command> coverage_verbs();
std::vector<Command> daemon_verbs();
std::vector<Command> demo_verbs();
std::vector<Command> fetch_verbs();
std::vector<Command> gaps_verbs();
std::vector<Command> get_verbs();
std::vector<Command> job_verbs();
std::vector<Command> repair_verbs();
std::vector<Command> replay_verbs();
std::vector<Command> series_verbs();
std::vector<Command> sources_verbs();
std::vector<Command> status_verbs();
std::vector<Command> venue_verbs();
std::vector<Command> verify_verbs();
std::vector<Command> version_verbs();
std::vector<Command> why_verbs();

// All of them, in the order of the overview.
std::vector<Command> all_verbs();

}  // namespace control
