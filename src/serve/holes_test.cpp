#include "serve/holes.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

using namespace std::chrono_literals;

market::Span minutes(int from, int until) {
  return {market::Time{from * 1min}, market::Time{until * 1min}};
}

TEST(Holes, have_the_reasons_of_the_ledger_and_say_what_nobody_asked_for) {
  const std::vector<serve::Run> runs = {{minutes(0, 10), Slot::missing},
                                        {minutes(10, 20), Slot::ok},
                                        {minutes(20, 22), Slot::outage},
                                        {minutes(22, 30), Slot::missing}};
  std::vector<market::Gap> ledger(2);
  ledger[0].span = minutes(4, 10);
  ledger[0].reason = "HTTP 503";
  ledger[1].span = minutes(22, 30);
  ledger[1].reason = "not fetched yet";
  const auto found = holes(runs, ledger);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].span, minutes(0, 4));
  EXPECT_EQ(found[0].reason, "not asked for yet");
  EXPECT_EQ(found[1].reason, "HTTP 503");
  EXPECT_EQ(found[2].kind, "outage");
  EXPECT_EQ(found[3].span, minutes(22, 30));
}

TEST(Holes, left_out_are_counted) {
  std::vector<Hole> many(1003);
  Json json;
  json.object();
  write_holes(json, many);
  EXPECT_TRUE(json.end().text().ends_with("\"gaps_left_out\":3}"));
}

}  // namespace
}  // namespace serve
