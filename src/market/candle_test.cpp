#include "market/candle.hpp"

#include "market/merge.hpp"
#include "market/rollup.hpp"
#include "market/series.hpp"

#include <gtest/gtest.h>

using base::Decimal;
using market::Candle;
using market::time_from_ms;

namespace {

Decimal of(const char* text) {
  return Decimal::parse(text).value();
}

Candle candle(std::int64_t minute, const char* open, const char* high, const char* low, const char* close,
              const char* volume = "1") {
  return {.open_time = time_from_ms(minute * 60000),
          .open = of(open),
          .high = of(high),
          .low = of(low),
          .close = of(close),
          .volume = of(volume)};
}

}  // namespace

TEST(Candle, prices_that_contradict_their_names_are_told) {
  EXPECT_FALSE(implausible(candle(0, "2", "3", "1", "2")));
  EXPECT_EQ(*implausible(candle(0, "2", "1.5", "1", "1")), "open 2 is above high 1.5");
  EXPECT_EQ(*implausible(candle(0, "2", "3", "2.5", "3")), "low 2.5 is above open 2");
  EXPECT_EQ(*implausible(candle(0, "2", "3", "1", "2", "-4")), "volume -4 is negative");
}

TEST(Merge, tells_same_revised_only_held_and_only_said_apart) {
  const market::Candles held = {candle(0, "1", "1", "1", "1"), candle(1, "2", "2", "2", "2"),
                                candle(2, "3", "3", "3", "3")};
  const market::Candles said = {candle(1, "2.0", "2", "2", "2"), candle(2, "3", "4", "3", "3"),
                                candle(3, "5", "5", "5", "5")};
  const auto merged = market::merge(held, said);
  EXPECT_EQ(merged.same, 1U);
  ASSERT_EQ(merged.revised.size(), 1U);
  EXPECT_EQ(merged.revised[0].said.high, of("4"));
  EXPECT_EQ(merged.only_held.size(), 1U);
  EXPECT_EQ(merged.only_said.size(), 1U);
  EXPECT_TRUE(merged.richer.empty());
}

TEST(Merge, a_field_that_only_one_side_has_completes_the_candle_and_contradicts_nothing) {
  auto richer = candle(0, "1", "1", "1", "1");
  richer.quote_volume = of("7");
  const auto merged = market::merge(std::array{candle(0, "1", "1", "1", "1")}, std::array{richer});
  EXPECT_EQ(merged.same, 1U);
  ASSERT_EQ(merged.richer.size(), 1U);
  EXPECT_EQ(merged.richer[0].quote_volume, of("7"));
}

TEST(Rollup, takes_first_open_last_close_the_extremes_and_the_exact_sum) {
  const market::Candles minutes = {candle(60, "1", "5", "1", "2", "0.1"), candle(61, "2", "3", "0.5", "3", "0.2"),
                                   candle(120, "9", "9", "9", "9", "1")};
  market::SpanSet settled;
  settled.add({time_from_ms(3600000), time_from_ms(7200000)});
  const auto hours = market::rollup(minutes, market::h1, settled);
  ASSERT_EQ(hours.size(), 2U);
  EXPECT_EQ(hours[0].candle, candle(60, "1", "5", "0.5", "3", "0.3"));
  EXPECT_EQ(hours[0].parts, 2);
  EXPECT_TRUE(hours[0].complete);
  EXPECT_FALSE(hours[1].complete);
}

TEST(Series, reads_what_it_prints_and_tells_what_was_expected) {
  const auto series = market::Series::parse("binance:BTC/USDT@1M");
  ASSERT_TRUE(series);
  EXPECT_EQ(series->timeframe, market::month1);
  EXPECT_EQ(series->text(), "binance:BTC/USDT@1M");
  EXPECT_EQ(market::Series::parse("okx:BTC/USDT:USDT@1h#mark")->text(), "okx:BTC/USDT:USDT@1h#mark");
  EXPECT_EQ(market::Series::parse("binance:BTC/USDT", market::h1)->timeframe, market::h1);
  for (const char* text : {"", "binance", "binance:", "BTC/USDT@1m", "binance:BTC/USDT", "binance:BTC/USDT@1x"}) {
    ASSERT_FALSE(market::Series::parse(text)) << text;
    EXPECT_NE(market::Series::parse(text).error().what.find("expected"), std::string::npos);
  }
}

TEST(Selector, a_part_left_out_means_all) {
  const market::Series series{"kraken", "BTC/USD", market::m1};
  for (const char* text :
       {"", "*", "kraken", "kraken:*", "kraken:BTC/USD", "*:BTC/*@1m", "BTC/USD", "@1m", "kraken:btc/usd"}) {
    EXPECT_TRUE(market::Selector::parse(text)->picks(series)) << text;
  }
  for (const char* text : {"binance", "kraken:ETH/*", "@1h", "BTC/USDT"}) {
    EXPECT_FALSE(market::Selector::parse(text)->picks(series)) << text;
  }
}
