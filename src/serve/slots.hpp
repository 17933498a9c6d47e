// How the slots of a window stand, told from what is known of a series: pure, and every slot is counted once.
#pragma once

#include "market/coverage.hpp"
#include "market/timeframe.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace serve {

enum class Slot : std::uint8_t { ok, no_trade, outage, before_listing, missing, open };

std::string_view name(Slot slot);

// Neighbouring slots that stand alike.
struct Run {
  market::Span span;
  Slot slot = Slot::missing;
  friend bool operator==(const Run&, const Run&) = default;
};

// Whether a coarser slot of which only some parts are held counts as held.
enum class Partial : std::uint8_t { is_ok, is_missing };

// Ascending, without holes, over the whole of `window`. `known` is of the finer candles that the slots are made of (or
// of the timeframe itself), ascending and disjoint. Slots that have not ended by `now` and are not held are `open`.
// REQUIRES: window on the grid of `timeframe`.
std::vector<Run> runs(const market::Timeframe& timeframe, market::Span window, std::span<const market::Known> known,
                      market::Time now, Partial partial);

// The same told more coarsely: stretches of `length`, from the first run on, that hold several states become one, named
// by the worst of them, so that no hole is lost. REQUIRES: runs as runs() gives them, length > 0.
std::vector<Run> coarser(std::span<const Run> runs, std::chrono::milliseconds length);

struct Counts {
  std::int64_t ok = 0, no_trade = 0, outage = 0, before_listing = 0, missing = 0, open = 0;
  std::int64_t expected() const { return ok + no_trade + outage + before_listing + missing + open; }
  void add(Slot slot, std::int64_t slots);
};

Counts count(const market::Timeframe& timeframe, std::span<const Run> runs);

// Counts per bucket, for heatmaps; ascending, buckets without slots left out.
struct BucketCounts {
  market::Time open;
  Counts counts;
};
std::vector<BucketCounts> count_by(const market::Timeframe& bucket, const market::Timeframe& timeframe,
                                   std::span<const Run> runs);

}  // namespace serve
