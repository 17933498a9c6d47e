// The minutes of one synthetic symbol, in whole ticks and lots.
#pragma once

#include "market/candle.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace replay {

// How a symbol behaves; follows from seed and rank alone.
struct Character {
  std::uint64_t seed = 0;  // Its own.
  double price = 1;        // Around which it wanders.
  double sigma = 0.001;    // Of one minute.
  double turnover = 1;     // Of one minute, in quote units.
  double quiet = 0;        // Share of the minutes without trades.
  int price_scale = 2;
  int volume_scale = 5;
  market::Time listed;
};
Character character_of(std::uint64_t seed, std::size_t rank);

// A candle in whole numbers, which add up quickly.
struct Raw {
  std::int64_t open = 0, high = 0, low = 0, close = 0;  // Ticks.
  base::Int128 volume = 0, taker = 0;                   // Lots.
  base::Int128 quote = 0, taker_quote = 0;              // Ticks · lots.
  std::int64_t trades = 0;

  void absorb(const Raw& later);
};
market::Candle candle_of(const Raw& raw, const Character& character, market::Time open);

// A walk through the minutes; quickest when they are asked for one after the other.
class Minutes {
 public:
  explicit Minutes(const Character& character);
  // nullopt: nothing was traded. `minute` counts from 1970.
  std::optional<Raw> at(std::int64_t minute);

 private:
  // Noise on lattices of 1, 2, 4 … minutes; level by level with the root of its length, as a random walk.
  static constexpr std::size_t levels = 21;
  struct Level {
    std::int64_t cell = INT64_MIN;
    double left = 0, right = 0, height = 0;
  };
  double wander(std::int64_t minute);
  std::int64_t ticks(std::int64_t minute);

  const Character& character_;
  std::array<Level, levels> levels_;
  std::int64_t known_minute_ = INT64_MIN;
  std::int64_t known_ticks_ = 0;
};

}  // namespace replay
