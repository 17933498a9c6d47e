// Jobs as server-sent events: one event at each change, a comment now and then so that silence means a lost connection.
#pragma once

#include "net/http_server.hpp"
#include "rt/clock.hpp"
#include "serve/work.hpp"

#include <atomic>
#include <string>

namespace serve {

// Of one job, until it has ended; without id, of all jobs. `draining` ends it. Everything outlives the reply.
net::Reply job_events(const Work& work, rt::Clock& clock, const std::atomic<bool>& draining, std::string id);

}  // namespace serve
