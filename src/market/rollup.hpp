// Coarser candles out of finer ones, each told how many of its parts were there.
#pragma once

#include "market/candle.hpp"
#include "market/coverage.hpp"
#include "market/timeframe.hpp"

#include <span>
#include <vector>

namespace market {

struct Derived {
  Candle candle;
  std::int64_t parts = 0;  // Finer candles that went in.
  bool complete = false;   // Every slot of the bucket was held or known to be without trades.
};

// Groups ascending candles of `finer` into buckets of `coarser`. Buckets without candles are left out. `settled` says
// which moments are held or known to be empty; a bucket is complete when it lies wholly within.
// REQUIRES: coarser.made_of(finer).

std::vector<Derived> rollup(std::span<const Candle> finer, const Timeframe& coarser, const SpanSet& settled);

}  // namespace market
