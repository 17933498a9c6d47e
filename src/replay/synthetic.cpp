#include "replay/synthetic.hpp"

#include "replay/synthetic_minutes.hpp"

#include <algorithm>

namespace replay {

using market::Candle;
using market::Candles;
using market::Time;
using market::Timeframe;

namespace {

std::int64_t minute_of(Time at) {
  return market::m1.slot_of(at);
}

// All that was traded in one bucket; nullopt where nothing was.
std::optional<Candle> bucket(Minutes& minutes, const Character& character, const Timeframe& timeframe, Time open) {
  const auto first = minute_of(std::max(open, character.listed));
  const auto end = minute_of(timeframe.next(open));
  std::optional<Raw> whole;
  for (auto minute = first; minute < end; ++minute) {
    const auto part = minutes.at(minute);
    if (!part) continue;
    if (whole) {
      whole->absorb(*part);
    } else {
      whole = part;
    }
  }
  if (!whole) return std::nullopt;
  return candle_of(*whole, character, open);
}

}  // namespace

SyntheticTape::SyntheticTape(std::uint64_t seed, int symbols) : seed_{seed} {
  for (std::size_t rank = 0; rank < static_cast<std::size_t>(symbols); ++rank) {
    const auto character = character_of(seed, rank);
    auto listing = listing_of(synthetic_base(rank) + "/USDT");
    listing.life = {character.listed, market::time_max};
    listing.price_scale = character.price_scale;
    listing.volume_scale = character.volume_scale;
    listings_.push_back(std::move(listing));
  }
}

base::Result<Candles> SyntheticTape::finals(std::size_t listing, const Timeframe& timeframe,
                                            const Window& window) const {
  Candles candles;
  if (!(timeframe == market::m1) && !timeframe.made_of(market::m1)) return candles;
  const auto character = character_of(seed_, listing);
  Minutes minutes(character);
  const Time from = std::max(window.first, timeframe.floor(character.listed));
  auto first = timeframe.slot_of(timeframe.ceil(from));
  auto last = timeframe.slot_of(window.last);
  while (first <= last && candles.size() < window.limit) {
    const auto slot = window.newest ? last-- : first++;
    if (auto candle = bucket(minutes, character, timeframe, timeframe.open_of(slot))) candles.push_back(*candle);
  }
  if (window.newest) std::ranges::reverse(candles);
  return candles;
}

}  // namespace replay
