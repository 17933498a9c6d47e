#include "feed/limiter.hpp"

#include "feed/testing.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono;
using feed::Limiter;
using feed::Priority;
using feed::testing::JumpingClock;
using feed::testing::Started;

constexpr rt::WallTime noon{sys_days{2024y / March / 5} + 12h};
const venue::Limit ten_a_minute{.requests = 10, .per = 60s, .burst = 0, .weight_header = ""};

struct Desk {
  JumpingClock clock{noon};
  boost::asio::io_context context;
};

rt::Task<void> take_and_note(Limiter& limiter, int weight, Priority priority, std::vector<std::string>& order,
                             std::string name) {
  CO_CHECK(co_await limiter.take(weight, priority));
  order.push_back(std::move(name));
  co_return base::Done{};
}

TEST(Limiter, lets_through_what_the_budget_allows_and_makes_the_rest_wait) {
  Desk desk;
  Limiter limiter(ten_a_minute, desk.clock, "");
  std::vector<std::string> order;
  std::list<Started<void>> all;
  for (int i = 0; i < 25; ++i) all.emplace_back(desk.context, take_and_note(limiter, 1, Priority::live, order, "x"));
  desk.clock.run(desk.context, 1s);
  EXPECT_EQ(order.size(), 10U);
  EXPECT_EQ(limiter.state().used_ratio, 1.0);
  EXPECT_EQ(limiter.state().waits, 15U);
  desk.clock.run(desk.context);
  EXPECT_EQ(order.size(), 25U);
  EXPECT_GE(desk.clock.passed(), 2min);
  EXPECT_LE(desk.clock.passed(), 125s);
}

TEST(Limiter, serves_live_before_interactive_before_backfill) {
  Desk desk;
  Limiter limiter(ten_a_minute, desk.clock, "");
  std::vector<std::string> order;
  Started<void> spent(desk.context, limiter.take(10, Priority::live));
  desk.clock.run(desk.context, 1s);
  std::list<Started<void>> all;
  for (const std::string name : {"backfill", "interactive", "backfill", "live", "interactive", "live"}) {
    const auto priority = name[0] == 'l' ? Priority::live : name[0] == 'i' ? Priority::interactive : Priority::backfill;
    all.emplace_back(desk.context, take_and_note(limiter, 4, priority, order, name));
  }
  desk.clock.run(desk.context);
  EXPECT_EQ(order, (std::vector<std::string>{"live", "live", "interactive", "interactive", "backfill", "backfill"}));
}

TEST(Limiter, keeps_room_for_live_work_while_backfill_waits) {
  Desk desk;
  Limiter limiter(ten_a_minute, desk.clock, "");
  std::vector<std::string> order;
  std::list<Started<void>> all;
  for (int i = 0; i < 20; ++i)
    all.emplace_back(desk.context, take_and_note(limiter, 1, Priority::backfill, order, "backfill"));
  desk.clock.run(desk.context, 1s);
  EXPECT_EQ(order.size(), 8U);
  all.emplace_back(desk.context, take_and_note(limiter, 1, Priority::live, order, "live"));
  desk.clock.run(desk.context, 0ms);
  EXPECT_EQ(order.back(), "live");
  desk.clock.run(desk.context);
}

TEST(Limiter, forgets_whoever_was_cancelled) {
  Desk desk;
  Limiter limiter(ten_a_minute, desk.clock, "");
  Started<void> spent(desk.context, limiter.take(10, Priority::live));
  Started<void> heavy(desk.context, limiter.take(10, Priority::live));
  desk.clock.run(desk.context, 1s);
  EXPECT_FALSE(heavy.result);
  heavy.cancel();
  Started<void> light(desk.context, limiter.take(1, Priority::live));
  desk.clock.run(desk.context, 62s);
  ASSERT_TRUE(heavy.result);
  EXPECT_FALSE(heavy.result->has_value());
  ASSERT_TRUE(light.result);
  EXPECT_TRUE(light.result->has_value());
  desk.clock.run(desk.context);
}

TEST(Limiter, lets_nobody_through_while_blocked_and_one_alone_afterwards) {
  Desk desk;
  Limiter limiter(ten_a_minute, desk.clock, "");
  int changes = 0;
  limiter.on_change([&] { ++changes; });
  limiter.block(90s, "429 Too Many Requests");
  limiter.block(10s, "shorter");
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(limiter.state().blocked_by, "429 Too Many Requests");
  EXPECT_EQ(limiter.state().blocked_until, noon + 90s);
  std::vector<std::string> order;
  std::list<Started<void>> all;
  for (int i = 0; i < 3; ++i) all.emplace_back(desk.context, take_and_note(limiter, 1, Priority::live, order, "x"));
  desk.clock.run(desk.context, 89'999ms);
  EXPECT_EQ(order.size(), 0U);
  desk.clock.run(desk.context, 5s);
  EXPECT_EQ(order.size(), 1U) << "the others wait for how the first fares";
  limiter.heard();
  desk.clock.run(desk.context, 5s);
  EXPECT_EQ(order.size(), 3U);
}

TEST(Limiter, obeys_after_a_restart_what_it_was_told_before) {
  Desk desk;
  std::string saved;
  {
    Limiter limiter(ten_a_minute, desk.clock, "");
    limiter.on_change([&] { saved = limiter.save(); });
    Started<void> spent(desk.context, limiter.take(4, Priority::live));
    desk.clock.run(desk.context, 1s);
    limiter.block(2h, "418 I'm a teapot");
  }
  desk.clock.pass(30min);
  Limiter limiter(ten_a_minute, desk.clock, saved);
  EXPECT_EQ(limiter.state().blocked_by, "418 I'm a teapot");
  EXPECT_EQ(limiter.wait(1, Priority::live), 90min);
}

TEST(Limiter, remembers_what_was_spent_just_before_a_restart) {
  Desk desk;
  Limiter before(ten_a_minute, desk.clock, "");
  Started<void> spent(desk.context, before.take(10, Priority::live));
  desk.clock.run(desk.context, 1s);
  Limiter after(ten_a_minute, desk.clock, before.save());
  EXPECT_GT(after.wait(1, Priority::live), 0ms);
}

TEST(Limiter, takes_no_harm_from_saved_nonsense) {
  Desk desk;
  for (const std::string saved : {"", "garbage", "1", "1 9e99 x", "2 5 5 5 by", "1 99999999999999999 -7 -5 by"}) {
    Limiter limiter(ten_a_minute, desk.clock, saved);
    EXPECT_LE(limiter.wait(1, Priority::live), days{3}) << saved;
  }
}

}  // namespace
