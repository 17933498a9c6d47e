// Slots counted by how they stand: the arithmetic behind completeness.
#pragma once

#include "market/coverage.hpp"
#include "market/timeframe.hpp"
#include "store/store.hpp"

#include <span>
#include <string>
#include <vector>

namespace control {

struct SlotCounts {
  std::int64_t expected = 0;
  std::int64_t held = 0;
  std::int64_t no_trade = 0;
  std::int64_t outage = 0;
  std::int64_t before_listing = 0;
  std::int64_t missing = 0;

  // Slots that are held or had no trades, of those since the listing; 1 where there are none.
  double completeness() const;
  std::string json() const;
};

// What of a series can be asked for: everything wanted and everything stored, cut to buckets that have closed by `now`.
market::Span extent_of(const store::SeriesInfo& info, market::Time now);

// `known`: ascending, disjoint; may reach beyond `window`.
SlotCounts count_slots(const market::Timeframe& timeframe, market::Span window, std::span<const market::Known> known);

// The slots of `timeframe` that are touched by spans within `window` that are not `settled`: also for a coarser
// timeframe than that of the coverage, where one missing minute makes an hour incomplete.
std::int64_t slots_missing(const market::Timeframe& timeframe, market::Span window, const market::SpanSet& settled);

market::SpanSet settled_of(std::span<const market::Known> known);

}  // namespace control
