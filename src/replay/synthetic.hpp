// A market out of a seed: any number of symbols, years of minutes, nothing kept in memory. Each minute is a function of
// seed, symbol and time, so every look at it gives the same candles.
#pragma once

#include "replay/tape.hpp"

#include <cstdint>

namespace replay {

class SyntheticTape final : public Tape {
 public:
  // BTC/USDT first, then others that exist, then names that might. REQUIRES: symbols > 0.
  SyntheticTape(std::uint64_t seed, int symbols);

  const std::vector<Listing>& listings() const override { return listings_; }
  market::Timeframe finest(std::size_t) const override { return market::m1; }
  base::Result<market::Candles> finals(std::size_t listing, const market::Timeframe& timeframe,
                                       const Window& window) const override;

 private:
  std::uint64_t seed_;
  std::vector<Listing> listings_;
};

// The name of the symbol at `rank`; every rank has another. "BTC", "ETH", …, later "KOPA", "ZUMEX".
std::string synthetic_base(std::size_t rank);

}  // namespace replay
