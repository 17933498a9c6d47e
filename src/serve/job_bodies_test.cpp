#include "serve/jobs.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

constexpr auto now = market::time_from_ms(1'709'649'181'004);

TEST(JobBodies, a_backfill_is_read) {
  const auto spec = read_backfill(R"({"kind":"backfill","exchange":"binance","symbols":["BTC/USDT","*/EUR"],)"
                                  R"("intervals":["1m","1h"],"start":"2024-01-01","end":1709251200000})",
                                  now);
  ASSERT_TRUE(spec) << spec.error().detail;
  EXPECT_EQ(spec->venue, "binance");
  EXPECT_EQ(spec->symbols, (std::vector<std::string>{"BTC/USDT", "*/EUR"}));
  EXPECT_EQ(spec->timeframes, (std::vector{market::m1, market::h1}));
  EXPECT_EQ(market::rfc3339(*spec->from), "2024-01-01T00:00:00Z");
  EXPECT_EQ(market::ms_of(*spec->until), 1'709'251'200'000);
}

TEST(JobBodies, what_is_wrong_is_named) {
  const std::string good = R"("exchange":"x","symbols":["a/b"],"intervals":["1m"])";
  const std::vector<std::pair<std::string, std::string>> table = {
      {"", ""},
      {"[]", ""},
      {"{", ""},
      {std::string(5000, '['), ""},
      {"{" + good + R"(,"nosuch":1})", "nosuch"},
      {R"({"symbols":["a/b"],"intervals":["1m"]})", "exchange"},
      {R"({"exchange":7,"symbols":["a/b"],"intervals":["1m"]})", "exchange"},
      {R"({"exchange":"x","symbols":"a/b","intervals":["1m"]})", "symbols"},
      {R"({"exchange":"x","symbols":[],"intervals":["1m"]})", "symbols"},
      {R"({"exchange":"x","symbols":[1],"intervals":["1m"]})", "symbols"},
      {R"({"exchange":"x","symbols":["a/b"],"intervals":["7m7"]})", "intervals"},
      {"{" + good + R"(,"kind":"rm"})", "kind"},
      {"{" + good + R"(,"start":true})", "start"},
      {"{" + good + R"(,"start":-5})", "start"},
      {"{" + good + R"(,"start":"2024-02-01","end":"2024-01-01"})", "end"},
  };
  for (const auto& [body, param] : table) {
    const auto spec = read_backfill(body, now);
    ASSERT_FALSE(spec) << body;
    EXPECT_EQ(spec.error().status, 400) << body;
    EXPECT_EQ(spec.error().param, param) << body;
  }
}

TEST(JobBodies, a_repair_without_body_is_of_everything) {
  const auto all = read_repair("");
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->picks({"kraken", "BTC/USD"}));
  const auto some = read_repair(R"({"selector":"binance:*"})");
  ASSERT_TRUE(some);
  EXPECT_FALSE(some->picks({"kraken", "BTC/USD"}));
}

TEST(JobBodies, a_resolution_is_one_of_two_words) {
  EXPECT_TRUE(read_resolution(R"({"serve":"other"})").value());
  EXPECT_FALSE(read_resolution(R"({"serve":"current"})").value());
  EXPECT_FALSE(read_resolution(R"({"serve":"both"})"));
  EXPECT_FALSE(read_resolution("{}"));
}

TEST(JobBodies, conflict_ids_are_of_an_exchange) {
  EXPECT_EQ(read_conflict_id("binance.17").value(), (std::pair<std::string, std::int64_t>{"binance", 17}));
  for (const auto* id : {"17", "binance.", "binance.x", "binance.-1", ""}) EXPECT_FALSE(read_conflict_id(id)) << id;
}

}  // namespace
}  // namespace serve
