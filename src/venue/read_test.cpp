#include "venue/read.hpp"

#include "venue/retry_after.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono;
using base::Code;
using market::Time;

constexpr Time noon{sys_days{2024y / March / 5} + 12h};
constexpr std::int64_t noon_ms = market::ms_of(noon);

const venue::Registry& registry() {
  static const auto loaded = venue::Registry::load({});
  return *loaded;
}
const venue::Facts& listed() {
  return **registry().find("bitfinex");
}  // Rows as lists of numbers …
const venue::Facts& keyed() {
  return **registry().find("bittrex");
}  // … and as objects of texts.

venue::Page read(const std::string& rows) {
  const auto page = venue::read_candles(listed(), market::m1, "[" + rows + "]");
  EXPECT_TRUE(page) << page.error().what;
  return page.value_or(venue::Page{});
}

std::string row(std::int64_t at, const std::string& cells = "2,3,4,1,5") {
  return fmt::format("[{},{}]", at, cells);
}

TEST(ReadCandles, keeps_every_digit_and_the_odd_ways_to_write_a_number) {
  const auto page = read(row(noon_ms, "0.0000012345,1.50,1.50,1e-8,123456789012.12345678"));
  ASSERT_EQ(page.candles.size(), 1U);
  EXPECT_EQ(page.candles[0].open.text(), "0.0000012345");
  EXPECT_EQ(page.candles[0].close.text(), "1.50");
  EXPECT_EQ(page.candles[0].low.text(), "0.00000001");
  EXPECT_EQ(page.candles[0].volume->text(), "123456789012.12345678");
}

TEST(ReadCandles, takes_numbers_and_texts_alike) {
  const auto page = read(fmt::format(R"( [ "{}" , "2" ,3, "4" ,1 , "5" ] )", noon_ms));
  ASSERT_EQ(page.candles.size(), 1U);
  EXPECT_EQ(page.candles[0].open.text(), "2");
}

TEST(ReadCandles, sorts_and_drops_what_is_said_twice) {
  const auto page =
      read(row(noon_ms + 120'000) + "," + row(noon_ms) + "," + row(noon_ms + 60'000) + "," + row(noon_ms));
  ASSERT_EQ(page.candles.size(), 3U);
  EXPECT_EQ(page.candles[0].open_time, noon);
  EXPECT_EQ(page.candles[2].open_time, noon + 2min);
  EXPECT_TRUE(page.rejected.empty());
  EXPECT_EQ(page.rows, 4U);
}

TEST(ReadCandles, believes_neither_of_two_rows_that_contradict_each_other) {
  const auto page = read(row(noon_ms) + "," + row(noon_ms, "2,3,4,1,6") + "," + row(noon_ms + 60'000));
  EXPECT_EQ(page.candles.size(), 1U);
  ASSERT_EQ(page.rejected.size(), 1U);
  EXPECT_EQ(page.rejected[0].why, "2 rows for 2024-03-05T12:00:00Z contradict each other");
}

TEST(ReadCandles, rejects_rows_that_make_no_sense_and_keeps_the_others) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {row(noon_ms + 1), "2024-03-05T12:00:00.001Z opens no 1m candle"},
      {row(noon_ms / 1000), "the time is none, or stands in another unit"},
      {row(noon_ms * 1000), "the time is none, or stands in another unit"},
      {row(-noon_ms), "the time is none, or stands in another unit"},
      {row(noon_ms, "2,3,2,1,5"), "close 3 is above high 2"},
      {row(noon_ms, "2,3,4,1,-5"), "volume -5 is negative"},
      {row(noon_ms, "2,3,4,1"), "the row lacks the volume"},
      {row(noon_ms, "2,3,4,1,null"), "the volume is not a number we can keep"},
      {row(noon_ms, "null,3,4,1,5"), "'open' is not a number we can keep"},
      {row(noon_ms, R"("NaN",3,4,1,5)"), "'open' is not a number we can keep"},
      {row(noon_ms, R"("Infinity",3,4,1,5)"), "'open' is not a number we can keep"},
      {row(noon_ms, "true,3,4,1,5"), "'open' is not a number we can keep"},
      {row(noon_ms, "[2],3,4,1,5"), "'open' is not a number we can keep"},
      {row(noon_ms, "{},3,4,1,5"), "'open' is not a number we can keep"},
      {row(noon_ms, R"("",3,4,1,5)"), "'open' is not a number we can keep"},
      {row(noon_ms, R"("\u0032",3,4,1,5)"), "'open' is not a number we can keep"},
      {row(noon_ms, "1e400,3,4,1,5"), "'open' is not a number we can keep"},
      {row(noon_ms, std::string(400, '9') + ",3,4,1,5"), "'open' is not a number we can keep"},
      {"7", "the row is not a list"},
      {"null", "the row is not a list"},
      {"{}", "the row is not a list"},
      {"[]", "the row lacks the time"}};
  for (const auto& [bad, why] : cases) {
    const auto page = read(bad + "," + row(noon_ms + 60'000));
    EXPECT_EQ(page.candles.size(), 1U) << bad;
    ASSERT_EQ(page.rejected.size(), 1U) << bad;
    EXPECT_EQ(page.rejected[0].why, why) << bad;
    EXPECT_TRUE(bad.starts_with(page.rejected[0].row.substr(0, 1))) << page.rejected[0].row;
    EXPECT_LE(page.rejected[0].row.size(), 200U);
  }
}

TEST(ReadCandles, rejects_an_object_that_says_a_thing_twice_or_not_at_all) {
  const std::string cells = R"("open":"2","high":"4","low":"1","close":"3","volume":"5")";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"startsAt":"2024-03-05T12:00:00Z",)" + cells + R"(,"open":"2"})", "a key stands in the row twice"},
      {R"({"startsAt":"2024-03-05",)" + cells + "}", "the time is none, or stands in another unit"},
      {R"({"startsAt":"now-7d",)" + cells + "}", "the time is none, or stands in another unit"},
      {"{" + cells + "}", "the row lacks the time"},
      {"[1]", "the row is not an object"}};
  for (const auto& [bad, why] : cases) {
    const auto page = venue::read_candles(keyed(), market::m1, "[" + bad + "]");
    ASSERT_TRUE(page) << page.error().what;
    ASSERT_EQ(page->rejected.size(), 1U) << bad;
    EXPECT_EQ(page->rejected[0].why, why) << bad;
  }
  const auto fine = venue::read_candles(keyed(), market::m1,
                                        R"([{"x":[{"open":1}],"startsAt":"2024-03-05T12:00:00Z",)" + cells + "}]");
  ASSERT_TRUE(fine);
  EXPECT_EQ(fine->candles.size(), 1U) << "keys may be many and in any order";
}

TEST(ReadCandles, takes_what_is_no_such_answer_for_an_error) {
  const std::string deep(100'000, '[');
  for (const std::string body : {"", " ", "null", "7", "\"text\"", "{}", R"({"a":1})", "[[1,2", "[1] x", "[1,]",
                                 "[[1 2]]", "\xEF\xBB\xBF[]", "[\"\xFF\"]", "<html>", "[\"unclosed]", deep.c_str()}) {
    const auto page = venue::read_candles(listed(), market::m1, body);
    ASSERT_FALSE(page) << body.substr(0, 40);
    EXPECT_EQ(page.error().code, Code::bad_data);
    EXPECT_TRUE(page.error().what.starts_with("bitfinex: ")) << page.error().what;
  }
}

TEST(ReadCandles, gives_up_on_an_answer_of_nothing_but_nonsense) {
  std::string body = "[0";
  for (int i = 0; i < 20'000; ++i) body += ",0";
  EXPECT_FALSE(venue::read_candles(listed(), market::m1, body + "]"));
}

std::optional<base::Error> error_of(const std::string& venue, int status, std::string_view body,
                                    std::optional<std::string_view> after = {}, std::string_view type = "") {
  return venue::read_error(**registry().find(venue), {status, body, type, after}, noon);
}

TEST(ReadError, waits_as_long_as_it_was_told_within_reason) {
  const auto date = "Tue, 05 Mar 2024 12:01:30 GMT";
  const std::vector<std::tuple<int, std::optional<std::string_view>, seconds>> cases = {
      {429, "7", 7s},
      {429, "0", 1s},
      {429, std::nullopt, 60s},
      {429, "-5", 60s},
      {429, "soon", 60s},
      {429, "999999", 1h},
      {429, date, 90s},
      {418, "7200", 2h},
      {418, "99999999999999999999", 72h},
      {418, std::nullopt, 2min},
      {403, std::nullopt, 10min},
      {403, "30", 30s},
      {503, "20", 20s},
      {429, "Tue, 05 Mar 2024 11:00:00 GMT", 60s}};
  for (const auto& [status, after, wait] : cases) {
    const auto error = error_of("binance", status, "", after);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, Code::rate_limited) << status;
    EXPECT_EQ(error->wait, wait) << status << " " << after.value_or("-");
  }
}

TEST(ReadError, finds_the_end_of_a_ban_in_the_words) {
  const auto body = fmt::format(R"({{"code":-1003,"msg":"Way too much request weight used; IP banned until {}."}})",
                                noon_ms + 600'000);
  EXPECT_EQ(error_of("binance", 418, body)->wait, 10min);
  EXPECT_EQ(error_of("binance", 418, body, "7")->wait, 10min);
}

TEST(ReadError, classifies_by_status_where_the_body_says_nothing) {
  const std::vector<std::pair<int, Code>> cases = {
      {500, Code::retry},     {502, Code::retry},  {520, Code::retry},   {503, Code::retry},  {408, Code::retry},
      {404, Code::not_found}, {400, Code::failed}, {401, Code::refused}, {301, Code::failed}, {200, Code::retry}};
  for (const auto& [status, code] : cases) {
    EXPECT_EQ(base::name(error_of("binance", status, "")->code), base::name(code)) << status;
  }
}

TEST(ReadError, goes_by_the_code_of_the_exchange_first) {
  EXPECT_EQ(error_of("binance", 400, R"({"code":-1121,"msg":"Invalid symbol."})")->code, Code::not_found);
  EXPECT_EQ(error_of("binance", 400, R"({"code":-1102,"msg":"mandatory"})")->code, Code::failed);
  EXPECT_EQ(error_of("binance", 400, R"({"code":-1007,"msg":"timeout"})")->code, Code::retry);
  EXPECT_EQ(error_of("bitfinex", 500, R"(["error",10020,"limit: invalid"])")->code, Code::retry);
  EXPECT_EQ(error_of("bitfinex", 500, R"(["error",20060,"maintenance"])")->code, Code::retry);
  EXPECT_EQ(error_of("bitfinex", 200, R"({"error":"ERR_RATE_LIMIT"})")->code, Code::rate_limited);
  EXPECT_EQ(error_of("binance", 400, R"({"code":-1121,"msg":"Invalid symbol."})")->what,
            "HTTP 400 from api.binance.com: Invalid symbol. (-1121)");
}

TEST(ReadError, calls_a_page_a_page) {
  for (const int status : {200, 403, 502}) {
    const auto error = error_of("binance", status, " <!doctype html><title>no</title>");
    ASSERT_TRUE(error);
    EXPECT_TRUE(error->what.ends_with("an HTML page (Cloudflare?) instead of JSON")) << error->what;
  }
  EXPECT_TRUE(error_of("binance", 200, "[]", {}, "text/html; charset=utf-8"));
}

TEST(ReadError, says_what_to_do_where_the_region_is_refused) {
  const auto error = error_of("binance", 451, "{\"code\":0,\"msg\":\"restricted location\"}");
  EXPECT_EQ(error->code, Code::refused);
  EXPECT_EQ(error->what,
            "HTTP 451 from api.binance.com: it does not serve the region of this machine; set "
            "venues.binance.rest to https://data-api.binance.vision");
}

TEST(ReadError, takes_any_bytes) {
  for (const auto& body :
       {std::string("\0\0\0", 3), std::string("\xFF\xFE"), std::string(5000, '['), std::string("{\"code\":{}}")}) {
    for (const int status : {-1, 0, 200, 299, 400, 999}) {
      const auto error = error_of("binance", status, body);
      EXPECT_TRUE(error || status == 200 || status == 299);
    }
  }
}

TEST(RetryAfter, reads_dates_of_http) {
  EXPECT_EQ(venue::http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Time{sys_days{1994y / November / 6} + 8h + 49min + 37s});
  for (const std::string bad :
       {"", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(venue::http_date(bad)) << bad;
  }
}

}  // namespace
