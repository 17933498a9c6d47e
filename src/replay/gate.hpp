// A venue's request limit: lets questions through while the minute's budget lasts, then refuses, then bans.
#pragma once

#include "replay/exchange.hpp"

#include <optional>

namespace replay {

class Gate {
 public:
  // Time since the stand-in began; real time, whatever its clock says, since Retry-After counts real seconds.
  using Uptime = std::chrono::milliseconds;

  // per_minute 0: no limit, only counting.
  explicit Gate(Budget budget) : budget_{budget} {}

  struct Turned {
    Refusal refusal;
    std::chrono::seconds wait;
  };
  // nullopt: go on. A question of weight 0 passes always, except during a ban.
  std::optional<Turned> turn_away(int weight, Uptime at);
  // Refuses everything for a while.
  void shut(Refusal refusal, std::chrono::seconds wait, Uptime at);

  int used() const { return used_; }  // In this minute.
  std::uint64_t asked_while_shut() const { return asked_while_shut_; }

 private:
  void begin_minute(Uptime at);

  Budget budget_;
  std::int64_t minute_ = 0;
  int used_ = 0;
  int refused_ = 0;
  int bans_ = 0;
  Uptime shut_until_{0};
  Refusal shut_by_ = Refusal::rate_limited;
  std::uint64_t asked_while_shut_ = 0;
};

}  // namespace replay
