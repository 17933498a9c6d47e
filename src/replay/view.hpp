// What can be seen of a tape at a moment: final candles of the past, the open one of now, and quiet slots filled with
// flat candles where the venue does so. Revisions, once made, hold for everybody who looks.
#pragma once

#include "replay/tape.hpp"

#include <map>
#include <tuple>

namespace replay {

enum class Quiet : std::uint8_t { absent, filled };

class View {
 public:
  View(const Tape& tape, Quiet quiet) : tape_{tape}, quiet_{quiet} {}

  const Tape& tape() const { return tape_; }

  // Ascending; the last one is open where it holds `now`.
  base::Result<market::Candles> candles(std::size_t listing, const market::Timeframe& timeframe, const Window& window,
                                        market::Time now) const;

  // All candles of a series where they rest in memory, are final by `now` and are shown as they are; else nullptr.
  const market::Candles* settled(std::size_t listing, const market::Timeframe& timeframe, market::Time now) const;

  // From now on the bucket of `candle` shows this.
  void revise(std::size_t listing, const market::Timeframe& timeframe, const market::Candle& candle);
  using Bucket = std::tuple<std::size_t, market::Timeframe, market::Time>;  // Listing, timeframe, open.
  const std::map<Bucket, market::Candle>& revised() const { return revised_; }

 private:
  base::Result<market::Candles> taped(std::size_t listing, const market::Timeframe& timeframe, const Window& window,
                                      market::Time now) const;
  base::Result<std::optional<market::Candle>> open_one(std::size_t listing, const market::Timeframe& timeframe,
                                                       market::Time now) const;
  base::Result<market::Candles> filled(std::size_t listing, const market::Timeframe& timeframe, const Window& window,
                                       market::Time now) const;

  const Tape& tape_;
  Quiet quiet_;
  std::map<Bucket, market::Candle> revised_;
};

}  // namespace replay
