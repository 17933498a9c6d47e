// The clock of a server, as its answers tell it: never ahead of it, and independent of our own wall clock.
#pragma once

#include "market/time.hpp"

#include <chrono>
#include <optional>

namespace feed {

class ServerClock {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // The server said `time`, cut down to `precision`, at some moment between `sent` and `received`.
  void hear(market::Time time, std::chrono::milliseconds precision, Moment sent, Moment received) {
    const bool too_early = !heard_ || at(received) < time;
    const bool too_late = !too_early && at(sent) > time + precision;
    if (too_early || too_late) heard_ = {time, received};
  }
  bool known() const { return heard_.has_value(); }
  // What it shows at the least. REQUIRES: known().
  market::Time at(Moment moment) const {
    return heard_->time + std::chrono::floor<std::chrono::milliseconds>(moment - heard_->moment);
  }

 private:
  struct Heard {
    market::Time time;
    Moment moment;
  };
  std::optional<Heard> heard_;
};

}  // namespace feed
