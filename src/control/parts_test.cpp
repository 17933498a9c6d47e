// The pieces below the verbs: rows, tables, slots, charts.
#include "control/chart.hpp"
#include "control/rows.hpp"
#include "control/slots.hpp"
#include "control/table.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace control {

namespace {

const market::Time noon = *market::parse_time("2024-03-09T12:00", {});

market::Span minutes(int from, int until) {
  return {noon + std::chrono::minutes{from}, noon + std::chrono::minutes{until}};
}

market::Candle flat(int minute, int price) {
  const auto value = base::Decimal::of(price, 0);
  return {noon + std::chrono::minutes{minute}, value, value, value, value};
}

}  // namespace

TEST(Rows, are_written_in_bounded_pieces) {
  std::size_t widest = 0;
  std::size_t total = 0;
  RowWriter writer({"csv", {Field::time, Field::open}, false}, [&](std::string_view piece) -> base::Done {
    widest = std::max(widest, piece.size());
    total += piece.size();
    return {};
  });
  ASSERT_TRUE(writer.begin(""));
  const auto candle = flat(0, 7);
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(writer.add({candle.open_time, &candle, 1, false}));
  ASSERT_TRUE(writer.end(""));
  EXPECT_LT(widest, 70'000U);
  EXPECT_EQ(total, 10U + 100'000U * 16U);
}

TEST(Rows, what_a_candle_lacks_is_empty_in_csv_and_null_in_json) {
  const auto candle = flat(0, 7);
  for (const auto& [format, expected] :
       {std::pair{"csv", "close,volume\n7,\n,\n"},
        std::pair{"ndjson", "{\"close\":7,\"volume\":null}\n{\"close\":null,\"volume\":null}\n"},
        std::pair{"table", "close  volume\n    7       -\n    -       -\n"}}) {
    std::string out;
    RowWriter writer({format, {Field::close, Field::volume}, false}, [&](std::string_view piece) -> base::Done {
      out += piece;
      return {};
    });
    ASSERT_TRUE(writer.begin(""));
    ASSERT_TRUE(writer.add({noon, &candle, 1, false}));
    ASSERT_TRUE(writer.add({noon, nullptr, 0, false}));
    ASSERT_TRUE(writer.end(""));
    EXPECT_EQ(out, expected);
  }
}

TEST(Slots, are_counted_by_how_they_stand) {
  const std::vector<market::Known> known = {{minutes(-5, 4), market::State::held},
                                            {minutes(4, 6), market::State::no_trade},
                                            {minutes(8, 9), market::State::outage}};
  const auto counts = count_slots(market::m1, minutes(0, 10), known);
  EXPECT_EQ(counts.json(), R"({"expected":10,"held":4,"no_trade":2,"outage":1,"before_listing":0,"missing":3})");
  EXPECT_DOUBLE_EQ(counts.completeness(), 0.6);
  EXPECT_DOUBLE_EQ(SlotCounts{}.completeness(), 1.0);
}

TEST(Slots, one_missing_minute_makes_one_hour_incomplete_and_two_of_one_hour_no_more) {
  market::SpanSet settled(minutes(0, 180));
  settled.remove(minutes(70, 71));
  settled.remove(minutes(80, 85));
  EXPECT_EQ(slots_missing(market::h1, minutes(0, 180), settled), 1);
  settled.remove(minutes(110, 130));
  EXPECT_EQ(slots_missing(market::h1, minutes(0, 180), settled), 2);
  EXPECT_EQ(slots_missing(market::m1, minutes(0, 180), settled), 26);
}

TEST(Slots, the_running_bucket_is_not_yet_expected) {
  store::SeriesInfo info{store::SeriesId{1}, *market::Series::parse("a:B/C@1h"), "", noon, noon, 1};
  info.wanted = minutes(0, 600);
  EXPECT_EQ(extent_of(info, noon + std::chrono::minutes{90}), minutes(0, 60));
}

TEST(Tables, are_aligned_for_people_and_typed_for_programs) {
  Table table({{"name", "NAME"}, {"rows", "ROWS", true}, {"hidden", ""}});
  table.add({cell("a\x1b[31m"), cell(std::int64_t{1'234'567}), cell(true ? "x" : "")});
  table.add({cell(""), cell(std::int64_t{-12}), cell("y")});
  EXPECT_EQ(table.text(), "NAME            ROWS\na\\x1b[31m  1 234 567\n-                -12\n");
  EXPECT_EQ(
      table.json(),
      "[{\"name\":\"a\\u001b[31m\",\"rows\":1234567,\"hidden\":\"x\"},{\"name\":\"\",\"rows\":-12,\"hidden\":\"y\"}]");
  const std::vector<std::string> fields = {"rows"};
  ASSERT_TRUE(table.keep(fields));
  EXPECT_EQ(table.names(), "1 234 567\n-12\n");
}

TEST(Tables, a_share_is_rounded_down_so_that_only_the_complete_is_complete) {
  EXPECT_EQ(cell_percent(0.999999).text, "99.99 %");
  EXPECT_EQ(cell_percent(1.0).text, "100.00 %");
}

TEST(Charts, show_the_newest_candles_that_fit) {
  market::Candles candles;
  for (int i = 0; i < 100; ++i) candles.push_back(flat(i, 100 + i));
  const ChartStyle style{40, 5, false, false};
  const auto text = draw_chart(candles, style);
  EXPECT_EQ(std::ranges::count(text, '\n'), 6);
  EXPECT_NE(text.find("199 |"), std::string::npos) << text;
  EXPECT_EQ(text.find("100 |"), std::string::npos) << text;
  EXPECT_EQ(std::ranges::count(text, '#'), chart_columns(style));
  EXPECT_EQ(draw_chart({}, style), "");
}

}  // namespace control
