#include "market/coverage.hpp"

#include <gtest/gtest.h>

#include <bitset>
#include <random>

using market::Span;
using market::SpanSet;

namespace {
Span span(int from, int until) {
  return {market::time_from_ms(from), market::time_from_ms(until)};
}
}  // namespace

TEST(SpanSet, agrees_with_a_plain_bit_field_under_random_changes) {
  std::mt19937 dice{7};
  for (int round = 0; round < 200; ++round) {
    SpanSet set;
    std::bitset<64> bits;
    for (int step = 0; step < 30; ++step) {
      const int from = static_cast<int>(dice() % 64);
      const int until = static_cast<int>(dice() % 65);
      const bool add = dice() % 3 != 0;
      add ? set.add(span(from, until)) : set.remove(span(from, until));
      for (int i = from; i < until; ++i) bits[static_cast<std::size_t>(i)] = add;
    }
    for (int i = 0; i < 64; ++i) ASSERT_EQ(set.holds(market::time_from_ms(i)), bits[static_cast<std::size_t>(i)]);
    for (std::size_t i = 1; i < set.spans().size(); ++i) {
      ASSERT_LT(set.spans()[i - 1].until, set.spans()[i].from) << "spans neither overlap nor touch";
    }
    const auto window = span(10, 50);
    auto rebuilt = set.within(window);
    for (const auto& hole : set.missing_in(window).spans()) rebuilt.add(hole);
    ASSERT_EQ(rebuilt, SpanSet(window));
  }
}

TEST(SpanSet, an_empty_or_reversed_span_changes_nothing) {
  SpanSet set(span(10, 20));
  set.add(span(30, 30));
  set.add(span(15, 5));
  set.remove(span(15, 15));
  EXPECT_EQ(set, SpanSet(span(10, 20)));
  EXPECT_TRUE(set.covers(span(12, 12)));
}
