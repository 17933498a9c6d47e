#include "serve/api_fixture.hpp"

#include <gtest/gtest.h>

#include <set>

namespace serve {
namespace {

constexpr std::string_view candles = "/api/v1/candles?series=binance:BTC/USDT&interval=";

class CandlesTest : public ApiTest {
 protected:
  static std::string range(int from, int until) {
    return "&start=" + std::to_string(market::ms_of(day + from * 1min)) +
           "&end=" + std::to_string(market::ms_of(day + until * 1min));
  }

  Got ask_candles(std::string interval, std::string rest) { return get(std::string{candles} + interval + rest); }

  static std::int64_t slot(const boost::json::value& answer, std::string_view name) {
    return answer.at("slots").at(name).as_int64();
  }

  static void expect_sums(const boost::json::value& answer) {
    std::int64_t sum = 0;
    for (const auto& member : answer.at("slots").as_object()) {
      if (member.key() != "expected") sum += member.value().as_int64();
    }
    EXPECT_EQ(sum, slot(answer, "expected"));
  }
};

TEST_F(CandlesTest, come_with_the_newest_where_nothing_is_said) {
  const auto got = ask_candles("1m", "");
  ASSERT_EQ(got.status, 200) << got.body;
  const auto answer = got.json();
  const auto& rows = answer.at("rows").as_array();
  ASSERT_EQ(rows.size(), 500U);
  EXPECT_EQ(rows.back().at(0).as_int64(), market::ms_of(day + 2159min));
  EXPECT_TRUE(got.body.contains("61021.59")) << got.body.substr(0, 300);
  expect_sums(answer);
}

TEST_F(CandlesTest, count_every_slot_of_the_range) {
  const auto got = ask_candles("1m", range(0, 700));
  ASSERT_EQ(got.status, 200) << got.body;
  const auto answer = got.json();
  EXPECT_EQ(answer.at("rows").as_array().size(), 570U);
  EXPECT_EQ(slot(answer, "expected"), 700);
  EXPECT_EQ(slot(answer, "returned"), 570);
  EXPECT_EQ(slot(answer, "no_trade"), 10);
  EXPECT_EQ(slot(answer, "outage"), 60);
  EXPECT_EQ(slot(answer, "missing"), 60);
  expect_sums(answer);
  EXPECT_EQ(got.header("Candle-Slots"),
            "expected=700, returned=570, no_trade=10, missing=60, outage=60, before_listing=0, open=0");
  ASSERT_EQ(answer.at("gaps").as_array().size(), 2U);
  EXPECT_EQ(answer.at("gaps").at(0).at("kind").as_string(), "outage");
  EXPECT_EQ(answer.at("gaps").at(1).at("start").as_int64(), market::ms_of(day + 600min));
}

TEST_F(CandlesTest, links_walk_the_whole_range_exactly_once) {
  for (const std::string& rest : {range(0, 2160) + "&limit=97", range(0, 2160) + "&limit=97&fill=null",
                                  "&limit=333&end=" + std::to_string(market::ms_of(day + 2160min))}) {
    std::multiset<std::int64_t> seen;
    std::int64_t expected = 0;
    std::string url = std::string{candles} + "1m" + rest;
    int pages = 0;
    for (; !url.empty() && pages < 100; ++pages) {
      const auto got = get(url);
      ASSERT_EQ(got.status, 200) << got.body;
      const auto answer = got.json();
      for (const auto& row : answer.at("rows").as_array()) seen.insert(row.at(0).as_int64());
      expected += slot(answer, "expected");
      expect_sums(answer);
      const auto& next = answer.at("next");
      url = next.is_null() ? "" : std::string{next.as_string()};
      EXPECT_EQ(got.header("Link"), url.empty() ? "" : "<" + url + ">; rel=\"next\"");
    }
    EXPECT_EQ(seen.size(), rest.contains("fill") ? 2160U : 2030U) << rest;
    EXPECT_EQ(std::set<std::int64_t>(seen.begin(), seen.end()).size(), seen.size()) << rest;
    EXPECT_EQ(expected, 2160) << rest;
    EXPECT_GT(pages, 5);
  }
}

TEST_F(CandlesTest, of_coarser_timeframes_are_made_and_labelled) {
  const auto got = ask_candles("1h", range(0, 720));
  ASSERT_EQ(got.status, 200) << got.body;
  const auto answer = got.json();
  EXPECT_EQ(answer.at("derived_from").as_string(), "1m");
  const auto& rows = answer.at("rows").as_array();
  // 03:20 to 04:20 was an outage, 10:00 to 11:00 is missing.
  ASSERT_EQ(rows.size(), 11U);
  EXPECT_TRUE(got.body.contains("[1709596800000,61000.00,62000.59,59999.41,61001.09,")) << got.body;
  EXPECT_EQ(slot(answer, "missing"), 1);
  expect_sums(answer);
  EXPECT_TRUE(rows[0].at(7).as_bool());
}

TEST_F(CandlesTest, that_are_still_running_are_neither_closed_nor_complete) {
  clock_.at = day + 2150min;
  const auto answer = ask_candles("1d", "").json();
  const auto& rows = answer.at("rows").as_array();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_TRUE(rows[0].at(6).as_bool());
  EXPECT_FALSE(rows[0].at(7).as_bool());
  EXPECT_FALSE(rows[1].at(6).as_bool());
  expect_sums(answer);
}

TEST_F(CandlesTest, fill_empty_slots_as_asked) {
  const auto blank = ask_candles("1m", range(98, 112) + "&fill=null");
  EXPECT_TRUE(blank.body.contains("[1709602800000,null,null,null,null,null,true,false,true]")) << blank.body;
  EXPECT_EQ(blank.json().at("rows").as_array().size(), 14U);
  const auto repeated = ask_candles("1m", range(100, 103) + "&fill=prev");
  EXPECT_TRUE(repeated.body.contains("[1709602800000,61001.49,61001.49,61001.49,61001.49,0,true,false,true]"))
      << repeated.body;
}

TEST_F(CandlesTest, are_the_same_rows_in_every_format_and_order) {
  const auto columns = ask_candles("1m", range(0, 700) + "&format=json-columns").json();
  EXPECT_EQ(columns.at("price_digits").as_int64(), 2);
  EXPECT_EQ(columns.at("columns").at("time").as_array().size(), 570U);
  EXPECT_EQ(columns.at("columns").at("close").as_array().size(), 570U);
  const auto objects = ask_candles("1m", range(0, 700) + "&format=json-objects&num=string").json();
  EXPECT_EQ(objects.at("candles").at(0).at("open").as_string(), "61000.00");
  const auto csv = ask_candles("1m", range(0, 700) + "&format=csv");
  EXPECT_EQ(std::ranges::count(csv.body, '\n'), 571);
  EXPECT_EQ(csv.header("Content-Type"), "text/csv; charset=utf-8");
  const auto newest_first = ask_candles("1m", range(0, 700) + "&order=desc").json();
  EXPECT_EQ(newest_first.at("rows").at(0).at(0).as_int64(), market::ms_of(day + 699min));
}

TEST_F(CandlesTest, have_the_fields_asked_for) {
  const auto got = ask_candles("1m", range(0, 2) + "&format=json-columns&fields=close,trades,quote_volume");
  EXPECT_TRUE(got.body.contains(
      R"("columns":{"time":[1709596800000,1709596860000],"close":[61000.50,61000.51],"trades":[null,null])"))
      << got.body;
}

TEST_F(CandlesTest, are_not_sent_again_to_whom_has_them) {
  const auto first = ask_candles("1m", range(0, 60));
  const auto tag = first.header("ETag");
  ASSERT_FALSE(tag.empty());
  const auto url = std::string{candles} + "1m" + range(0, 60);
  EXPECT_EQ(ask("GET", url, "", {{"If-None-Match", "\"x\", " + tag}}).status, 304);
  record(series_, 600, 601);
  const auto changed = ask("GET", url, "", {{"If-None-Match", tag}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(changed.header("ETag"), tag);
}

TEST_F(CandlesTest, with_a_hole_are_a_conflict_where_they_must_be_complete) {
  const auto holed = ask_candles("1m", range(500, 700) + "&require=complete");
  EXPECT_EQ(holed.status, 409);
  EXPECT_EQ(holed.json().at("gaps").at(0).at("kind").as_string(), "missing");
  EXPECT_EQ(ask_candles("1m", range(0, 600) + "&require=complete").status, 200);
}

TEST_F(CandlesTest, of_a_long_range_are_streamed_in_pieces) {
  const auto ether = market::Series{"binance", "ETH/USDT"};
  for (int from = 10; from < 60'010; from += 10'000) record(ether, from, from + 10'000);
  clock_.at = day + 60'020min;
  const auto url = "/api/v1/candles?series=binance:ETH/USDT&interval=1m" + range(0, 60'010);
  for (const std::string order : {"asc", "desc"}) {
    const auto got = get(url + "&order=" + order);
    ASSERT_EQ(got.status, 200);
    EXPECT_GE(got.pieces, 4U);
    const auto answer = got.json();
    const auto& rows = answer.at("rows").as_array();
    ASSERT_EQ(rows.size(), 60'010U);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const auto minute = order == "asc" ? row : rows.size() - 1 - row;
      ASSERT_EQ(rows[row].at(0).as_int64(), market::ms_of(day + minute * 1min));
    }
    expect_sums(answer);
  }
  EXPECT_EQ(get(url + "&format=json-columns").json().at("columns").at("time").as_array().size(), 60'010U);
}

TEST_F(CandlesTest, that_are_not_there_are_told_with_the_nearest) {
  const auto unknown = get("/api/v1/candles?series=binance:BTC/USTD&interval=1m");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.json().at("type").as_string(), "/problems/unknown-series");
  EXPECT_EQ(unknown.json().at("did_you_mean").at(0).as_string(), "binance:BTC/USDT");
  EXPECT_EQ(unknown.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(ask_candles("1s", "").status, 400);
  EXPECT_EQ(ask_candles("1m", range(5, 5)).status, 400);
  EXPECT_EQ(ask_candles("1m", range(5, 4)).status, 400);
  EXPECT_EQ(ask_candles("1m", "&limit=10001").status, 400);
  EXPECT_EQ(ask_candles("1m", "&fields=close,nosuch").status, 400);
  EXPECT_EQ(get("/api/v1/candles?series=binance:BTC/USDT").json().at("param").as_string(), "interval");
}

TEST_F(CandlesTest, have_revisions) {
  const auto got =
      get("/api/v1/candles/revisions?series=binance:BTC/USDT&interval=1m&time=" + std::to_string(market::ms_of(day)));
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_EQ(got.json().at("revisions").at(0).at("source").as_string(), "rest");
  EXPECT_TRUE(got.body.contains("\"open\":61000.00"));
}

}  // namespace
}  // namespace serve
