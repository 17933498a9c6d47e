#include "replay/testing.hpp"

namespace replay {
namespace {

using testing::minute;
using testing::some_minutes;
using testing::Venue;

std::string candles(std::string_view rest) {
  return fmt::format("/v3/markets/BTC-USDT/candles/{}", rest);
}

Venue closed(int count) {
  return {"bittrex", some_minutes(count), minute(count), Quiet::filled};
}

TEST(Bittrex, answers_rows_as_objects_of_strings) {
  Venue venue = closed(1);
  EXPECT_EQ(venue.body(candles("TRADE/MINUTE_1/historical/2024/1/1")),
            R"([{"startsAt":"2024-01-01T00:00:00Z","open":"100.10","high":"100.90","low":"100.00","close":"100.50",)"
            R"("volume":"10.250","quoteVolume":"1000.75"}])");
  EXPECT_EQ(venue.body(candles("MINUTE_1/historical/2024/1/1")),
            venue.body(candles("TRADE/MINUTE_1/historical/2024/1/1")));
  EXPECT_NE(venue.body(candles("MIDPOINT/MINUTE_1/recent")).find(R"("volume":"0","quoteVolume":"0")"),
            std::string::npos);
}

TEST(Bittrex, gives_a_day_a_month_or_a_year_of_history) {
  Venue venue = closed(3000);
  EXPECT_EQ(venue.ask(candles("MINUTE_1/historical/2024/1/1")).rows, 1440U);
  EXPECT_EQ(venue.ask(candles("MINUTE_1/historical/2024/01/02")).rows, 1440U);
  EXPECT_EQ(venue.ask(candles("MINUTE_5/historical/2024/1/3")).rows, 24U);
  EXPECT_EQ(venue.ask(candles("HOUR_1/historical/2024/1")).rows, 50U);
  EXPECT_EQ(venue.ask(candles("DAY_1/historical/2024")).rows, 2U);
  EXPECT_EQ(venue.body(candles("MINUTE_1/historical/2023/12/31")), "[]");
}

TEST(Bittrex, gives_the_newest_day_with_the_open_candle_as_recent) {
  Venue venue("bittrex", some_minutes(3000), minute(2000) + std::chrono::seconds{30}, Quiet::filled);
  const auto answer = venue.ask(candles("MINUTE_1/recent"));
  EXPECT_EQ(answer.rows, 1440U);
  EXPECT_NE(answer.reply.body.find(R"({"startsAt":"2024-01-02T09:20:00Z")"), std::string::npos);
  EXPECT_TRUE(answer.reply.headers.find("Sequence").has_value());
  EXPECT_EQ(venue.ask(candles("MINUTE_1/historical/2024/1/2")).rows, 560U);
}

TEST(Bittrex, fills_minutes_without_trades) {
  Venue venue("bittrex", some_minutes(6, {2, 3}), minute(6), Quiet::filled);
  const auto answer = venue.ask(candles("MINUTE_1/historical/2024/1/1"));
  EXPECT_EQ(answer.rows, 6U);
  EXPECT_NE(
      answer.reply.body.find(R"("startsAt":"2024-01-01T00:03:00Z","open":"101.50","high":"101.50","low":"101.50",)"
                             R"("close":"101.50","volume":"0.000")"),
      std::string::npos);
}

TEST(Bittrex, refuses_what_it_does_not_have) {
  Venue venue = closed(1);
  EXPECT_EQ(venue.status("/v3/markets/USDT-BTC/candles/MINUTE_1/recent"), 404);
  EXPECT_EQ(venue.body("/v3/markets/NO-PE"), R"({"code":"MARKET_DOES_NOT_EXIST"})");
  EXPECT_EQ(venue.status(candles("MINUTE_15/recent")), 400);
  EXPECT_EQ(venue.status(candles("MINUTE_1/historical/2024/1")), 400);
  EXPECT_EQ(venue.status(candles("HOUR_1/historical/2024/1/1")), 400);
  EXPECT_EQ(venue.status(candles("MINUTE_1/historical/2024/2/30")), 400);
  EXPECT_EQ(venue.status(candles("MINUTE_1/ancient")), 404);
  EXPECT_EQ(venue.status("/v3/nothing"), 404);
}

TEST(Bittrex, tells_its_time_and_its_markets) {
  Venue venue = closed(1);
  EXPECT_EQ(venue.body("/v3/ping"), R"({"serverTime":1704067260000})");
  EXPECT_TRUE(venue.body("/v3/markets").starts_with(R"([{"symbol":"BTC-USDT","baseCurrencySymbol":"BTC",)"));
  EXPECT_TRUE(venue.body("/v3/markets/BTC-USDT").starts_with(R"({"symbol":"BTC-USDT",)"));
}

}  // namespace
}  // namespace replay
