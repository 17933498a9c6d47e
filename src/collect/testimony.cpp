#include "collect/testimony.hpp"

#include "collect/absent.hpp"
#include "market/merge.hpp"

#include <algorithm>

namespace collect {

void Testimony::hear(feed::Page page) {
  ++answers_;
  at_ = page.at;
  if (answers_ == 1) {
    span_ = page.spoken_for;
    candles_ = std::move(page.candles);
    quiet_ = false;
    return;
  }
  // The later of two answers may speak for less (cut differently) or for more (time went on): believe the common part.
  span_ = market::intersection(span_, page.spoken_for);
  const auto outside = [this](const market::Candle& candle) { return !span_.holds(candle.open_time); };
  std::erase_if(candles_, outside);
  std::erase_if(page.candles, outside);
  auto merged = market::merge(candles_, page.candles);
  quiet_ = merged.only_said.empty() && merged.revised.empty() && !page.damaged;
  for (auto& [held, said] : merged.revised) superseded_.push_back(held);
  // The newest form of each candle, then those that only the older answers had.
  market::Candles all = std::move(page.candles);
  all.insert(all.end(), merged.only_held.begin(), merged.only_held.end());
  std::ranges::sort(all, {}, &market::Candle::open_time);
  candles_ = std::move(all);
}

std::vector<market::Span> Testimony::absent() const {
  return collect::absent(candles_, span_, timeframe_);
}

}  // namespace collect
