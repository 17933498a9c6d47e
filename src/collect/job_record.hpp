// A job between its living form and the journal's.
#pragma once

#include "collect/job.hpp"
#include "store/library.hpp"

namespace collect {

store::Job to_record(const JobView& view);
// What the journal remembers: the spec, the state and the summary, without the series.
base::Result<JobView> from_record(const store::Job& record);

// "binance BTC/USDT, ETH/USDT 1m from 2024-01-01T00:00:00Z to now"
std::string title_of(const BackfillSpec& spec);

}  // namespace collect
