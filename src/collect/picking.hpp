// From what was asked for to the series it means.
#pragma once

#include "collect/job.hpp"
#include "collect/job_run.hpp"
#include "venue/facts.hpp"

#include <span>
#include <vector>

namespace collect {

// Checks what needs no network: that the venue has the timeframes and that the range makes sense. Code::usage with what
// was expected.
base::Done check(const BackfillSpec& spec, const venue::Facts& facts, market::Time now);

// The series of a spec, by the venue's own list. A symbol may be ours (BTC/USDT), the venue's (BTCUSDT) or a wildcard;
// Code::usage with the nearest names for one that matches nothing.
base::Result<std::vector<JobRun::Pick>> pick(const BackfillSpec& spec, std::span<const market::Instrument> instruments);

}  // namespace collect
