#include "market/time.hpp"

#include <gtest/gtest.h>

using namespace std::chrono;
using market::parse_time;
using market::Time;

namespace {
constexpr Time now = sys_days{2024y / March / 5} + 14h + 30min;
}

TEST(Time, people_and_programs_may_write_a_moment_as_they_are_used_to) {
  for (const char* text : {"2024-03-05T14:30:00Z", "2024-03-05T14:30", "2024-03-05 14:30:00", "1709649000", "now",
                           "1709649000000", "2024-03-05T15:30:00+01:00", "2024-03-05T14:30:00.000Z"}) {
    const auto at = parse_time(text, now);
    ASSERT_TRUE(at) << text;
    EXPECT_EQ(*at, now) << text;
  }
  EXPECT_EQ(*parse_time("now-7d", now), now - days{7});
  EXPECT_EQ(*parse_time("-90m", now), now - 90min);
  EXPECT_EQ(*parse_time("2024-03-05", now), Time{sys_days{2024y / March / 5}});
}

TEST(Time, what_is_no_moment_is_refused_with_what_was_expected) {
  for (const char* text : {"", "2024", "2024-13-01", "2023-02-29", "yesterday", "05.03.2024", "2024-03-05T25:00",
                           "now-", "-", "99999999999999999999", "2024-03-05T14:30:00Zx", "-99999w"}) {
    const auto at = parse_time(text, now);
    ASSERT_FALSE(at) << text;
    EXPECT_EQ(at.error().code, base::Code::usage);
    EXPECT_NE(at.error().what.find("expected"), std::string::npos);
  }
}

TEST(Time, prints_as_rfc_3339_and_reads_back) {
  EXPECT_EQ(market::rfc3339(now), "2024-03-05T14:30:00Z");
  EXPECT_EQ(market::rfc3339(now + 250ms), "2024-03-05T14:30:00.250Z");
  EXPECT_EQ(*parse_time(market::rfc3339(now + 7ms), now), now + 7ms);
}
