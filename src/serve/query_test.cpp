#include "serve/query.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

const std::vector<Parameter> known = {
    {"series", "which", {}, true}, {"start", "from"}, {"limit", "most"}, {"order", "way", {"asc", "desc"}}};
constexpr auto now = market::time_from_ms(1'709'649'181'004);

TEST(Query, decodes_escapes_and_pluses) {
  const auto query = Query::parse("series=binance%3ABTC%2FUSDT&start=2024-03-05+14%3A30", known);
  ASSERT_TRUE(query);
  EXPECT_EQ(query->text("series"), "binance:BTC/USDT");
  EXPECT_EQ(query->text("start"), "2024-03-05 14:30");
}

TEST(Query, refuses_what_is_malformed_and_names_the_parameter) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"", "series"},
      {"series", "series"},
      {"series=", "series"},
      {"series=a&series=b", "series"},
      {"series=%zz", "series"},
      {"series=%2", "series"},
      {"series=%ff%fe", "series"},
      {"series=%c0%af", "series"},
      {"series=%ed%a0%80", "series"},
      {"series=%00", "series"},
      {"series=a%0d%0aSet-Cookie:x", "series"},
      {"series=" + std::string(2001, 'a'), "series"},
      {"series=a&order=up", "order"},
      {"series=a&nosuch=1", "nosuch"},
      {"series=a&Order=asc", "Order"},
  };
  for (const auto& [text, param] : table) {
    const auto query = Query::parse(text, known);
    ASSERT_FALSE(query) << text;
    EXPECT_EQ(query.error().status, 400) << text;
    EXPECT_EQ(query.error().param, param) << text;
    EXPECT_FALSE(query.error().detail.empty()) << text;
  }
}

TEST(Query, tells_the_nearest_name_and_the_accepted_values) {
  const auto unknown = Query::parse("series=a&limt=5", known);
  ASSERT_FALSE(unknown);
  ASSERT_FALSE(unknown.error().did_you_mean.empty());
  EXPECT_EQ(unknown.error().did_you_mean.front(), "limit");
  const auto order = Query::parse("series=a&order=des", known);
  ASSERT_FALSE(order);
  EXPECT_TRUE(order.error().detail.contains("asc, desc")) << order.error().detail;
}

TEST(Query, reads_times_in_every_form_and_refuses_others) {
  const auto time_of = [](std::string text) {
    const auto query = Query::parse("series=a&start=" + text, known);
    return query->time("start", now);
  };
  for (const auto* text : {"1709649000", "1709649000000", "2024-03-05T14:30:00Z", "2024-03-05T14:30"}) {
    const auto time = time_of(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(market::ms_of(**time), 1'709'649'000'000) << text;
  }
  EXPECT_EQ(**time_of("now-7d"), now - std::chrono::days{7});
  for (const auto* text : {"yesterday", "2024-13-01", "-99999999999999", "99999999999999999999", "1e9", "0x10"}) {
    EXPECT_FALSE(time_of(text)) << text;
  }
}

TEST(Query, reads_whole_numbers_within_their_bounds) {
  const auto limit_of = [](std::string text) {
    return Query::parse("series=a&limit=" + text, known)->whole("limit", 500, 1, 10'000);
  };
  EXPECT_EQ(limit_of("10000").value(), 10'000);
  for (const auto* text : {"0", "-1", "10001", "1.5", "1e3", "abc", "99999999999999999999", "1%200"}) {
    EXPECT_FALSE(limit_of(text)) << text;
  }
}

TEST(Query, is_written_again_with_changes) {
  const auto query = Query::parse("series=a%2Fb&limit=5&start=1", known);
  const std::vector<std::pair<std::string, std::string>> changes = {{"start", "2"}, {"limit", ""}};
  EXPECT_EQ(query->with(changes), "?series=a/b&start=2");
}

TEST(Query, is_read_leniently_where_that_is_asked_for) {
  const auto query = Query::parse_leniently("a=1&a=2&%zz=3&b=%ff&c");
  EXPECT_EQ(query.text("a"), "2");
  EXPECT_FALSE(query.find("b"));
  EXPECT_TRUE(query.find("c"));
}

}  // namespace
}  // namespace serve
