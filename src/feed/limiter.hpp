// The request budget of one host, shared by everybody who asks it: weight-aware, fed by what the host reports, obedient
// to its refusals, kept across restarts. Live work goes before backfill.
#pragma once

#include "rt/clock.hpp"
#include "venue/facts.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace feed {

enum class Priority : std::uint8_t { live, interactive, backfill };

// What the limiter looks like to people: for status, metrics and "waiting: rate limit 3 s".
struct LimiterState {
  double used_ratio = 0;                        // Of the current window.
  std::optional<rt::WallTime> blocked_until{};  // By 429, 418, 403 or Retry-After.
  std::string blocked_by{};                     // "429 Too Many Requests"
  std::uint64_t waits = 0;
};

class Limiter {
 public:
  // `saved` is what save() gave before a restart, or empty; a ban still running is obeyed. A limit of no requests means
  // that there is none: then only refusals count.
  Limiter(venue::Limit limit, rt::Clock& clock, const std::string& saved);
  ~Limiter();
  Limiter(const Limiter&) = delete;
  Limiter& operator=(const Limiter&) = delete;

  // Returns when `weight` may be spent, and counts it as spent. Nobody goes before
  // another unless there is room for both: live before interactive before backfill, then first come first. Live work
  // may use all of the limit, interactive nine tenths, backfill eight. After a block one goes first, alone, until
  // heard() says how it ended. Code::cancelled.
  rt::Task<void> take(int weight, Priority priority);
  // How long take() would wait now, as far as is known.
  std::chrono::milliseconds wait(int weight, Priority priority) const;
  // What the host's weight header says: never fewer than we count ourselves.
  void report_used(int used);
  // A request ended, and the host did not refuse it.
  void heard();
  // No request before `wait` has passed; a longer block stays.
  void block(std::chrono::milliseconds wait, std::string by);
  LimiterState state() const;
  std::string save() const;  // Text for `saved`.
  // Called whenever what save() gives must be kept (a block began).
  void on_change(std::function<void()> call);

 private:
  struct Inner;
  class Place;  // Of a waiter in the queue.
  std::unique_ptr<Inner> inner_;
};

}  // namespace feed
