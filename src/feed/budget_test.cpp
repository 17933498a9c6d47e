#include "feed/budget.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace std::chrono;
using feed::Budget;

constexpr Budget::Moment start{hours{1}};

venue::Limit limit(int requests, milliseconds per, int burst = 0) {
  return {.requests = requests, .per = per, .burst = burst, .weight_header = ""};
}

TEST(Budget, of_no_limit_never_waits) {
  Budget budget(limit(0, 0ms));
  budget.spend(start, 1'000'000);
  EXPECT_EQ(budget.wait(start, 1'000'000, 1'000'000, 1), 0ms);
}

TEST(Budget, is_never_exceeded_in_any_stretch_of_time) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 dice(seed);
  Budget budget(limit(100, 60s));
  std::vector<std::pair<milliseconds, int>> spent;
  for (milliseconds now{0}; now < 10min; now += milliseconds{dice() % 700}) {
    const int weight = 1 + static_cast<int>(dice() % 5);
    if (budget.wait(start + now, 0, weight, 1) > 0ms) continue;
    budget.spend(start + now, weight);
    spent.emplace_back(now, weight);
  }
  int all = 0;
  for (std::size_t first = 0, last = 0; last < spent.size(); ++last) {
    all += spent[last].second;
    while (spent[last].first - spent[first].first >= 60s) all -= spent[first++].second;
    ASSERT_LE(all, 100) << "in the minute that ends at " << spent[last].first.count() << " ms";
  }
  EXPECT_GT(spent.size(), 200U);
}

TEST(Budget, tells_exactly_how_long_to_wait) {
  Budget budget(limit(10, 60s));
  budget.spend(start, 6);
  budget.spend(start + 20s, 4);
  const auto now = start + 30s;
  const auto wait = budget.wait(now, 0, 1, 1);
  EXPECT_EQ(wait, 31s);  // A sixtieth after the first six are a minute old.
  EXPECT_GT(budget.wait(now + wait - 1ms, 0, 1, 1), 0ms);
  EXPECT_EQ(budget.wait(now + wait, 0, 6, 1), 0ms);
  EXPECT_EQ(budget.wait(now, 0, 7, 1), 51s);
  EXPECT_EQ(budget.wait(now, 6, 1, 1), 51s);
}

TEST(Budget, keeps_a_share_for_those_who_may_use_it) {
  Budget budget(limit(10, 60s));
  budget.spend(start, 8);
  EXPECT_GT(budget.wait(start, 0, 1, 0.8), 0ms);
  EXPECT_EQ(budget.wait(start, 0, 1, 0.9), 0ms);
  EXPECT_EQ(budget.wait(start, 0, 2, 1.0), 0ms);
}

TEST(Budget, spreads_what_exceeds_a_burst) {
  Budget budget(limit(20, 60s, 5));
  auto now = start;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(budget.wait(now, 0, 1, 1), 0ms);
    budget.spend(now, 1);
  }
  EXPECT_EQ(budget.wait(now, 0, 1, 1), 3s);
  EXPECT_EQ(budget.wait(now, 2, 1, 1), 9s);
  now += 3s;
  EXPECT_EQ(budget.wait(now, 0, 1, 1), 0ms);
  budget.spend(now, 1);
  EXPECT_EQ(budget.wait(now, 0, 1, 1), 3s);
}

TEST(Budget, believes_the_host_when_it_counts_more) {
  Budget budget(limit(100, 60s));
  budget.spend(start, 10);
  budget.report_used(start, 7);
  EXPECT_EQ(budget.used(start), 10);
  budget.report_used(start, 95);
  EXPECT_EQ(budget.used(start), 95);
  EXPECT_GT(budget.wait(start, 0, 6, 1), 0ms);
}

TEST(Budget, lets_what_is_heavier_than_the_limit_go_alone) {
  Budget budget(limit(10, 60s, 2));
  EXPECT_EQ(budget.wait(start, 0, 15, 0.8), 0ms);
  budget.spend(start, 15);
  EXPECT_GE(budget.wait(start, 0, 1, 1), 61s);
}

}  // namespace
