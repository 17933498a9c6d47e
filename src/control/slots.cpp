#include "control/slots.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace control {

using namespace std::chrono_literals;

double SlotCounts::completeness() const {
  const auto possible = expected - before_listing;
  return possible <= 0 ? 1.0 : static_cast<double>(held + no_trade) / static_cast<double>(possible);
}

std::string SlotCounts::json() const {
  return fmt::format(R"({{"expected":{},"held":{},"no_trade":{},"outage":{},"before_listing":{},"missing":{}}})",
                     expected, held, no_trade, outage, before_listing, missing);
}

market::Span extent_of(const store::SeriesInfo& info, market::Time now) {
  const auto& timeframe = info.series.timeframe;
  std::optional<market::Span> span = info.wanted;
  if (info.first && info.last) {
    const market::Span stored{*info.first, timeframe.next(timeframe.floor(*info.last))};
    span = span ? market::Span{std::min(span->from, stored.from), std::max(span->until, stored.until)} : stored;
  }
  if (!span) return {now, now};
  span->until = std::min(span->until, std::max(timeframe.floor(now), span->from));
  return *span;
}

SlotCounts count_slots(const market::Timeframe& timeframe, market::Span window, std::span<const market::Known> known) {
  SlotCounts counts;
  counts.expected = timeframe.slots_in(window);
  for (const auto& [span, state] : known) {
    const auto slots = timeframe.slots_in(market::intersection(span, window));
    switch (state) {
      case market::State::held: counts.held += slots; break;
      case market::State::no_trade: counts.no_trade += slots; break;
      case market::State::outage: counts.outage += slots; break;
      case market::State::before_listing: counts.before_listing += slots; break;
    }
  }
  counts.missing = counts.expected - counts.held - counts.no_trade - counts.outage - counts.before_listing;
  return counts;
}

std::int64_t slots_missing(const market::Timeframe& timeframe, market::Span window, const market::SpanSet& settled) {
  std::int64_t count = 0;
  std::optional<std::int64_t> last;
  const auto missing = settled.missing_in(window);
  for (const auto& span : missing.spans()) {
    auto first = timeframe.slot_of(span.from);
    const auto end = timeframe.slot_of(span.until - 1ms);
    if (last && first <= *last) first = *last + 1;
    count += std::max<std::int64_t>(0, end - first + 1);
    last = end;
  }
  return count;
}

market::SpanSet settled_of(std::span<const market::Known> known) {
  market::SpanSet settled;
  for (const auto& piece : known) settled.add(piece.span);
  return settled;
}

}  // namespace control
