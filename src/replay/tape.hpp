// The truth behind a stand-in: the final candles of every symbol, wherever they come from (files, a store, a seed).
// A tape knows no `now`: what of it can be seen at a moment is view.hpp.
#pragma once

#include "market/candle.hpp"
#include "market/timeframe.hpp"
#include "replay/listing.hpp"

#include <cstddef>
#include <vector>

namespace replay {

// The candles that open between two moments, both included; at most `limit` of them, from the end where `newest`.
struct Window {
  market::Time first;
  market::Time last;
  std::size_t limit = 0;
  bool newest = false;
};

class Tape {
 public:
  virtual ~Tape() = default;
  virtual const std::vector<Listing>& listings() const = 0;

  // The shortest timeframe that is kept of a listing; the coarser ones are made of it.
  virtual market::Timeframe finest(std::size_t listing) const = 0;

  // Ascending. Empty where the listing has no such timeframe and none it could be made of.
  virtual base::Result<market::Candles> finals(std::size_t listing, const market::Timeframe& timeframe,
                                               const Window& window) const = 0;

  // All final candles, where they rest in memory; else nullptr. The address never changes.
  virtual const market::Candles* whole(std::size_t, const market::Timeframe&) const { return nullptr; }
};

// End of the bucket that opens at `open`; also for steps of several days, which each venue anchors as it likes.
inline market::Time end_of(const market::Timeframe& timeframe, market::Time open) {
  const auto fixed = timeframe.fixed();
  return fixed ? open + *fixed : timeframe.next(timeframe.floor(open));
}

}  // namespace replay
