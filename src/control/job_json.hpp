// A job as the REST interface and --json tell it, and read back from there.
#pragma once

#include "collect/job.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace control {

// {"id":…,"kind":…,"state":…,"created":ms,…,"series":[…]}: docs/cli.md lists the members.
std::string job_json(const collect::JobView& job);

// Code::bad_data for anything else. Members that are missing count as empty.
base::Result<collect::JobView> read_job(std::string_view json);
// A list of them, bare or under "jobs".
base::Result<std::vector<collect::JobView>> read_jobs(std::string_view json);

// The body of POST /api/v1/jobs.
std::string job_request_json(const collect::BackfillSpec& spec, const std::string& kind);

}  // namespace control
