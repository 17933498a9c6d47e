// The three-way comparison of what we hold with what a source now says of the same span.
#pragma once

#include "market/candle.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace market {

// Two candles that disagree about one bucket.
struct Disagreement {
  Candle held;
  Candle said;
};

struct Merge {
  std::size_t same = 0;               // Held and said alike; gains optional fields that were lacking (see `richer`).
  Candles richer;                     // Of the same ones: those whose said form has fields that the held one lacks.
  std::vector<Disagreement> revised;  // Held and said differently.
  Candles only_held;                  // Held, but the source no longer shows it.
  Candles only_said;                  // New.
};

// Both ascending, each bucket at most once. Pure: decides nothing, loses nothing.
Merge merge(std::span<const Candle> held, std::span<const Candle> said);

}  // namespace market
