// The timeframe codes of an exchange, and whether each means what it says.
#pragma once

#include "market/timeframe.hpp"
#include "venue/yaml_section.hpp"

#include <string>
#include <utility>
#include <vector>

namespace venue {

using Codes = std::vector<std::pair<market::Timeframe, std::string>>;

// `timeframes: [1m, 1h]` where the codes are ours, `{1m: MINUTE_1, 1h: HOUR_1}` where not. Complains of a code twice,
// and of one that means another timeframe: `1w: 259200` beside `1m: 60`, `1M: 1m`.
Codes read_codes(const YAML::Node& node, Complaints& complaints);

}  // namespace venue
