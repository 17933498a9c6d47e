#include "replay/memory_tape.hpp"

#include "market/rollup.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace replay {

using base::Code;
using market::Candle;
using market::Candles;
using market::Time;
using market::Timeframe;

namespace {

bool opens_before(const Candle& a, const Candle& b) {
  return a.open_time < b.open_time;
}

base::Done check_grid(const std::string& symbol, const Timeframe& timeframe, const Candles& candles) {
  const auto off = std::ranges::find_if(candles, [&](const Candle& c) { return !timeframe.on_grid(c.open_time); });
  if (off == candles.end()) return {};
  return base::fail(Code::usage, fmt::format("{}: a candle opens at {}, which is not on the grid of {}", symbol,
                                             market::rfc3339(off->open_time), timeframe.text()));
}

// Candles of one bucket become one that knows what any of them knew.
base::Done join_twins(const std::string& symbol, Candles& candles) {
  for (std::size_t at = 1; at < candles.size(); ++at) {
    auto& one = candles[at - 1];
    auto& other = candles[at];
    if (one.open_time != other.open_time) continue;
    if (!market::agree(one, other)) {
      return base::fail(Code::usage,
                        fmt::format("{}: two different candles open at {}", symbol, market::rfc3339(one.open_time)));
    }
    market::complete(one, other);
    other = one;
  }
  const auto rest = std::ranges::unique(candles, {}, &Candle::open_time);
  candles.erase(rest.begin(), rest.end());
  return {};
}

int most_digits(const Candles& candles, const base::Decimal Candle::* field) {
  int most = 0;
  for (const auto& candle : candles) most = std::max(most, (candle.*field).scale());
  return most;
}

int most_digits_of_volume(const Candles& candles) {
  int most = 0;
  for (const auto& candle : candles) {
    if (candle.volume) most = std::max(most, candle.volume->scale());
  }
  return most;
}

}  // namespace

std::span<const Candle> within(std::span<const Candle> candles, const Window& window) {
  const auto first = std::ranges::lower_bound(candles, window.first, {}, &Candle::open_time);
  const auto last = std::ranges::upper_bound(candles, window.last, {}, &Candle::open_time);
  if (first >= last) return {};
  const auto begin = static_cast<std::size_t>(first - candles.begin());
  const auto count = static_cast<std::size_t>(last - first);
  const auto taken = std::min(count, window.limit);
  return candles.subspan(window.newest ? begin + count - taken : begin, taken);
}

base::Done MemoryTape::add(const std::string& symbol, const Timeframe& timeframe, Candles candles) {
  CHECK(check_grid(symbol, timeframe, candles));
  const auto listing = place_of(symbol);
  auto& kept = given_[listing][timeframe];
  kept.insert(kept.end(), std::make_move_iterator(candles.begin()), std::make_move_iterator(candles.end()));
  if (!std::ranges::is_sorted(kept, opens_before)) std::ranges::sort(kept, opens_before);
  CHECK(join_twins(symbol, kept));
  if (kept.empty()) return base::fail(Code::usage, symbol + ": no candles in it");
  made_[listing].clear();
  describe(listing);
  return {};
}

std::size_t MemoryTape::place_of(const std::string& symbol) {
  const auto known = std::ranges::find(listings_, symbol, &Listing::symbol);
  if (known != listings_.end()) return static_cast<std::size_t>(known - listings_.begin());
  listings_.push_back(listing_of(symbol));
  given_.emplace_back();
  made_.emplace_back();
  return listings_.size() - 1;
}

void MemoryTape::describe(std::size_t listing) {
  auto& told = listings_[listing];
  told.life = {market::time_max, Time{}};
  told.price_scale = told.volume_scale = 0;
  for (const auto& [timeframe, candles] : given_[listing]) {
    told.life.from = std::min(told.life.from, candles.front().open_time);
    told.life.until = std::max(told.life.until, end_of(timeframe, candles.back().open_time));
    for (const auto field : {&Candle::open, &Candle::high, &Candle::low, &Candle::close}) {
      told.price_scale = std::max(told.price_scale, most_digits(candles, field));
    }
    told.volume_scale = std::max(told.volume_scale, most_digits_of_volume(candles));
  }
}

Timeframe MemoryTape::finest(std::size_t listing) const {
  return given_[listing].begin()->first;
}

const Candles* MemoryTape::whole(std::size_t listing, const Timeframe& timeframe) const {
  const auto& given = given_[listing];
  if (const auto found = given.find(timeframe); found != given.end()) return &found->second;
  auto& made = made_[listing];
  if (const auto found = made.find(timeframe); found != made.end()) return &found->second;
  const auto part = std::ranges::find_if(given, [&](const auto& kept) { return timeframe.made_of(kept.first); });
  if (part == given.end()) return nullptr;
  auto& candles = made[timeframe];
  for (auto& derived : market::rollup(part->second, timeframe, {})) candles.push_back(std::move(derived.candle));
  return &candles;
}

base::Result<Candles> MemoryTape::finals(std::size_t listing, const Timeframe& timeframe, const Window& window) const {
  const auto* candles = whole(listing, timeframe);
  if (candles == nullptr) return Candles{};
  const auto shown = within(*candles, window);
  return Candles(shown.begin(), shown.end());
}

Time MemoryTape::end() const {
  Time end{};
  for (const auto& listing : listings_) end = std::max(end, listing.life.until);
  return end;
}

}  // namespace replay
