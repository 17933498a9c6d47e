#include "replay/view.hpp"

#include "market/rollup.hpp"
#include "replay/forming.hpp"

#include <algorithm>

namespace replay {

using base::Result;
using market::Candle;
using market::Candles;
using market::Time;
using market::Timeframe;
using std::chrono::milliseconds;

namespace {

double share_of(const Timeframe& timeframe, Time open, Time now) {
  const auto length = static_cast<double>((end_of(timeframe, open) - open).count());
  return static_cast<double>((now - open).count()) / length;
}

struct Slots {
  std::int64_t first = 0;
  std::int64_t last = -1;
};

// The slots of a window in which a listing lives, at most `limit` of them.
Slots slots_of(const Timeframe& timeframe, const market::Span& life, const Window& window, Time now) {
  const Time from = std::max(window.first, timeframe.floor(life.from));
  const Time last = std::min({window.last, now, life.until - milliseconds{1}});
  if (from > last || window.limit == 0) return {};
  Slots slots{timeframe.slot_of(timeframe.ceil(from)), timeframe.slot_of(last)};
  const auto count = slots.last - slots.first + 1;
  const auto limit = static_cast<std::int64_t>(std::min<std::size_t>(window.limit, 1'000'000));
  if (count <= limit) return slots;
  if (window.newest) return {slots.last - limit + 1, slots.last};
  return {slots.first, slots.first + limit - 1};
}

}  // namespace

Result<std::optional<Candle>> View::open_one(std::size_t listing, const Timeframe& timeframe, Time now) const {
  const auto finest = tape_.finest(listing);
  if (!(timeframe == finest) && !timeframe.made_of(finest)) return std::nullopt;
  const Time newest = finest.floor(now);
  TRY(auto parts, tape_.finals(listing, finest, {timeframe.floor(now), newest, SIZE_MAX, false}));
  if (parts.empty()) return std::nullopt;
  if (parts.back().open_time == newest) parts.back() = forming(parts.back(), share_of(finest, newest, now));
  return market::rollup(parts, timeframe, {}).front().candle;
}

Result<Candles> View::taped(std::size_t listing, const Timeframe& timeframe, const Window& window, Time now) const {
  const Time open = timeframe.floor(now);
  auto past = window;
  past.last = std::min(window.last, open - milliseconds{1});
  TRY(auto candles, tape_.finals(listing, timeframe, past));
  const bool wanted = window.first <= open && open <= window.last && window.limit > 0;
  if (!wanted || (!window.newest && candles.size() >= window.limit)) return candles;
  TRY(const auto now_open, open_one(listing, timeframe, now));
  if (now_open) candles.push_back(*now_open);
  if (candles.size() > window.limit) candles.erase(candles.begin());
  return candles;
}

Result<Candles> View::filled(std::size_t listing, const Timeframe& timeframe, const Window& window, Time now) const {
  const auto& life = tape_.listings()[listing].life;
  const auto slots = slots_of(timeframe, life, window, now);
  if (slots.first > slots.last) return Candles{};
  const Time first = timeframe.open_of(slots.first);
  const Window held{first, timeframe.open_of(slots.last), SIZE_MAX, false};
  TRY(const auto candles, taped(listing, timeframe, held, now));
  const Window earlier{Time{}, first - milliseconds{1}, 1, true};
  TRY(auto before, tape_.finals(listing, timeframe, earlier));
  Candles out;
  auto next = candles.begin();
  for (auto slot = slots.first; slot <= slots.last; ++slot) {
    const Time open = timeframe.open_of(slot);
    if (next != candles.end() && next->open_time == open) {
      out.push_back(*next++);
    } else if (!out.empty() || !before.empty()) {
      out.push_back(flat(open, out.empty() ? before.back() : out.back()));
    }
  }
  return out;
}

Result<Candles> View::candles(std::size_t listing, const Timeframe& timeframe, const Window& window, Time now) const {
  TRY(auto candles,
      quiet_ == Quiet::filled ? filled(listing, timeframe, window, now) : taped(listing, timeframe, window, now));
  if (revised_.empty()) return candles;
  for (auto& candle : candles) {
    const auto found = revised_.find({listing, timeframe, candle.open_time});
    if (found != revised_.end()) candle = found->second;
  }
  return candles;
}

const Candles* View::settled(std::size_t listing, const Timeframe& timeframe, Time now) const {
  if (quiet_ == Quiet::filled || !revised_.empty()) return nullptr;
  const auto* candles = tape_.whole(listing, timeframe);
  if (candles == nullptr || candles->empty()) return nullptr;
  return end_of(timeframe, candles->back().open_time) <= now ? candles : nullptr;
}

void View::revise(std::size_t listing, const Timeframe& timeframe, const Candle& candle) {
  revised_.insert_or_assign({listing, timeframe, candle.open_time}, candle);
}

}  // namespace replay
