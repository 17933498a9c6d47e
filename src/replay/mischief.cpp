#include "replay/mischief.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace replay {

using market::Candle;
using market::Candles;
using market::Time;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds rate_limit_wait{1};
constexpr seconds ban_wait{3};
constexpr milliseconds drip{50};  // Between pieces of a slow body.

bool planned(const Mischief::Plan& plan, Fault fault) {
  return plan.test(static_cast<std::size_t>(fault));
}

net::Reply page(int status, std::string_view title) {
  net::Reply reply;
  reply.status = status;
  reply.headers.set("Content-Type", "text/html; charset=UTF-8");
  reply.headers.set("Server", "cloudflare");
  reply.body = fmt::format(
      "<!DOCTYPE html>\n<html><head><title>{0}</title></head>\n<body><center><h1>{0}</h1></center></body></html>\n",
      title);
  return reply;
}

// The same candle with another close, still within high and low, and one unit more of volume.
Candle revised(Candle candle) {
  candle.close = candle.close == candle.high ? candle.low : candle.high;
  if (candle.volume) {
    candle.volume = base::Decimal::sum(*candle.volume, base::Decimal::of(1, candle.volume->scale()));
  }
  return candle;
}

}  // namespace

Mischief::Plan Mischief::plan() {
  Plan plan;
  for (const auto fault : all_faults()) plan.set(static_cast<std::size_t>(fault), dice_.hits(faults_.rate(fault)));
  return plan;
}

Alter Mischief::alter(const Plan& plan, std::string key, Time now) {
  constexpr std::array rows = {Fault::duplicated, Fault::reordered, Fault::holes, Fault::open, Fault::revised};
  if (std::ranges::none_of(rows, [&](Fault fault) { return planned(plan, fault); })) return {};
  return [this, plan, key = std::move(key), now](const Ask& ask, Candles& candles) {
    if (planned(plan, Fault::revised)) revise(ask, candles, now);
    if (planned(plan, Fault::open)) add_open(ask, candles, now);
    if (planned(plan, Fault::holes)) leave_hole(key, candles);
    if (planned(plan, Fault::duplicated)) duplicate(candles);
    if (planned(plan, Fault::reordered)) reorder(candles);
  };
}

void Mischief::revise(const Ask& ask, Candles& candles, Time now) {
  if (candles.empty()) return;
  auto& candle = candles[dice_.below(candles.size())];
  if (end_of(ask.timeframe, candle.open_time) > now) return;
  candle = revised(candle);
  view_.revise(ask.listing, ask.timeframe, candle);
  note(Fault::revised);
}

void Mischief::add_open(const Ask& ask, Candles& candles, Time now) {
  const Time open = ask.timeframe.floor(now);
  const bool wanted = ask.window.first <= open && open <= ask.window.last;
  const bool room = ask.window.newest || candles.size() < ask.window.limit;
  if (candles.empty() || !wanted || !room || candles.back().open_time >= open) return;
  Candle candle = candles.back();
  candle.open_time = open;
  candle.open = candle.close;
  candle.high = std::max(candle.high, candle.open);
  candle.low = std::min(candle.low, candle.open);
  candles.push_back(candle);
  if (candles.size() > ask.window.limit) candles.erase(candles.begin());
  note(Fault::open);
}

void Mischief::leave_hole(const std::string& key, Candles& candles) {
  constexpr std::size_t longest = 60;
  if (candles.size() < 3 || !holed_.insert(key).second) return;
  const auto first = 1 + dice_.below(candles.size() - 2);
  const auto length = 1 + dice_.below(std::min(longest, candles.size() - 1 - first));
  const auto from = candles.begin() + static_cast<std::ptrdiff_t>(first);
  candles.erase(from, from + static_cast<std::ptrdiff_t>(length));
  note(Fault::holes);
}

void Mischief::duplicate(Candles& candles) {
  if (candles.empty()) return;
  for (auto times = 1 + dice_.below(3); times-- > 0;) {
    const auto at = dice_.below(candles.size());
    const Candle again = candles[at];
    candles.insert(candles.begin() + static_cast<std::ptrdiff_t>(dice_.below(candles.size() + 1)), again);
  }
  note(Fault::duplicated);
}

// A short run comes the wrong way round.
void Mischief::reorder(Candles& candles) {
  constexpr std::size_t longest = 5;
  if (candles.size() < 2) return;
  const auto first = dice_.below(candles.size() - 1);
  const auto length = 2 + dice_.below(std::min(longest, candles.size() - first) - 1);
  const auto from = candles.begin() + static_cast<std::ptrdiff_t>(first);
  std::reverse(from, from + static_cast<std::ptrdiff_t>(length));
  note(Fault::reordered);
}

net::Reply Mischief::down(const Exchange& exchange, Time now) {
  constexpr std::array<int, 6> statuses = {500, 502, 503, 504, 520, 522};
  const auto which = dice_.below(statuses.size() + 1);
  if (which == statuses.size()) return exchange.refuse(Refusal::down, seconds{1}, now);
  return page(statuses[which], fmt::format("{} Error", statuses[which]));
}

std::optional<Mischief::Instead> Mischief::instead(const Plan& plan, const Exchange& exchange, Time now) {
  if (planned(plan, Fault::ban)) {
    note(Fault::ban);
    return Instead{exchange.refuse(Refusal::banned, ban_wait, now), Refusal::banned, ban_wait};
  }
  if (planned(plan, Fault::rate_limit)) {
    note(Fault::rate_limit);
    return Instead{exchange.refuse(Refusal::rate_limited, rate_limit_wait, now), Refusal::rate_limited,
                   rate_limit_wait};
  }
  if (planned(plan, Fault::down)) {
    note(Fault::down);
    return Instead{down(exchange, now)};
  }
  if (!planned(plan, Fault::html)) return std::nullopt;
  note(Fault::html);
  return Instead{page(dice_.hits(0.5) ? 200 : 503, "Just a moment...")};
}

milliseconds Mischief::spoil(const Plan& plan, net::Reply& reply) {
  if (planned(plan, Fault::garbage) && reply.body.size() > 1) {
    reply.body.resize(1 + dice_.below(reply.body.size() - 1));
    note(Fault::garbage);
  } else if (planned(plan, Fault::reset)) {
    reply.fault.cut_after = dice_.below(reply.body.size() + 1);
    reply.fault.reset = true;
    note(Fault::reset);
  } else if (planned(plan, Fault::truncated) && reply.body.size() > 1) {
    reply.fault.cut_after = dice_.below(reply.body.size());
    note(Fault::truncated);
  } else if (planned(plan, Fault::slow)) {
    reply.fault.drip = drip;
    note(Fault::slow);
  }
  if (!planned(plan, Fault::late)) return {};
  note(Fault::late);
  return seconds{1} + milliseconds{dice_.below(2000)};
}

}  // namespace replay
