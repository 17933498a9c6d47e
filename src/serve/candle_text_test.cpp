#include "serve/candle_text.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

base::Decimal number(std::string_view text) {
  return *base::Decimal::parse(text);
}

market::Candle candle(std::int64_t ms, std::string_view close) {
  market::Candle made;
  made.open_time = market::time_from_ms(ms);
  made.open = number("61002.10");
  made.high = number("61020.00");
  made.low = number("61001.00");
  made.close = number(close);
  made.volume = number("123456789012.12345678");
  return made;
}

CandlePlan plan_as(Format format) {
  using enum Column;
  CandlePlan plan{.series = {"binance", "BTC/USDT"}, .source = {}, .window = {}};
  plan.source.info.series = plan.series;
  plan.format = format;
  plan.columns = {time, open, high, low, close, volume, closed, complete};
  return plan;
}

std::string text_of(const CandlePlan& plan, const std::vector<Batch>& batches) {
  const auto text = candle_text(plan);
  std::string out;
  text->head(out);
  for (const auto& batch : batches) text->rows(out, batch);
  while (!text->foot(out, {{.ok = 2, .missing = 1}, {}, ""})) {
  }
  return out;
}

const std::vector<Batch> two = {{{candle(60'000, "61010.10")}, {}}, {{candle(120'000, "0.00000001")}, {}}};
constexpr std::string_view tail =
    R"("gaps":[],"slots":{"expected":3,"returned":2,"no_trade":0,"missing":1,"outage":0,"before_listing":0,"open":0},)"
    R"("next":null})";

TEST(CandleText, rows_keep_every_digit) {
  EXPECT_EQ(text_of(plan_as(Format::rows), two),
            R"({"series":"binance:BTC/USDT","interval":"1m","derived_from":null,)"
            R"("columns":["time","open","high","low","close","volume","closed","complete"],)"
            R"("rows":[[60000,61002.10,61020.00,61001.00,61010.10,123456789012.12345678,true,true],)"
            R"([120000,61002.10,61020.00,61001.00,0.00000001,123456789012.12345678,true,true]],)" +
                std::string{tail});
}

TEST(CandleText, columns_say_how_many_digits_prices_have) {
  EXPECT_EQ(text_of(plan_as(Format::columns), two),
            R"({"series":"binance:BTC/USDT","interval":"1m","derived_from":null,"price_digits":8,"columns":{)"
            R"("time":[60000,120000],"open":[61002.10,61002.10],"high":[61020.00,61020.00],"low":[61001.00,61001.00],)"
            R"("close":[61010.10,0.00000001],"volume":[123456789012.12345678,123456789012.12345678],)"
            R"("closed":[true,true],"complete":[true,true]},)" +
                std::string{tail});
  EXPECT_TRUE(text_of(plan_as(Format::columns), {two[0]}).contains("\"price_digits\":1"));
}

TEST(CandleText, csv_and_ndjson_are_lines) {
  EXPECT_EQ(text_of(plan_as(Format::csv), {two[0]}),
            "time,open,high,low,close,volume,closed,complete\n"
            "60000,61002.10,61020.00,61001.00,61010.10,123456789012.12345678,true,true\n");
  EXPECT_TRUE(text_of(plan_as(Format::ndjson), two).starts_with(R"({"time":60000,"open":61002.10,)"));
}

TEST(CandleText, objects_name_their_members_and_strings_keep_digits_from_readers_of_doubles) {
  auto plan = plan_as(Format::objects);
  plan.quoted = true;
  const auto text = text_of(plan, two);
  EXPECT_TRUE(text.contains(R"("candles":[{"time":60000,"open":"61002.10","high":"61020.00")")) << text;
}

TEST(CandleText, empty_slots_are_null_or_nothing) {
  Batch blank{{candle(60'000, "1")}, {{.complete = false, .filled = true, .blank = true}}};
  blank.candles.front().volume.reset();
  EXPECT_TRUE(text_of(plan_as(Format::rows), {blank}).contains("[60000,null,null,null,null,null,true,false]"));
  EXPECT_TRUE(text_of(plan_as(Format::csv), {blank}).ends_with("60000,,,,,,true,false\n"));
}

}  // namespace
}  // namespace serve
