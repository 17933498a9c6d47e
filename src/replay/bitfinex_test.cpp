#include "replay/testing.hpp"

namespace replay {
namespace {

using testing::minute;
using testing::opens;
using testing::some_minutes;
using testing::start_ms;
using testing::Venue;
using Opens = std::vector<std::int64_t>;

std::string hist(std::string_view rest) {
  return fmt::format("/v2/candles/trade:1m:tBTCUST/hist{}", rest);
}
std::int64_t at(int number) {
  return start_ms + number * testing::minute_ms;
}

Venue closed(int count) {
  return {"bitfinex", some_minutes(count), minute(count)};
}

TEST(Bitfinex, puts_the_close_before_high_and_low) {
  Venue venue = closed(1);
  EXPECT_EQ(venue.body(hist("")), "[[1704067200000,100.10,100.50,100.90,100.00,10.250]]");
  EXPECT_EQ(venue.body("/v2/candles/trade%3A1m%3AtBTCUST/hist"), venue.body(hist("")));
  EXPECT_EQ(venue.body("/v2/candles/trade:1m:tBTCUST/last"), "[1704067200000,100.10,100.50,100.90,100.00,10.250]");
}

TEST(Bitfinex, shows_the_newest_first_unless_asked_to_sort) {
  Venue venue = closed(200);
  EXPECT_EQ(venue.ask(hist("")).rows, 100U);
  EXPECT_EQ(opens(venue.body(hist("?limit=3"))), (Opens{199, 198, 197}));
  EXPECT_EQ(opens(venue.body(hist("?limit=3&sort=-1"))), (Opens{199, 198, 197}));
  EXPECT_EQ(opens(venue.body(hist("?limit=3&sort=1"))), (Opens{0, 1, 2}));
  EXPECT_EQ(opens(venue.body(hist("?limit=3&sort=+1"))), (Opens{0, 1, 2}));
}

TEST(Bitfinex, gives_the_newest_of_a_window_even_where_only_its_start_is_told) {
  Venue venue = closed(20);
  EXPECT_EQ(opens(venue.body(hist(fmt::format("?start={}&limit=2", at(5))))), (Opens{19, 18}));
  EXPECT_EQ(opens(venue.body(hist(fmt::format("?start={}&limit=2&sort=1", at(5))))), (Opens{5, 6}));
  EXPECT_EQ(opens(venue.body(hist(fmt::format("?start={}&end={}&sort=1", at(5), at(7))))), (Opens{5, 6, 7}));
  EXPECT_EQ(opens(venue.body(hist(fmt::format("?end={}&limit=2", at(7))))), (Opens{7, 6}));
}

TEST(Bitfinex, leaves_out_minutes_without_trades) {
  Venue venue("bitfinex", some_minutes(6, {2, 3}), minute(6));
  EXPECT_EQ(opens(venue.body(hist("?sort=1"))), (Opens{0, 1, 4, 5}));
}

TEST(Bitfinex, shows_the_open_candle_first) {
  Venue venue("bitfinex", some_minutes(10), minute(4) + std::chrono::seconds{30});
  EXPECT_EQ(opens(venue.body(hist("?limit=2"))), (Opens{4, 3}));
}

TEST(Bitfinex, has_no_two_hours_but_three_hours_and_days) {
  Venue venue = closed(60);
  EXPECT_EQ(venue.ask("/v2/candles/trade:3h:tBTCUST/hist").rows, 1U);
  EXPECT_EQ(venue.ask("/v2/candles/trade:1D:tBTCUST/hist").rows, 1U);
  EXPECT_EQ(venue.status("/v2/candles/trade:2h:tBTCUST/hist"), 500);
  EXPECT_EQ(venue.status("/v2/candles/trade:1d:tBTCUST/hist"), 500);
}

TEST(Bitfinex, answers_an_error_as_an_array_with_http_500) {
  Venue venue = closed(1);
  EXPECT_EQ(venue.body(hist("?limit=10001")), R"(["error",10020,"limit: invalid"])");
  EXPECT_EQ(venue.status(hist("?limit=10001")), 500);
  EXPECT_EQ(venue.status(hist("?limit=10000")), 200);
  EXPECT_EQ(venue.body(hist("?limit=0")), R"(["error",10020,"limit: invalid"])");
  EXPECT_EQ(venue.body(hist("?start=x")), R"(["error",10020,"start: invalid"])");
  EXPECT_EQ(venue.body(hist("?sort=2")), R"(["error",10020,"sort: invalid"])");
  EXPECT_EQ(venue.body("/v2/candles/trade:1m:BTCUST/hist"), R"(["error",10020,"symbol: invalid"])");
}

TEST(Bitfinex, answers_an_empty_list_for_a_symbol_it_does_not_have) {
  Venue venue = closed(1);
  EXPECT_EQ(venue.body("/v2/candles/trade:1m:tNOPE:USD/hist"), "[]");
  EXPECT_EQ(venue.body("/v2/candles/trade:1m:tbtcust/hist"), "[]");
  EXPECT_EQ(venue.body("/v2/candles/trade:1m:tNOPE:USD/last"), "[]");
  EXPECT_EQ(venue.body("/v2/candles/trade:1m:fUSD:p30/hist"), "[]");
}

TEST(Bitfinex, answers_configurations_in_the_order_asked) {
  Venue venue = closed(1);
  EXPECT_EQ(venue.body("/v2/conf/pub:list:pair:exchange"), R"([["BTCUST"]])");
  EXPECT_EQ(venue.body("/v2/conf/pub:list:pair:futures,pub:list:pair:exchange"), R"([[],["BTCUST"]])");
  EXPECT_EQ(venue.body("/v2/conf/pub:list:currency"), R"([["BTC","UST"]])");
  EXPECT_EQ(venue.body("/v2/platform/status"), "[1]");
}

TEST(Bitfinex, names_a_pair_with_a_colon_where_a_currency_is_longer_than_three_letters) {
  EXPECT_EQ(replay::listing_of("DUSK/USD").base, "DUSK");
  MemoryTape tape;
  ASSERT_TRUE(tape.add("DUSK/USD", market::m1, some_minutes(1)).has_value());
  ASSERT_TRUE(tape.add("BTC/USD", market::m1, some_minutes(1)).has_value());
  const View view(tape, Quiet::absent);
  const auto exchange = make_exchange("bitfinex", view).value();
  const auto question = take_apart({"GET", "/v2/conf/pub:list:pair:exchange", {}, {}}).value();
  EXPECT_EQ(exchange->answer(question, minute(1)).reply.body, R"([["DUSK:USD","BTCUSD"]])");
}

}  // namespace
}  // namespace replay
