#include "control/settings.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace control {

namespace {

const market::Time now = *market::parse_time("2026-01-31T00:00:00Z", {});

// A folder of its own for one test; gone with it.
class Settings_ : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "wick-settings-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& text) const {
    const auto path = folder_ / "wick.yaml";
    std::ofstream(path) << text;
    return path;
  }
  std::filesystem::path folder_;
};

std::string problem_of(std::string_view yaml) {
  const auto settings = read_settings(yaml, "wick.yaml", now);
  return settings ? "" : settings.error().what;
}

std::string from(const Settings& settings, const std::string& key) {
  for (const auto& origin : settings.origins) {
    if (origin.key == key) return origin.from;
  }
  return "";
}

}  // namespace

TEST(SettingsText, an_empty_file_gives_the_defaults) {
  const auto settings = read_settings("# nothing\n", "wick.yaml", now).value();
  EXPECT_EQ(settings.data, "wick-data");
  EXPECT_EQ(settings.http_listen, "127.0.0.1:8000");
  EXPECT_EQ(from(settings, "data"), "default");
}

TEST(SettingsText, each_value_knows_its_line_and_column) {
  const auto settings = read_settings("data: /d\nhttp:\n  listen: '[::1]:9'\n", "wick.yaml", now).value();
  EXPECT_EQ(settings.data, "/d");
  EXPECT_EQ(settings.http_listen, "[::1]:9");
  EXPECT_EQ(from(settings, "data"), "wick.yaml:1:1");
  EXPECT_EQ(from(settings, "http.listen"), "wick.yaml:3:3");
}

TEST(SettingsText, json_is_read_like_yaml) {
  const auto settings = read_settings(
      R"({"data":"/d","venues":{"binance":{"rest":"http://127.0.0.1:1"}},
          "feeds":[{"venue":"binance","symbols":["BTC/USDT"],"timeframes":["1m","1h"],"live":false}]})",
      "wick.json", now);
  ASSERT_TRUE(settings) << settings.error().what;
  EXPECT_EQ(settings->venues.at("binance").rest, "http://127.0.0.1:1");
  ASSERT_EQ(settings->feeds.size(), 1U);
  EXPECT_EQ(settings->feeds[0].timeframes, (std::vector{market::m1, market::h1}));
  EXPECT_FALSE(settings->feeds[0].live);
}

TEST(SettingsText, a_relative_since_counts_from_the_given_now) {
  const auto settings =
      read_settings("feeds: [{venue: binance, symbols: 'A/B,C/D', since: now-30d}]", "f", now).value();
  EXPECT_EQ(market::rfc3339(*settings.feeds.at(0).since), "2026-01-01T00:00:00Z");
  EXPECT_EQ(settings.feeds[0].symbols, (std::vector<std::string>{"A/B", "C/D"}));
  EXPECT_EQ(settings.feeds[0].timeframes, std::vector{market::m1});
  EXPECT_TRUE(settings.feeds[0].live);
}

TEST(SettingsText, what_is_wrong_is_told_with_its_place_and_what_was_expected) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"dta: x", "wick.yaml:1:1: there is no setting 'dta', did you mean 'data'?"},
      {"http:\n  lisen: a:1", "wick.yaml:2:3: there is no setting 'http.lisen', did you mean 'http.listen'?"},
      {"http: {listen: 8000}",
       "wick.yaml:1:8: '8000' is not an address to listen on; expected host:port, such as "
       "127.0.0.1:8000"},
      {"http: {listen: 'a:70000'}",
       "wick.yaml:1:8: 'a:70000' is not an address to listen on; expected host:port, such "
       "as 127.0.0.1:8000"},
      {"data: [a]", "wick.yaml:1:1: expected 'data' to be one text"},
      {"data: ''", "wick.yaml:1:1: expected 'data' to be a folder, such as wick-data"},
      {"data: a\ndata: b", "wick.yaml:2:1: 'data' is given twice"},
      {"[1]", "wick.yaml:1:1: expected settings such as 'data: wick-data'"},
      {"venues: {binance: {rest: ftp://x}}",
       "wick.yaml:1:20: 'ftp://x' is not an address; expected 'venues.binance.rest' to be such as "
       "http://127.0.0.1:8100"},
      {"feeds: 3",
       "wick.yaml:1:1: expected 'feeds' to be a list, such as [{venue: binance, symbols: [BTC/USDT], "
       "timeframes: [1m]}]"},
      {"feeds:\n- venu: b",
       "wick.yaml:2:3: a feed has no 'venu', did you mean 'venue'?; it has venue, symbols, "
       "timeframes, since and live"},
      {"feeds:\n- {venue: b}", "wick.yaml:2:3: a feed needs 'symbols', such as [BTC/USDT] or ['*/USDT']"},
      {"feeds:\n- {venue: b, symbols: [A/B], live: maybe}", "wick.yaml:2:36: expected 'live' to be true or false"},
  };
  for (const auto& [yaml, sentence] : cases) EXPECT_EQ(problem_of(yaml), sentence) << yaml;
}

TEST(SettingsText, a_bad_timeframe_or_time_of_a_feed_names_its_place) {
  EXPECT_TRUE(problem_of("feeds:\n- {venue: b, symbols: [A/B], timeframes: [1x]}").starts_with("wick.yaml:2:42: "));
  EXPECT_TRUE(problem_of("feeds:\n- {venue: b, symbols: [A/B], since: soon}")
                  .starts_with("wick.yaml:2:37: 'since': 'soon' is not a time"));
}

TEST(SettingsText, torn_yaml_is_told_with_its_place) {
  EXPECT_TRUE(problem_of("data: [").starts_with("wick.yaml:")) << problem_of("data: [");
  EXPECT_NE(problem_of("data: [").find("not YAML"), std::string::npos);
}

TEST_F(Settings_, set_wins_over_environment_over_file_over_default) {
  SettingsSources sources{.config_file = write("data: from-file\nca_file: file.pem\nhttp: {listen: 'a:1'}\n"),
                          .set = {{"data", "from-set"}, {"data", "from-later-set"}},
                          .environment = {{"WICK_DATA", "from-env"}, {"WICK_CA_FILE", "env.pem"}},
                          .now = now};
  const auto settings = load_settings(sources).value();
  EXPECT_EQ(settings.data, "from-later-set");
  EXPECT_EQ(from(settings, "data"), "--set");
  EXPECT_EQ(settings.ca_file, "env.pem");
  EXPECT_EQ(from(settings, "ca_file"), "environment WICK_CA_FILE");
  EXPECT_EQ(settings.http_listen, "a:1");
  EXPECT_EQ(settings.venues_folder, folder_ / "venues");
}

TEST_F(Settings_, feeds_and_venues_can_be_set_on_the_command_line) {
  SettingsSources sources{.config_file = write(""),
                          .set = {{"feeds", "[{venue: kraken, symbols: ['*/USD'], live: false}]"},
                                  {"venues.kraken.rest", "http://127.0.0.1:8100"},
                                  {"venues.kraken.stream", "ws://127.0.0.1:8100"}},
                          .environment = {},
                          .now = now};
  const auto settings = load_settings(sources).value();
  EXPECT_EQ(settings.feeds.at(0).venue, "kraken");
  EXPECT_EQ(settings.venues.at("kraken").stream, "ws://127.0.0.1:8100");
}

TEST_F(Settings_, a_named_file_that_is_missing_is_not_found) {
  SettingsSources sources{.config_file = folder_ / "no.yaml", .set = {}, .environment = {}, .now = now};
  EXPECT_EQ(load_settings(sources).error().code, base::Code::not_found);
  sources.config_file = folder_;
  EXPECT_EQ(load_settings(sources).error().code, base::Code::usage);
}

TEST_F(Settings_, the_environment_may_name_the_file) {
  SettingsSources sources{
      .config_file = {}, .set = {}, .environment = {{"WICK_CONFIG", write("data: x").string()}}, .now = now};
  EXPECT_EQ(load_settings(sources).value().data, "x");
}

TEST(SettingsText, the_file_that_comes_with_wick_is_understood) {
  SettingsSources sources{.config_file = "config/wick.yaml", .set = {}, .environment = {}, .now = now};
  const auto settings = load_settings(sources);
  ASSERT_TRUE(settings) << settings.error().what;
  ASSERT_EQ(settings->feeds.size(), 1U);
  EXPECT_EQ(settings->feeds[0].symbols, (std::vector<std::string>{"BTC/USDT", "ETH/USDT"}));
}

}  // namespace control
