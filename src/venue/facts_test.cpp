#include "venue/facts.hpp"

#include "venue/ask.hpp"

#include <gtest/gtest.h>

namespace {

using base::Code;
using market::Span;
using market::Timeframe;
using venue::parse_facts;

const std::string good = R"(id: some
name: Some
docs: https://some.test/
read_on: 2024-03-05
rest: https://some.test
timeframes: {1m: 60, 1h: 3600}
candles:
  get: /c/$symbol/$code
  query: {start: $from_s, end: $until_iso, n: $rows}
  page: {rows: 100, keeps: newest}
  columns: {time_s: t, open: o, high: h, low: l, close: c, volume: v}
  quiet: filled
instruments: {get: /list, pair: {separator: "-"}}
limit: {budget: 100, per: 1m}
)";

std::string with(std::string_view old, std::string_view fresh) {
  auto text = good;
  const auto at = text.find(old);
  EXPECT_NE(at, text.npos) << old;
  return text.replace(at, old.size(), fresh);
}

void expect_refused(const std::string& yaml, const std::string& what) {
  const auto facts = parse_facts(yaml, "some.yaml");
  ASSERT_FALSE(facts) << what;
  EXPECT_EQ(facts.error().code, Code::usage);
  EXPECT_EQ(facts.error().what, what);
}

TEST(Facts, are_read_as_they_stand) {
  const auto facts = parse_facts(good, "some.yaml");
  ASSERT_TRUE(facts) << facts.error().what;
  EXPECT_EQ(facts->name, "Some");
  EXPECT_EQ(facts->code_of(market::h1), "3600");
  EXPECT_EQ(facts->paging.rows, 100);
  EXPECT_EQ(facts->paging.cut, venue::Cut::keeps_newest);
  EXPECT_FALSE(facts->paging.until_included);
  EXPECT_EQ(facts->limit.requests, 100);
  EXPECT_EQ(facts->limit.per, std::chrono::minutes{1});
}

TEST(Facts, refuse_an_unknown_key_and_name_the_nearest) {
  expect_refused(with("quiet: filled", "quite: filled"), "some.yaml:8:3: 'candles' lacks 'quiet'");
  expect_refused(with("rows: 100,", "row: 100, rows: 100,"),
                 "some.yaml:10:10: unknown key 'row', did you mean 'rows'?");
  expect_refused(good + "limits: 5\n", "some.yaml:15:1: unknown key 'limits', did you mean 'limit'?");
}

TEST(Facts, refuse_a_code_that_means_another_timeframe) {
  expect_refused(with("1h: 3600", "1h: 3600, 1w: 259200"),
                 "some.yaml:6:36: code 259200 is a number of seconds: 3d, not 1w");
  expect_refused(with("{1m: 60, 1h: 3600}", "{1m: 1, 1w: 7200}"),
                 "some.yaml:6:25: code 7200 is a number of minutes: 5d, not 1w");
  expect_refused(with("{1m: 60, 1h: 3600}", "{1m: 1m, 1M: 1m}"), "some.yaml:6:26: code '1m' stands here twice");
  expect_refused(with("{1m: 60, 1h: 3600}", "{1M: 1m}"), "some.yaml:6:18: code '1m' means 1m, not 1M");
  expect_refused(with("{1m: 60, 1h: 3600}", "{4h: HOUR_8}"), "some.yaml:6:18: code 'HOUR_8' means 8h, not 4h");
}

TEST(Facts, refuse_a_column_twice_unknown_or_missing) {
  expect_refused(with("{time_s: t, open: o, high: h, low: l, close: c, volume: v}", "[time_s, open, open]"),
                 "some.yaml:11:27: column 'open' stands here twice");
  expect_refused(with("close: c, volume: v", "close: c, volum: v"),
                 "some.yaml:11:60: unknown column 'volum', did you mean 'volume'?");
  expect_refused(with("time_s: t, ", ""),
                 "some.yaml:11:12: 'columns' lacks one of time_ms (or _s, _us, _ns, _iso), open, high, low, close");
  expect_refused(with("time_s: t, open: o", "time_s: t, open: o, open: x"),
                 "some.yaml:11:33: column 'open' stands here twice");
}

TEST(Facts, refuse_a_hole_that_nobody_fills) {
  expect_refused(with("$from_s", "$form_s"), "some.yaml:9:10: unknown '$form_s', did you mean 'from_s'?");
}

TEST(Facts, refuse_what_is_no_yaml_or_no_mapping) {
  for (const std::string text : {"", "- a", "{", "id: [", "\t"}) {
    const auto facts = parse_facts(text, "some.yaml");
    ASSERT_FALSE(facts);
    EXPECT_TRUE(facts.error().what.starts_with("some.yaml:")) << facts.error().what;
  }
}

TEST(Facts, of_the_user_replace_ours_and_add_to_them) {
  const auto ours = venue::Registry::load({});
  ASSERT_TRUE(ours);
  const auto id = ours->all().begin()->first;
  auto mine = good;
  mine.replace(0, 8, "id: " + id);
  const auto both = venue::Registry::load({{id + ".yaml", mine}, {"some.yaml", good}});
  ASSERT_TRUE(both) << both.error().what;
  EXPECT_EQ(both->all().size(), ours->all().size() + 1);
  EXPECT_EQ((*both->find(id))->name, "Some");
  EXPECT_FALSE(venue::Registry::load({{"other.yaml", good}})) << "a file is called by its id";
}

TEST(Facts, that_are_missing_are_told_with_the_nearest_name) {
  auto registry = *venue::Registry::load({{"some.yaml", good}});
  EXPECT_EQ(registry.find("sone").error().what, "no exchange 'sone', did you mean 'some'?");
  EXPECT_FALSE(registry.set_rest("sone", "http://127.0.0.1:1"));
}

TEST(Facts, of_a_closed_exchange_open_with_another_address) {
  auto registry = *venue::Registry::load({{"some.yaml", good + "closed: Some closed\n"}});
  EXPECT_EQ((*registry.find("some"))->closed, "Some closed");
  ASSERT_TRUE(registry.set_rest("some", "http://127.0.0.1:8080/"));
  EXPECT_FALSE((*registry.find("some"))->closed);
  EXPECT_EQ((*registry.find("some"))->rest, "http://127.0.0.1:8080");
}

// What we send, letter by letter.
constexpr market::Time from{std::chrono::sys_days{std::chrono::year{2021} / 3 / 12} + std::chrono::hours{4}};
constexpr Span ten_minutes{from, from + std::chrono::minutes{10}};

std::string asked(const std::string& id, const std::string& symbol, const Timeframe& timeframe, Span window,
                  market::Time now = market::time_max) {
  const auto registry = *venue::Registry::load({{"some.yaml", good}});
  return venue::ask_candles(**registry.find(id), {"", symbol, "", "", true, {}}, timeframe, window, now).url;
}

TEST(Ask, fills_every_hole) {
  EXPECT_EQ(asked("some", "A/B", market::m1, ten_minutes),
            "https://some.test/c/A%2FB/60?start=1615521600&end=2021-03-12T04%3A10%3A00Z&n=100");
}

TEST(Ask, sends_what_the_exchanges_document) {
  EXPECT_EQ(
      asked("binance", "BTCUSDT", market::m1, ten_minutes),
      "https://api.binance.com/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=1615521600000&endTime=1615522140000"
      "&limit=1000");
  EXPECT_EQ(
      asked("bitfinex", "tDUSK:USD", market::d1, {market::d1.floor(from), market::d1.next(market::d1.floor(from))}),
      "https://api-pub.bitfinex.com/v2/candles/trade:1D:tDUSK:USD/hist?start=1615507200000&end=1615507200000"
      "&limit=10000&sort=1");
}

TEST(Ask, names_calendar_pieces_and_the_present) {
  const std::string base = "https://api.bittrex.com/v3/markets/BTC-USD/candles/TRADE/";
  const auto later = from + std::chrono::days{1000};
  EXPECT_EQ(asked("bittrex", "BTC-USD", market::m1, ten_minutes, later), base + "MINUTE_1/historical/2021/3/12");
  EXPECT_EQ(asked("bittrex", "BTC-USD", market::h1, {from, from + std::chrono::hours{1}}, later),
            base + "HOUR_1/historical/2021/3");
  EXPECT_EQ(asked("bittrex", "BTC-USD", market::d1, {from, from + std::chrono::days{1}}, later),
            base + "DAY_1/historical/2021");
  EXPECT_EQ(asked("bittrex", "BTC-USD", market::m1, ten_minutes, from + std::chrono::hours{2}),
            base + "MINUTE_1/recent");
}

}  // namespace

TEST(Ask, takes_an_address_with_or_without_the_beginning_of_the_paths) {
  for (const char* address : {"http://127.0.0.1:8100", "http://127.0.0.1:8100/", "http://127.0.0.1:8100/v3"}) {
    auto registry = venue::Registry::load({}).value();
    ASSERT_TRUE(registry.set_rest("bittrex", address));
    EXPECT_EQ(venue::ask_instruments(**registry.find("bittrex")).url, "http://127.0.0.1:8100/v3/markets") << address;
  }
  auto registry = venue::Registry::load({}).value();
  ASSERT_TRUE(registry.set_rest("bittrex", "http://127.0.0.1:8100/behind"));
  EXPECT_EQ(venue::ask_instruments(**registry.find("bittrex")).url, "http://127.0.0.1:8100/behind/v3/markets");
}
