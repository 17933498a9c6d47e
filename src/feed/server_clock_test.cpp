#include "feed/server_clock.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono;
using feed::ServerClock;

constexpr market::Time noon{sys_days{2024y / March / 5} + 12h};
constexpr ServerClock::Moment start{hours{7}};

TEST(ServerClock, goes_on_with_ours_from_what_it_heard) {
  ServerClock clock;
  EXPECT_FALSE(clock.known());
  clock.hear(noon, 1s, start, start + 50ms);
  EXPECT_EQ(clock.at(start + 50ms), noon);
  EXPECT_EQ(clock.at(start + 10s + 50ms), noon + 10s);
  EXPECT_EQ(clock.at(start), noon - 50ms);
}

TEST(ServerClock, comes_closer_with_every_answer_and_never_runs_ahead) {
  // The server is at noon + 900 ms when we begin, and cuts off what is below a second.
  ServerClock clock;
  for (int i = 0; i < 50; ++i) {
    const auto sent = start + i * 130ms;
    const auto true_time = noon + 900ms + i * 130ms + 20ms;
    clock.hear(floor<seconds>(true_time), 1s, sent, sent + 40ms);
    EXPECT_LE(clock.at(sent + 40ms), true_time + 20ms);
  }
  const auto end = start + 50 * 130ms;
  EXPECT_GE(clock.at(end), noon + 900ms + 50 * 130ms - 200ms);
}

TEST(ServerClock, follows_a_server_that_was_set_back_or_forward) {
  ServerClock clock;
  clock.hear(noon, 1s, start, start);
  clock.hear(noon - 1h, 1s, start + 10s, start + 10s);
  EXPECT_EQ(clock.at(start + 10s), noon - 1h);
  clock.hear(noon + 1h, 1s, start + 20s, start + 20s);
  EXPECT_EQ(clock.at(start + 20s), noon + 1h);
}

}  // namespace
