// How long to wait before trying again: full jitter under a ceiling that doubles.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace rt {

struct BackoffLimits {
  std::chrono::milliseconds first{500};
  std::chrono::milliseconds most{60'000};
};

class Backoff {
 public:
  explicit Backoff(BackoffLimits limits = {}, std::uint64_t seed = std::random_device{}())
      : limits_{limits}, dice_{seed} {}

  // Uniform between zero and the ceiling, which doubles with each call.
  std::chrono::milliseconds next() {
    const auto ceiling = std::min(limits_.most, limits_.first * (std::int64_t{1} << std::min(tries_, 20)));
    ++tries_;
    return std::chrono::milliseconds{std::uniform_int_distribution<std::int64_t>{0, ceiling.count()}(dice_)};
  }
  void reset() { tries_ = 0; }
  int tries() const { return tries_; }

 private:
  BackoffLimits limits_;
  std::mt19937_64 dice_;
  int tries_ = 0;
};

}  // namespace rt
