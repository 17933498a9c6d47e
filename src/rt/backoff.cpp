#include "rt/backoff.hpp"

#include <random>

namespace rt {

namespace {

// SplitMix64: eight bytes of state, and every state a good one.
std::uint64_t mix(std::uint64_t& state) {
  std::uint64_t z = state += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

std::uint64_t fresh_seed() {
  thread_local std::uint64_t state = (std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}();
  return mix(state);
}

std::uint64_t Backoff::roll() {
  return mix(dice_);
}

}  // namespace rt
