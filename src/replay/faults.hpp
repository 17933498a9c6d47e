// What can go wrong on command, and how often.
#pragma once

#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace replay {

enum class Fault : std::uint8_t {
  rate_limit,  // "429": as the venue says it, for a second; who asks meanwhile is refused, too.
  ban,         // "418": as the venue says it, for three seconds.
  down,        // "5xx": 500 to 504, 520, 522, or the venue's own maintenance.
  html,        // "html": an error page, with 200 or 503.
  truncated,   // "truncated": the body is cut, then the connection.
  garbage,     // "garbage": the body is cut, and its length tells of no more.
  slow,        // "slow": the body drips.
  late,        // "late": the answer comes after one to three seconds.
  reset,       // "reset": the connection is reset within the answer.
  duplicated,  // "duplicated": some rows come twice.
  reordered,   // "reordered": a few rows come the wrong way round.
  holes,       // "holes": a run of rows is left out of one answer; the next to the same question has them.
  open,        // "open": an answer that reaches to now ends with a candle that is still open.
  revised,     // "revised": a closed candle changes its close and volume, for good.
};
inline constexpr std::size_t fault_kinds = 14;

std::string_view name(Fault fault);
std::span<const Fault> all_faults();

// How likely each fault is in one answer, 0 to 1.
class Faults {
 public:
  double rate(Fault fault) const { return rates_[static_cast<std::size_t>(fault)]; }
  void set(Fault fault, double rate) { rates_[static_cast<std::size_t>(fault)] = rate; }
  bool any() const;

  // "429=0.1,html": kinds with a rate, or with their usual one; "all" is every kind but `revised`, which changes the
  // truth; "none" or "" is none. Code::usage with the kinds for anything else.
  static base::Result<Faults> parse(std::string_view text);
  std::string text() const;  // parse(text()) gives it back.

 private:
  std::array<double, fault_kinds> rates_{};
};

}  // namespace replay
