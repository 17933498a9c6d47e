// What must be true of every exchange, over all files of facts and their recordings. Names none of them.
#include "base/text.hpp"
#include "venue/ask.hpp"
#include "venue/read.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

namespace {

using market::Time;
using market::Timeframe;
using venue::Facts;

constexpr Time noon{std::chrono::sys_days{std::chrono::year{2024} / 3 / 5} + std::chrono::hours{12}};

const venue::Registry& registry() {
  static const auto loaded = venue::Registry::load({});
  if (!loaded) throw std::runtime_error(loaded.error().what);
  return *loaded;
}

class Venue : public testing::TestWithParam<std::string> {
 protected:
  const Facts& facts() const { return **registry().find(GetParam()); }
  std::filesystem::path folder() const { return std::filesystem::path("tests/fixtures/venue") / GetParam(); }

  std::string recording(const std::string& name) const {
    std::ifstream file(folder() / name, std::ios::binary);
    EXPECT_TRUE(file) << folder() / name << " is missing";
    return {std::istreambuf_iterator<char>(file), {}};
  }
  YAML::Node expected() const { return YAML::Load(recording("expected.yaml")); }
  Timeframe timeframe() const { return *Timeframe::parse(expected()["candles"]["timeframe"].as<std::string>()); }
  market::Instrument instrument() const {
    return {.symbol = "BTC/USD", .venue_symbol = "BTC/USD 币", .base = "BTC", .quote = "USD"};
  }
};

std::vector<std::string> ids() {
  std::vector<std::string> list;
  for (const auto& [id, facts] : registry().all()) list.push_back(id);
  return list;
}

INSTANTIATE_TEST_SUITE_P(Every, Venue, testing::ValuesIn(ids()), [](const auto& each) { return each.param; });

TEST_P(Venue, has_one_code_for_each_timeframe) {
  std::set<std::string> codes;
  for (const auto& [step, code] : facts().timeframes) {
    EXPECT_EQ(facts().code_of(step), code);
    EXPECT_TRUE(codes.insert(code).second) << code << " stands for two";
  }
  EXPECT_FALSE(facts().code_of(*Timeframe::parse("7m")));
}

TEST_P(Venue, says_where_and_when_its_facts_were_read) {
  EXPECT_TRUE(facts().docs.starts_with("https://"));
  EXPECT_TRUE(market::parse_time(facts().read_on, noon)) << facts().read_on;
  EXPECT_GT(facts().limit.requests, 0);
}

TEST_P(Venue, reads_its_recorded_page_in_full) {
  const auto page = venue::read_candles(facts(), timeframe(), recording("candles.json"));
  ASSERT_TRUE(page) << page.error().what;
  EXPECT_EQ(page->rejected.size(), 0U) << page->rejected.front().why << page->rejected.front().row;
  EXPECT_EQ(page->candles.size(), expected()["candles"]["rows"].as<std::size_t>());
  EXPECT_EQ(page->rows, page->candles.size());
}

TEST_P(Venue, gives_candles_ascending_on_the_grid_and_sane) {
  const auto page = venue::read_candles(facts(), timeframe(), recording("candles.json"));
  ASSERT_TRUE(page);
  Time last{};
  for (const auto& candle : page->candles) {
    EXPECT_LT(last, candle.open_time);
    EXPECT_TRUE(timeframe().on_grid(candle.open_time));
    EXPECT_FALSE(market::implausible(candle));
    EXPECT_TRUE(candle.volume);
    last = candle.open_time;
  }
}

TEST_P(Venue, puts_every_price_where_it_belongs_digit_by_digit) {
  const auto page = venue::read_candles(facts(), timeframe(), recording("candles.json"));
  ASSERT_TRUE(page);
  const auto row = expected()["row"];
  const auto at = *market::parse_time(row["time"].as<std::string>(), noon);
  const auto found = std::ranges::find(page->candles, at, &market::Candle::open_time);
  ASSERT_NE(found, page->candles.end());
  EXPECT_EQ(found->open.text(), row["open"].as<std::string>());
  EXPECT_EQ(found->high.text(), row["high"].as<std::string>());
  EXPECT_EQ(found->low.text(), row["low"].as<std::string>());
  EXPECT_EQ(found->close.text(), row["close"].as<std::string>());
  EXPECT_EQ(found->volume->text(), row["volume"].as<std::string>());
  const std::set<std::string> prices = {found->open.text(), found->high.text(), found->low.text(), found->close.text()};
  EXPECT_EQ(prices.size(), 4U) << "a row with equal prices cannot show that columns were mixed up";
}

TEST_P(Venue, takes_an_empty_span_for_an_answer) {
  const auto body = recording("empty.json");
  EXPECT_FALSE(venue::read_error(facts(), {.status = 200, .body = body, .content_type = "application/json"}, noon));
  const auto page = venue::read_candles(facts(), timeframe(), body);
  ASSERT_TRUE(page) << page.error().what;
  EXPECT_TRUE(page->candles.empty());
  EXPECT_EQ(page->rows, 0U);
}

TEST_P(Venue, takes_no_candles_for_an_error) {
  const auto body = recording("candles.json");
  for (const auto size : {body.size(), body.find('\n', 1)}) {
    const auto error =
        venue::read_error(facts(), {.status = 200, .body = body.substr(0, size), .content_type = ""}, noon);
    EXPECT_FALSE(error) << error->what;
  }
}

TEST_P(Venue, understands_its_recorded_errors) {
  for (const std::string name : {"error", "rate_limit"}) {
    const auto wanted = expected()[name];
    const auto body = recording(name + ".json");
    const auto after = wanted["retry_after"] ? wanted["retry_after"].as<std::string>() : "";
    venue::Answered answered{.status = wanted["status"].as<int>(), .body = body, .content_type = "application/json"};
    if (!after.empty()) answered.retry_after = after;
    for (const int status : {answered.status, 200}) {
      answered.status = status;
      const auto error = venue::read_error(facts(), answered, noon);
      ASSERT_TRUE(error) << body;
      EXPECT_EQ(base::name(error->code), wanted["means"].as<std::string>()) << error->what;
      if (wanted["wait_s"]) EXPECT_EQ(error->wait, std::chrono::seconds{wanted["wait_s"].as<int>()});
    }
  }
}

TEST_P(Venue, reads_its_instruments) {
  const auto list = venue::read_instruments(facts(), recording("instruments.json"));
  ASSERT_TRUE(list) << list.error().what;
  const auto wanted = expected()["instruments"];
  EXPECT_EQ(list->size(), wanted["count"].as<std::size_t>());
  const auto found = std::ranges::find(*list, wanted["symbol"].as<std::string>(), &market::Instrument::symbol);
  ASSERT_NE(found, list->end());
  EXPECT_EQ(found->venue_symbol, wanted["venue_symbol"].as<std::string>());
  EXPECT_TRUE(found->trading);
  EXPECT_EQ(found->symbol, found->base + "/" + found->quote);
  EXPECT_TRUE(venue::ask_instruments(facts()).url.starts_with(facts().rest));
}

TEST_P(Venue, reads_its_clock_where_it_has_one) {
  EXPECT_EQ(venue::ask_time(facts()).has_value(), expected()["time"].IsDefined());
  if (!venue::ask_time(facts())) return;
  const auto time = venue::read_time(facts(), recording("time.json"));
  ASSERT_TRUE(time) << time.error().what;
  EXPECT_EQ(market::rfc3339(*time), expected()["time"].as<std::string>());
}

TEST_P(Venue, takes_torn_bytes_for_an_error) {
  for (const std::string name : {"candles.json", "instruments.json"}) {
    const auto body = recording(name);
    const auto step = std::max<std::size_t>(1, body.size() / 500);
    for (std::size_t size = 0; size < body.find_last_of("]}"); size += step) {
      EXPECT_FALSE(venue::read_candles(facts(), timeframe(), body.substr(0, size))) << name << " cut after " << size;
      EXPECT_FALSE(venue::read_instruments(facts(), body.substr(0, size))) << name << " cut after " << size;
    }
  }
}

TEST_P(Venue, survives_altered_bytes_and_never_invents_disorder) {
  const auto whole = recording("candles.json");
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 dice(seed);
  for (int round = 0; round < 300; ++round) {
    auto body = whole;
    for (int i = 0; i < 3; ++i) body[dice() % body.size()] = static_cast<char>(dice());
    const auto page = venue::read_candles(facts(), timeframe(), body);
    (void)venue::read_error(facts(), {.status = 200, .body = body, .content_type = ""}, noon);
    if (!page) continue;
    EXPECT_TRUE(std::ranges::is_sorted(page->candles, std::less_equal<>{}, &market::Candle::open_time) ||
                page->candles.size() < 2);
    for (const auto& candle : page->candles) EXPECT_FALSE(market::implausible(candle));
  }
}

TEST_P(Venue, asks_addresses_without_a_foreign_character) {
  for (const auto& [step, code] : facts().timeframes) {
    const market::Span window{step.floor(noon), step.next(step.floor(noon))};
    const auto ask = venue::ask_candles(facts(), instrument(), step, window);
    EXPECT_TRUE(ask.url.starts_with(facts().rest + "/"));
    EXPECT_EQ(
        ask.url.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?&=%,;+@!$'()*"),
        std::string::npos)
        << ask.url;
    EXPECT_TRUE(ask.url.contains("BTC%2FUSD%20%E5%B8%81")) << ask.url;
    EXPECT_EQ(ask.weight, facts().candles_weight);
  }
}

TEST_P(Venue, comes_to_the_end_of_every_span_page_by_page) {
  for (const auto& [step, code] : facts().timeframes) {
    const market::Span all{
        step.floor(noon - std::min<std::chrono::milliseconds>(step.about() * 50'000, std::chrono::days{800})),
        step.floor(noon)};
    for (const bool backward : {false, true}) {
      auto left = all;
      for (int pages = 0; !left.empty(); ++pages) {
        const auto page = venue::next_page(facts(), step, left, backward);
        ASSERT_FALSE(page.empty());
        ASSERT_TRUE(left.from <= page.from && page.until <= left.until);
        if (facts().paging.rows > 0) ASSERT_LE(step.slots_in(page), facts().paging.rows);
        if (backward) {
          ASSERT_EQ(page.until, left.until);
          left.until = page.from;
        } else {
          ASSERT_EQ(page.from, left.from);
          left.from = page.until;
        }
        ASSERT_LT(pages, 50'000);
      }
    }
  }
}

}  // namespace
