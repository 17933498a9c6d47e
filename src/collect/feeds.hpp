// Standing wishes: these symbols, these timeframes, since then, and kept at the present edge where they are live.
#pragma once

#include "collect/collector.hpp"

#include <string>
#include <vector>

namespace collect {

struct Feed {
  std::string venue;
  std::vector<std::string> symbols;
  std::vector<market::Timeframe> timeframes;
  std::optional<market::Time> since{};  // Without: from the venue's first candle.
  bool live = true;
};

// Fulfils the feeds until cancelled: history first, then every newly closed candle, asked for when it has closed.
rt::Task<void> keep(Collector& collector, std::vector<Feed> feeds, rt::Clock& clock);

}  // namespace collect
