#include "feed/settle.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono;
using market::Span;
using market::Time;

constexpr Time noon{sys_days{2024y / March / 5} + 12h};

venue::Facts facts(venue::Quiet quiet, venue::Cut cut, int rows) {
  venue::Facts made;
  made.quiet = quiet;
  made.paging = {.rows = rows, .cut = cut};
  return made;
}

market::Candle candle_at(Time open) {
  market::Candle candle;
  candle.open_time = open;
  return candle;
}

// A candle for each minute of the spans.
venue::Page answer(std::initializer_list<Span> spans) {
  venue::Page page;
  for (const auto& span : spans) {
    for (auto at = span.from; at < span.until; at += 1min) page.candles.push_back(candle_at(at));
  }
  page.rows = page.candles.size();
  return page;
}

feed::Page settled(const venue::Facts& by, Span window, venue::Page page, Time now = noon, bool recent = false) {
  return feed::settle(by, market::m1, std::move(page),
                      {.window = window, .asked_at = now, .grace = 2s, .recent = recent});
}

const auto filled = facts(venue::Quiet::filled, venue::Cut::keeps_oldest, 50);
const auto absent = facts(venue::Quiet::absent, venue::Cut::keeps_oldest, 50);
const auto newest = facts(venue::Quiet::absent, venue::Cut::keeps_newest, 50);
constexpr Span hour{noon - 3h, noon - 2h};

TEST(Settle, believes_a_short_page_to_its_end_where_quiet_minutes_are_absent) {
  const auto page = settled(absent, hour, answer({{hour.from + 5min, hour.from + 20min}}));
  EXPECT_EQ(page.spoken_for, hour);
  EXPECT_EQ(page.candles.size(), 15U);
}

TEST(Settle, believes_a_filled_page_only_to_its_last_row) {
  const auto page = settled(filled, hour, answer({{hour.from, hour.from + 20min}}));
  EXPECT_EQ(page.spoken_for, (Span{hour.from, hour.from + 20min}));
}

TEST(Settle, takes_an_empty_answer_for_an_empty_window) {
  EXPECT_EQ(settled(filled, hour, answer({})).spoken_for, hour);
  EXPECT_EQ(settled(absent, hour, answer({})).spoken_for, hour);
}

TEST(Settle, believes_a_full_page_only_before_the_cut) {
  const auto page = settled(absent, hour, answer({{hour.from, hour.from + 50min}}));
  EXPECT_EQ(page.spoken_for, (Span{hour.from, hour.from + 50min}));
}

TEST(Settle, believes_a_full_page_only_behind_the_cut_where_the_newest_rows_are_kept) {
  const auto page = settled(newest, hour, answer({{hour.from + 10min, hour.until}}));
  EXPECT_EQ(page.spoken_for, (Span{hour.from + 10min, hour.until}));
}

TEST(Settle, suspects_a_round_number_of_rows) {
  const Span long_ago{noon - 48h, noon - 24h};
  const auto many = facts(venue::Quiet::absent, venue::Cut::keeps_oldest, 1000);
  const auto page = settled(many, long_ago, answer({{long_ago.from, long_ago.from + 500min}}));
  EXPECT_EQ(page.spoken_for.until, long_ago.from + 500min);
}

TEST(Settle, drops_the_open_candle_and_what_has_just_closed) {
  const Span edge{noon - 10min, noon + 5min};
  for (const auto& [now, last] : {std::pair{noon, noon - 2min}, {noon + 1s, noon - 2min}, {noon + 2s, noon - 1min}}) {
    const auto page = settled(absent, edge, answer({{edge.from, noon + 1min}}), now);
    EXPECT_EQ(page.candles.back().open_time, last);
    EXPECT_EQ(page.spoken_for, (Span{edge.from, last + 1min}));
  }
}

TEST(Settle, speaks_for_nothing_that_has_not_closed) {
  const auto page = settled(absent, {noon, noon + 5min}, answer({}));
  EXPECT_TRUE(page.spoken_for.empty());
}

TEST(Settle, keeps_within_the_window) {
  const auto page =
      settled(absent, hour, answer({{hour.from - 1min, hour.from + 5min}, {hour.until, hour.until + 1min}}));
  EXPECT_EQ(page.candles.size(), 5U);
  EXPECT_FALSE(page.damaged);
}

TEST(Settle, takes_rows_that_nobody_asked_for_as_a_warning) {
  EXPECT_TRUE(settled(absent, hour, answer({{noon - 40min, noon - 5min}})).damaged);
  EXPECT_TRUE(settled(absent, hour, answer({{hour.from - 30min, hour.from - 5min}})).damaged);
}

TEST(Settle, takes_a_candle_of_the_future_as_a_warning) {
  EXPECT_TRUE(settled(absent, {noon - 1h, noon + 2h}, answer({{noon + 1h, noon + 61min}})).damaged);
}

TEST(Settle, takes_rejected_rows_as_a_warning) {
  auto page = answer({{hour.from, hour.from + 5min}});
  page.rejected.push_back({"the row lacks 'open'", "[]"});
  EXPECT_TRUE(settled(absent, hour, page).damaged);
}

TEST(Settle, lets_the_present_speak_only_from_its_first_row) {
  const auto page = settled(absent, hour, answer({{hour.from + 7min, noon - 90min}}), noon, true);
  EXPECT_EQ(page.spoken_for, (Span{hour.from + 7min, hour.until}));
  EXPECT_FALSE(page.damaged);
}

TEST(Settle, leaves_the_anchor_of_several_days_to_the_venue) {
  const auto three_days = *market::Timeframe::parse("3d");
  const Time today{sys_days{2024y / March / 5}};
  venue::Page page;
  for (const auto back : {8, 5, 2}) page.candles.push_back(candle_at(today - days{back}));
  page.rows = 3;
  const auto result = feed::settle(filled, three_days, page,
                                   {.window = {today - days{9}, today + days{1}}, .asked_at = noon, .grace = 2s});
  ASSERT_EQ(result.candles.size(), 2U);
  EXPECT_EQ(result.candles.back().open_time, today - days{5});
}

}  // namespace
