// Jobs over HTTP: as JSON, and what POST bodies ask for.
#pragma once

#include "serve/problem.hpp"
#include "serve/work.hpp"

#include <string>
#include <string_view>

namespace serve {

std::string job_json(const collect::JobView& job);
std::string jobs_json(std::span<const collect::JobView> jobs);
std::string sources_json(std::span<const collect::SourceView> sources);

// {"kind":"backfill","exchange":…,"symbols":[…],"intervals":[…],"start":…,"end":…}. Times as in queries.
Or<collect::BackfillSpec> read_backfill(std::string_view body, market::Time now);
// {"selector":…}; without a body, everything.
Or<market::Selector> read_repair(std::string_view body);
// {"serve":"other"} or {"serve":"current"}: whether the other candle is to be served.
Or<bool> read_resolution(std::string_view body);
// "binance.17"
Or<std::pair<std::string, std::int64_t>> read_conflict_id(std::string_view id);

}  // namespace serve
