// Repeatable chance: a stream of numbers out of a seed, and one number out of a few.
#pragma once

#include <cstdint>

namespace replay {

// Spreads the bits of `number` evenly (the finaliser of SplitMix64).
constexpr std::uint64_t scattered(std::uint64_t number) {
  number += 0x9E3779B97F4A7C15U;
  number = (number ^ (number >> 30U)) * 0xBF58476D1CE4E5B9U;
  number = (number ^ (number >> 27U)) * 0x94D049BB133111EBU;
  return number ^ (number >> 31U);
}

constexpr std::uint64_t scattered(std::uint64_t a, std::uint64_t b) {
  return scattered(scattered(a) ^ b);
}

// 0 to 1, 1 excluded.
constexpr double unit_of(std::uint64_t number) {
  return static_cast<double>(number >> 11U) * 0x1.0p-53;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_{seed} {}
  std::uint64_t roll() { return scattered(state_++); }
  double unit() { return unit_of(roll()); }
  bool hits(double rate) { return unit() < rate; }
  // 0 to below. REQUIRES: below > 0.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(unit() * static_cast<double>(limit)); }

 private:
  std::uint64_t state_;
};

}  // namespace replay
