#include "collect/batch.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace collect {

namespace {

bool same_origin(const store::Answer& a, const store::Answer& b) {
  return a.provenance.evidence == b.provenance.evidence && a.provenance.source == b.provenance.source &&
         a.provenance.job == b.provenance.job;
}

// Whether both say the same about the slots that both speak for.
bool agree_where_both_speak(const store::Answer& left, const store::Answer& right) {
  const market::Span common = market::intersection(left.span, right.span);
  if (common.empty()) return true;
  const auto inside = [&common](const market::Candles& candles) {
    const auto first = std::ranges::lower_bound(candles, common.from, {}, &market::Candle::open_time);
    const auto last = std::ranges::lower_bound(candles, common.until, {}, &market::Candle::open_time);
    return std::ranges::subrange(first, last);
  };
  return std::ranges::equal(inside(left.candles), inside(right.candles));
}

bool joins(const store::Answer& left, const store::Answer& right) {
  return left.span.until >= right.span.from && left.span.until <= right.span.until && same_origin(left, right) &&
         agree_where_both_speak(left, right);
}

void append(store::Answer& left, store::Answer right) {
  const auto fresh = std::ranges::lower_bound(right.candles, left.span.until, {}, &market::Candle::open_time);
  left.candles.insert(left.candles.end(), std::move_iterator(fresh), std::move_iterator(right.candles.end()));
  for (auto& known : right.voids) {
    known.span.from = std::max(known.span.from, left.span.until);
    if (!known.span.empty()) left.voids.push_back(known);
  }
  left.span.until = right.span.until;
  left.provenance.at = std::max(left.provenance.at, right.provenance.at);
}

}  // namespace

std::vector<store::Answer> join(std::vector<store::Answer> answers) {
  std::ranges::sort(answers, {}, [](const store::Answer& answer) {
    return std::tuple(answer.series, answer.span.from, answer.provenance.at);
  });
  std::vector<store::Answer> joined;
  for (auto& answer : answers) {
    if (!joined.empty() && joined.back().series == answer.series && joins(joined.back(), answer)) {
      append(joined.back(), std::move(answer));
    } else {
      joined.push_back(std::move(answer));
    }
  }
  return joined;
}

}  // namespace collect
