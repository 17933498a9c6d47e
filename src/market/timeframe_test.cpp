#include "market/timeframe.hpp"

#include <gtest/gtest.h>

using namespace std::chrono;
using market::Dialect;
using market::Time;
using market::Timeframe;
using Unit = Timeframe::Unit;

TEST(Timeframe, weeks_open_on_monday_and_months_on_the_first) {
  EXPECT_EQ(market::w1.floor(sys_days{2024y / February / 29}), Time{sys_days{2024y / February / 26}});
  EXPECT_EQ(market::month1.floor(sys_days{2024y / February / 29}), Time{sys_days{2024y / February / 1}});
  EXPECT_EQ(market::w1.floor(sys_days{1969y / December / 31}), Time{sys_days{1969y / December / 29}});
}

TEST(Timeframe, next_of_an_open_is_the_open_after_it_in_every_calendar) {
  for (const auto& timeframe : market::timeframes()) {
    Time open = timeframe.floor(sys_days{2023y / December / 31} + 23h + 59min);
    for (int step = 0; step < 500; ++step) {
      const auto next = timeframe.next(open);
      ASSERT_LT(open, next);
      ASSERT_EQ(timeframe.floor(next), next);
      ASSERT_EQ(timeframe.floor(next - 1ms), open);
      ASSERT_EQ(timeframe.ceil(open + 1ms), next);
      ASSERT_EQ(timeframe.slot_of(next), timeframe.slot_of(open) + 1);
      ASSERT_EQ(timeframe.open_of(timeframe.slot_of(open)), open);
      open = next;
    }
  }
}

TEST(Timeframe, every_dialect_reads_back_what_it_writes) {
  constexpr std::array dialects = {Dialect::wick, Dialect::tradingview, Dialect::coinrich, Dialect::bittrex,
                                   Dialect::dump, Dialect::minutes,     Dialect::seconds};
  for (const auto dialect : dialects) {
    for (const auto& timeframe : market::timeframes()) {
      const auto word = timeframe.text(dialect);
      if (!word) continue;
      const auto back = Timeframe::parse(*word, dialect);
      ASSERT_TRUE(back) << *word;
      EXPECT_EQ(*back, timeframe) << *word;
    }
  }
}

TEST(Timeframe, a_minute_is_not_a_month_in_any_dialect) {
  EXPECT_EQ(*Timeframe::parse("1m"), market::m1);
  EXPECT_EQ(*Timeframe::parse("1M"), market::month1);
  EXPECT_EQ(*Timeframe::parse("1", Dialect::tradingview), market::m1);
  EXPECT_EQ(*Timeframe::parse("1M", Dialect::tradingview), market::month1);
  EXPECT_EQ(*Timeframe::parse("1m", Dialect::dump), market::m1);
  EXPECT_EQ(*Timeframe::parse("1mo", Dialect::dump), market::month1);
  EXPECT_EQ(*Timeframe::parse("1M", Dialect::coinrich), market::month1);
  EXPECT_FALSE(Timeframe::parse("1m", Dialect::tradingview));
  EXPECT_FALSE(Timeframe::parse("1M", Dialect::dump));
}

TEST(Timeframe, the_spellings_of_the_earlier_systems_are_understood) {
  EXPECT_EQ(*Timeframe::parse("60", Dialect::tradingview), market::h1);
  EXPECT_EQ(*Timeframe::parse("D", Dialect::tradingview), market::d1);
  EXPECT_EQ(*Timeframe::parse("7D", Dialect::coinrich), market::w1);
  EXPECT_EQ(*Timeframe::parse("14D", Dialect::coinrich), (Timeframe{2, Unit::week}));
  EXPECT_EQ(*Timeframe::parse("MINUTE_1", Dialect::bittrex), market::m1);
  EXPECT_EQ(*Timeframe::parse("10080", Dialect::minutes), market::w1);
}

TEST(Timeframe, refuses_what_is_none_and_says_what_was_expected) {
  for (const char* text : {"", "m", "0m", "1", "1mm", "-1m", "1 m", "9999999999m", "1H", "1D"}) {
    const auto parsed = Timeframe::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, base::Code::usage);
    EXPECT_NE(parsed.error().what.find("1s 1m 3m"), std::string::npos);
  }
}

TEST(Timeframe, knows_which_finer_candles_fill_it) {
  EXPECT_TRUE(market::h1.made_of(market::m1));
  EXPECT_TRUE(market::month1.made_of(market::d1));
  EXPECT_TRUE(market::w1.made_of(market::d1));
  EXPECT_FALSE(market::month1.made_of(market::w1));
  EXPECT_FALSE((Timeframe{3, Unit::day}).made_of(market::w1));
  EXPECT_FALSE((Timeframe{5, Unit::minute}).made_of(Timeframe{3, Unit::minute}));
  EXPECT_FALSE(market::m1.made_of(market::h1));
}
