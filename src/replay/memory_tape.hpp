// A tape that rests in memory: what was read from files, and the coarser candles made of it when first asked for.
#pragma once

#include "market/series.hpp"
#include "replay/tape.hpp"

#include <map>

namespace replay {

class MemoryTape final : public Tape {
 public:
  // Joins `candles` with what is there of the symbol and timeframe already. Code::usage where a bucket would have two
  // different candles, or where one does not open on the grid. REQUIRES: symbol is BASE/QUOTE.
  base::Done add(const std::string& symbol, const market::Timeframe& timeframe, market::Candles candles);

  const std::vector<Listing>& listings() const override { return listings_; }
  market::Timeframe finest(std::size_t listing) const override;
  base::Result<market::Candles> finals(std::size_t listing, const market::Timeframe& timeframe,
                                       const Window& window) const override;
  const market::Candles* whole(std::size_t listing, const market::Timeframe& timeframe) const override;

  // Where the last candle of all ends; 1970 for an empty tape.
  market::Time end() const;

 private:
  using Timed = std::map<market::Timeframe, market::Candles>;  // Of one listing.

  std::size_t place_of(const std::string& symbol);
  void describe(std::size_t listing);

  std::vector<Listing> listings_;
  std::vector<Timed> given_;
  mutable std::vector<Timed> made_;  // Coarser ones, made of what was given.
};

// The part of ascending candles that a window shows.
std::span<const market::Candle> within(std::span<const market::Candle> candles, const Window& window);

}  // namespace replay
