// Where time comes from. Whoever reads the time or waits takes a Clock&, so that tests can run days in seconds.
#pragma once

#include "rt/task.hpp"

#include <chrono>

namespace rt {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;  // As market::Time: UTC milliseconds.

class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime now() const = 0;                                  // May jump, as wall clocks do.
  virtual std::chrono::steady_clock::time_point steady() const = 0;  // Never goes back.
  virtual Task<void> sleep(std::chrono::milliseconds length) = 0;    // Code::cancelled when woken by cancellation.
};

class SystemClock final : public Clock {
 public:
  WallTime now() const override;
  std::chrono::steady_clock::time_point steady() const override;
  Task<void> sleep(std::chrono::milliseconds length) override;
};

}  // namespace rt
