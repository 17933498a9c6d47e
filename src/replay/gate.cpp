#include "replay/gate.hpp"

#include <algorithm>

namespace replay {

using std::chrono::seconds;

namespace {

constexpr Gate::Uptime minute = std::chrono::minutes{1};

seconds whole_seconds(Gate::Uptime wait) {
  return std::max(seconds{1}, std::chrono::ceil<seconds>(wait));
}

}  // namespace

void Gate::begin_minute(Uptime at) {
  if (at / minute == minute_) return;
  minute_ = at / minute;
  used_ = refused_ = 0;
}

std::optional<Gate::Turned> Gate::turn_away(int weight, Uptime at) {
  begin_minute(at);
  used_ += weight;
  if (at < shut_until_) {
    ++asked_while_shut_;
    return Turned{shut_by_, whole_seconds(shut_until_ - at)};
  }
  if (budget_.per_minute == 0 || weight == 0 || used_ <= budget_.per_minute) return std::nullopt;
  ++refused_;
  const bool bans = budget_.refusals_to_ban > 0 && refused_ >= budget_.refusals_to_ban;
  if (!bans) return Turned{Refusal::rate_limited, whole_seconds((minute_ + 1) * minute - at)};
  const auto length = std::min(budget_.ban_most, budget_.ban_first * (std::int64_t{1} << std::min(bans_++, 20)));
  shut(Refusal::banned, length, at);
  return Turned{Refusal::banned, length};
}

void Gate::shut(Refusal refusal, seconds wait, Uptime at) {
  shut_until_ = std::max(shut_until_, at + wait);
  shut_by_ = refusal;
}

}  // namespace replay
