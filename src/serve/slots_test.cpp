#include "serve/slots.hpp"

#include <gtest/gtest.h>

#include <random>

namespace serve {
namespace {

using market::Known;
using market::State;
using namespace std::chrono_literals;

constexpr auto noon = market::time_from_ms(1'709'640'000'000);  // 2024-03-05T12:00:00Z
constexpr auto later = noon + 24h;

market::Span minutes(int from, int until) {
  return {noon + from * 1min, noon + until * 1min};
}

TEST(Slots, every_state_is_told_apart) {
  const std::vector<Known> known = {{minutes(0, 5), State::before_listing},
                                    {minutes(5, 20), State::held},
                                    {minutes(20, 22), State::no_trade},
                                    {minutes(30, 40), State::outage}};
  const auto found = runs(market::m1, minutes(0, 60), known, later, Partial::is_ok);
  const std::vector<serve::Run> expected = {{minutes(0, 5), Slot::before_listing}, {minutes(5, 20), Slot::ok},
                                            {minutes(20, 22), Slot::no_trade},     {minutes(22, 30), Slot::missing},
                                            {minutes(30, 40), Slot::outage},       {minutes(40, 60), Slot::missing}};
  EXPECT_EQ(found, expected);
}

TEST(Slots, told_coarsely_no_hole_is_lost_and_long_spans_stay) {
  const std::vector<serve::Run> fine = {{minutes(0, 25), Slot::ok},        {minutes(25, 26), Slot::no_trade},
                                        {minutes(26, 27), Slot::missing},  {minutes(27, 31), Slot::ok},
                                        {minutes(31, 40), Slot::no_trade}, {minutes(40, 64), Slot::outage}};
  const std::vector<serve::Run> expected = {{minutes(0, 20), Slot::ok},
                                            {minutes(20, 30), Slot::missing},
                                            {minutes(30, 40), Slot::ok},
                                            {minutes(40, 64), Slot::outage}};
  EXPECT_EQ(coarser(fine, 10min), expected);
  EXPECT_EQ(coarser(fine, 1min), fine);
  EXPECT_TRUE(coarser({}, 1min).empty());
}

TEST(Slots, told_coarsely_are_no_more_than_two_for_each_stretch) {
  std::vector<serve::Run> fine;
  for (int at = 0; at < 10'000; ++at) fine.push_back({minutes(at, at + 1), at % 2 == 0 ? Slot::ok : Slot::no_trade});
  const auto found = coarser(fine, 100min);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().span, minutes(0, 10'000));
}

TEST(Slots, the_running_slot_is_open_and_not_missing) {
  const std::vector<Known> known = {{minutes(0, 10), State::held}};
  const auto found = runs(market::m1, minutes(0, 13), known, noon + 12min + 5s, Partial::is_ok);
  const std::vector<serve::Run> expected = {
      {minutes(0, 10), Slot::ok}, {minutes(10, 12), Slot::missing}, {minutes(12, 13), Slot::open}};
  EXPECT_EQ(found, expected);
}

TEST(Slots, a_coarse_slot_with_some_parts_is_ok_or_missing_as_asked) {
  const std::vector<Known> known = {{minutes(0, 90), State::held}};
  const auto window = minutes(0, 180);
  EXPECT_EQ(count(market::h1, runs(market::h1, window, known, later, Partial::is_ok)).ok, 2);
  EXPECT_EQ(count(market::h1, runs(market::h1, window, known, later, Partial::is_missing)).ok, 1);
}

TEST(Slots, add_up_whatever_is_known) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 dice(seed);
  const auto roll = [&](int most) { return std::uniform_int_distribution<int>{0, most}(dice); };
  for (int round = 0; round < 300; ++round) {
    std::vector<Known> known;
    for (int at = roll(20); at < 600; at += roll(20)) {
      const int length = 1 + roll(90);
      known.push_back({minutes(at, at + length), static_cast<State>(1 + roll(3))});
      at += length;
    }
    const auto clock = noon + roll(700) * 1min;
    for (const auto& timeframe : {market::m1, market::Timeframe{5, market::Timeframe::Unit::minute}, market::h1}) {
      const auto window = minutes(60 * roll(3), 60 * (4 + roll(6)));
      const auto found = runs(timeframe, window, known, clock, roll(1) == 0 ? Partial::is_ok : Partial::is_missing);
      ASSERT_EQ(count(timeframe, found).expected(), timeframe.slots_in(window));
      ASSERT_EQ(found.front().span.from, window.from);
      ASSERT_EQ(found.back().span.until, window.until);
      for (std::size_t at = 1; at < found.size(); ++at) {
        ASSERT_EQ(found[at - 1].span.until, found[at].span.from);
        ASSERT_NE(found[at - 1].slot, found[at].slot);
      }
    }
  }
}

TEST(Slots, are_counted_by_bucket) {
  const std::vector<Known> known = {{minutes(0, 30), State::held}, {minutes(50, 130), State::held}};
  const auto found = runs(market::m1, minutes(0, 130), known, later, Partial::is_ok);
  const auto buckets = count_by(market::h1, market::m1, found);
  ASSERT_EQ(buckets.size(), 3U);
  EXPECT_EQ(buckets[0].counts.ok, 40);
  EXPECT_EQ(buckets[0].counts.missing, 20);
  EXPECT_EQ(buckets[2].counts.ok, 10);
}

}  // namespace
}  // namespace serve
