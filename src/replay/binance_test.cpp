#include "replay/testing.hpp"

namespace replay {
namespace {

using testing::minute;
using testing::opens;
using testing::some_minutes;
using testing::start_ms;
using testing::Venue;
using Opens = std::vector<std::int64_t>;

std::string klines(std::string_view rest) {
  return fmt::format("/api/v3/klines?symbol=BTCUSDT&interval=1m{}", rest);
}
std::int64_t at(int number) {
  return start_ms + number * testing::minute_ms;
}

Venue closed(int count) {
  return {"binance", some_minutes(count), minute(count)};
}

TEST(Binance, answers_rows_of_twelve_columns_with_every_digit_of_the_tape) {
  Venue venue = closed(1);
  EXPECT_EQ(venue.body(klines("")),
            R"([[1704067200000,"100.10","100.90","100.00","100.50","10.250",1704067259999,"1000.75",5,"0","0","0"]])");
}

TEST(Binance, shows_the_newest_rows_without_times_and_clamps_the_limit) {
  Venue venue = closed(1200);
  EXPECT_EQ(opens(venue.body(klines("&limit=2"))), (Opens{1198, 1199}));
  EXPECT_EQ(venue.ask(klines("")).rows, 500U);
  EXPECT_EQ(venue.ask(klines("&limit=5000")).rows, 1000U);
  EXPECT_EQ(opens(venue.body(klines("&limit=5000"))).front(), 200);
}

TEST(Binance, selects_by_start_and_end_both_inclusive) {
  Venue venue = closed(10);
  EXPECT_EQ(opens(venue.body(klines(fmt::format("&startTime={}&limit=2", at(3))))), (Opens{3, 4}));
  EXPECT_EQ(opens(venue.body(klines(fmt::format("&startTime={}&limit=2", at(3) + 1)))), (Opens{4, 5}));
  EXPECT_EQ(opens(venue.body(klines(fmt::format("&endTime={}&limit=2", at(3))))), (Opens{2, 3}));
  EXPECT_EQ(opens(venue.body(klines(fmt::format("&startTime={}&endTime={}", at(3), at(5))))), (Opens{3, 4, 5}));
  EXPECT_EQ(opens(venue.body(klines(fmt::format("&startTime={}&endTime={}&limit=2", at(3), at(5))))), (Opens{3, 4}));
  EXPECT_EQ(opens(venue.body(klines(fmt::format("&startTime={}&endTime={}", at(3) * 1000, at(4) * 1000)))),
            (Opens{3, 4}));
}

TEST(Binance, answers_an_empty_list_before_the_first_candle_and_in_the_future) {
  Venue venue = closed(3);
  EXPECT_EQ(venue.body(klines("&startTime=1893456000000")), "[]");
  EXPECT_EQ(venue.body(klines("&endTime=1262304000000")), "[]");
  EXPECT_EQ(venue.body(klines(fmt::format("&startTime={}&endTime={}", at(2), at(1)))), "[]");
}

TEST(Binance, shows_the_open_candle_last_and_nothing_of_the_future) {
  Venue venue("binance", some_minutes(10), minute(4) + std::chrono::seconds{30});
  EXPECT_EQ(opens(venue.body(klines("&limit=2"))), (Opens{3, 4}));
  EXPECT_EQ(opens(venue.body(klines(fmt::format("&startTime={}", at(3))))), (Opens{3, 4}));
  EXPECT_NE(venue.body(klines("&limit=1")).find(R"("7.125",)"), std::string::npos);  // Half of 14.250.
  EXPECT_EQ(opens(venue.body("/api/v3/klines?symbol=BTCUSDT&interval=5m")), (Opens{0}));
}

TEST(Binance, rolls_up_coarser_intervals_from_minutes) {
  Venue venue = closed(60);
  EXPECT_EQ(
      venue.body("/api/v3/klines?symbol=BTCUSDT&interval=3m&limit=1"),
      R"([[1704070620000,"157.10","159.90","157.00","159.50","204.750",1704070799999,"3176.25",189,"0","0","0"]])");
  EXPECT_EQ(venue.ask("/api/v3/klines?symbol=BTCUSDT&interval=1h").rows, 1U);
  EXPECT_EQ(venue.ask("/api/v3/klines?symbol=BTCUSDT&interval=1s").rows, 0U);
}

TEST(Binance, leaves_out_the_minutes_that_a_tape_lacks_unless_told_to_fill_them) {
  Venue venue("binance", some_minutes(6, {2, 3}), minute(6));
  EXPECT_EQ(opens(venue.body(klines(""))), (Opens{0, 1, 4, 5}));
  Venue filled("binance", some_minutes(6, {2, 3}), minute(6), Quiet::filled);
  EXPECT_EQ(opens(filled.body(klines(""))), (Opens{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(filled.body(klines(fmt::format("&startTime={}&limit=1", at(2)))),
            R"([[1704067320000,"101.50","101.50","101.50","101.50","0.000",1704067379999,"0.00",0,"0","0","0"]])");
  EXPECT_EQ(opens(filled.body(klines(fmt::format("&endTime={}&limit=2", at(3))))), (Opens{2, 3}));
}

TEST(Binance, tells_times_in_microseconds_to_who_asks_for_them) {
  Venue venue = closed(1);
  net::Headers headers;
  headers.set("x-mbx-time-unit", "MICROSECOND");
  const auto body = venue.ask(klines(""), "GET", headers).reply.body;
  EXPECT_NE(body.find("[1704067200000000,"), std::string::npos);
  EXPECT_NE(body.find(",1704067259999999,"), std::string::npos);
}

struct Wrong {
  std::string url;
  std::string code;
};
class BinanceRefuses : public ::testing::TestWithParam<Wrong> {};

TEST_P(BinanceRefuses, a_wrong_question_with_its_code_and_http_400) {
  Venue venue = closed(1);
  const auto reply = venue.ask(GetParam().url).reply;
  EXPECT_EQ(reply.status, 400);
  EXPECT_TRUE(reply.body.starts_with(fmt::format(R"({{"code":{},"msg":")", GetParam().code))) << reply.body;
}

INSTANTIATE_TEST_SUITE_P(Questions, BinanceRefuses,
                         ::testing::Values(Wrong{"/api/v3/klines?interval=1m", "-1102"},
                                           Wrong{"/api/v3/klines?symbol=&interval=1m", "-1102"},
                                           Wrong{"/api/v3/klines?symbol=BTCUSDT", "-1102"},
                                           Wrong{"/api/v3/klines?symbol=NOPE&interval=1m", "-1121"},
                                           Wrong{"/api/v3/klines?symbol=btcusdt&interval=1m", "-1100"},
                                           Wrong{"/api/v3/klines?symbol=BTCUSDT&interval=2m", "-1120"},
                                           Wrong{"/api/v3/klines?symbol=BTCUSDT&interval=1D", "-1120"},
                                           Wrong{"/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=x", "-1100"},
                                           Wrong{"/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=0", "-1130"},
                                           Wrong{"/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=yesterday",
                                                 "-1100"},
                                           Wrong{"/api/v3/klines?symbol=BTCUSDT&interval=1m&endTime=-5", "-1100"},
                                           Wrong{"/api/v3/exchangeInfo?symbol=NOPE", "-1121"}));

TEST(Binance, tells_its_time_and_answers_a_ping) {
  Venue venue = closed(1);
  EXPECT_EQ(venue.body("/api/v3/time"), R"({"serverTime":1704067260000})");
  EXPECT_EQ(venue.body("/api/v3/ping"), "{}");
  EXPECT_EQ(venue.status("/api/v1/klines"), 404);
  EXPECT_EQ(venue.ask("/api/v3/ping", "POST").reply.status, 405);
}

TEST(Binance, lists_its_symbols_with_the_digits_of_the_tape) {
  Venue venue = closed(1);
  const auto body = venue.body("/api/v3/exchangeInfo");
  EXPECT_NE(body.find(R"("symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC")"), std::string::npos);
  EXPECT_NE(body.find(R"("tickSize":"0.01000000")"), std::string::npos);
  EXPECT_NE(body.find(R"("stepSize":"0.00100000")"), std::string::npos);
  EXPECT_NE(body.find(R"("rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000)"),
            std::string::npos);
  EXPECT_NE(venue.body("/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%5D").find("BTCUSDT"), std::string::npos);
  EXPECT_EQ(venue.body("/api/v3/exchangeInfo?symbolStatus=BREAK").find("BTCUSDT"), std::string::npos);
}

}  // namespace
}  // namespace replay
