#include "serve/legacy_ohlcvs.hpp"

#include "serve/api_fixture.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

using LegacyTest = ApiTest;
constexpr std::string_view bitcoin = "/api/ohlcvs?exchange=binance&base_id=BTC&quote_id=USDT&interval=";

TEST_F(LegacyTest, candles_come_newest_first) {
  const auto rows = get(std::string{bitcoin} + "1m").json().as_array();
  ASSERT_EQ(rows.size(), 500U);
  EXPECT_EQ(rows[0].at("time").as_int64(), market::ms_of(day + 2159min));
  EXPECT_GT(rows[0].at("time").as_int64(), rows[1].at("time").as_int64());
  EXPECT_EQ(get(std::string{bitcoin} + "1m&limit=3").json().as_array().size(), 3U);
  EXPECT_EQ(get(std::string{bitcoin} + "1m&limit=9999").json().as_array().size(), 500U);
}

TEST_F(LegacyTest, times_are_seconds_where_that_is_asked_for) {
  const auto rows = get(std::string{bitcoin} + "1m&results_mls=false&limit=1").json().as_array();
  EXPECT_EQ(rows[0].at("time").as_int64(), market::ms_of(day + 2159min) / 1000);
}

TEST_F(LegacyTest, every_interval_of_that_service_is_known_and_no_other) {
  for (const auto* interval : {"1m", "5m", "15m", "30m", "1h", "3h", "6h", "12h", "1D", "7D", "14D", "1M"}) {
    EXPECT_FALSE(get(std::string{bitcoin} + interval).json().as_array().empty()) << interval;
  }
  for (const auto* interval : {"1d", "2m", "1w", "x", ""})
    EXPECT_EQ(get(std::string{bitcoin} + interval).body, "[]") << interval;
  EXPECT_EQ(get("/api/ohlcvs?exchange=nosuch&base_id=A&quote_id=B&interval=1m").body, "[]");
}

TEST_F(LegacyTest, empty_buckets_are_means_of_their_neighbours) {
  const auto from = std::to_string(market::ms_of(day + 98min));
  const auto until = std::to_string(market::ms_of(day + 111min));
  const auto got = get(std::string{bitcoin} + "1m&empty_ts=true&start=" + from + "&end=" + until);
  const auto rows = got.json().as_array();
  ASSERT_EQ(rows.size(), 14U) << got.body;
  EXPECT_EQ(rows[0].at("time").as_int64(), market::ms_of(day + 98min));
  EXPECT_TRUE(got.body.contains(
      R"({"time":1709602800000,"open":61001.045,"high":62001.045,"low":59998.955,"close":61001.545,"volume":0})"))
      << got.body;
}

TEST_F(LegacyTest, what_is_missing_or_unreadable_is_told_as_that_service_did) {
  const auto missing = get("/api/ohlcvs?base_id=BTC&quote_id=USDT&interval=1m");
  EXPECT_EQ(missing.status, 422);
  EXPECT_EQ(missing.body,
            R"({"detail":[{"loc":["query","exchange"],"msg":"field required","type":"value_error.missing"}]})");
  const auto unreadable = get(std::string{bitcoin} + "1m&limit=x");
  EXPECT_EQ(unreadable.status, 422);
  EXPECT_EQ(unreadable.json().at("detail").at(0).at("type").as_string(), "type_error.integer");
}

TEST_F(LegacyTest, symbols_that_trade_are_listed) {
  EXPECT_EQ(get("/api/symbol-exchange").body,
            R"([{"exchange":"binance","base_id":"BTC","quote_id":"USDT","symbol":"BTCUSDT","is_trading":true}])");
}

TEST_F(LegacyTest, the_chart_is_the_page) {
  const auto moved = get("/view/wschart?exchange=binance&base_id=BTC&quote_id=USDT&interval=1D");
  EXPECT_EQ(moved.status, 302);
  EXPECT_EQ(moved.header("Location"), "/#/binance:BTC/USDT@1d");
  EXPECT_EQ(get("/view/wschart").header("Content-Type"), "text/html; charset=utf-8");
}

TEST(Mean, is_exact) {
  const auto number = [](std::string_view text) { return *base::Decimal::parse(text); };
  EXPECT_EQ(mean(number("1.00"), number("2")).text(), "1.50");
  EXPECT_EQ(mean(number("1"), number("2")).text(), "1.5");
  EXPECT_EQ(mean(number("-1"), number("1")).text(), "0");
}

}  // namespace
}  // namespace serve
