#include "market/coverage.hpp"

#include <algorithm>
#include <array>

namespace market {

void SpanSet::add(Span span) {
  if (span.empty()) return;
  // All spans that overlap or touch the new one melt into it.
  const auto first = std::ranges::lower_bound(spans_, span.from, {}, &Span::until);
  auto last = first;
  for (; last != spans_.end() && last->from <= span.until; ++last) {
    span.from = std::min(span.from, last->from);
    span.until = std::max(span.until, last->until);
  }
  spans_.insert(spans_.erase(first, last), span);
}

void SpanSet::remove(Span span) {
  if (span.empty()) return;
  const auto first = std::ranges::upper_bound(spans_, span.from, {}, &Span::until);
  auto last = first;
  std::vector<Span> left;
  for (; last != spans_.end() && last->from < span.until; ++last) {
    if (last->from < span.from) left.push_back({last->from, span.from});
    if (span.until < last->until) left.push_back({span.until, last->until});
  }
  const auto at = spans_.erase(first, last);
  spans_.insert(at, left.begin(), left.end());
}

bool SpanSet::holds(Time at) const {
  const auto after = std::ranges::upper_bound(spans_, at, {}, &Span::until);
  return after != spans_.end() && after->from <= at;
}

bool SpanSet::covers(Span span) const {
  return span.empty() || missing_in(span).empty();
}

SpanSet SpanSet::within(Span window) const {
  SpanSet inside;
  auto at = std::ranges::upper_bound(spans_, window.from, {}, &Span::until);
  for (; at != spans_.end() && at->from < window.until; ++at) {
    const auto part = intersection(*at, window);
    if (!part.empty()) inside.spans_.push_back(part);
  }
  return inside;
}

SpanSet SpanSet::missing_in(Span window) const {
  SpanSet missing;
  Time from = window.from;
  for (const auto& part : within(window).spans_) {
    if (from < part.from) missing.spans_.push_back({from, part.from});
    from = part.until;
  }
  if (from < window.until) missing.spans_.push_back({from, window.until});
  return missing;
}

std::string_view name(State state) {
  constexpr std::array<std::string_view, 5> names = {"unknown", "held", "no_trade", "outage", "before_listing"};
  return names[static_cast<std::size_t>(state)];
}

}  // namespace market
