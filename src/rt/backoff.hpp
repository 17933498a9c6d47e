// How long to wait before trying again: full jitter under a ceiling that doubles.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace rt {

struct BackoffLimits {
  std::chrono::milliseconds first{500};
  std::chrono::milliseconds most{60'000};
};

// A seed unlike that of other processes and of other calls. Cheap: every question over the network takes one.
std::uint64_t fresh_seed();

class Backoff {
 public:
  explicit Backoff(BackoffLimits limits = {}, std::uint64_t seed = fresh_seed()) : limits_{limits}, dice_{seed} {}

  // Uniform between zero and the ceiling, which doubles with each call.
  std::chrono::milliseconds next() {
    const auto ceiling = std::min(limits_.most, limits_.first * (std::int64_t{1} << std::min(tries_, 20)));
    ++tries_;
    return std::chrono::milliseconds{
        static_cast<std::int64_t>(roll() % (static_cast<std::uint64_t>(ceiling.count()) + 1))};
  }
  void reset() { tries_ = 0; }
  int tries() const { return tries_; }

 private:
  std::uint64_t roll();

  BackoffLimits limits_;
  std::uint64_t dice_;
  int tries_ = 0;
};

}  // namespace rt
