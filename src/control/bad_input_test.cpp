// What people mistype, and what they are told.
#include "control/testing.hpp"

namespace control {

using testing::at;

namespace {

class BadInput : public testing::CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    auto library = store::Library::open_to_write(data_, "test").value();
    auto* writer = library.writer("binance").value();
    const auto id = writer->ensure(*market::Series::parse("binance:BTC/USDT@1m"), "BTCUSDT").value();
    const auto open = at("2024-03-09T00:00:00Z");
    store::Answer answer{id, {open, open + std::chrono::minutes{1}}, {}, {}, {}};
    const auto one = base::Decimal::of(1, 0);
    answer.candles = {{open, one, one, one, one}};
    ASSERT_TRUE(writer->record({&answer, 1}));
    market::Instrument listed{"ETH/USDT", "ETHUSDT", "ETH", "USDT"};
    ASSERT_TRUE(writer->put_instruments({&listed, 1}));
  }
};

}  // namespace

TEST_F(BadInput, is_answered_with_what_was_expected) {
  struct Case {
    std::string line;
    int code;
    std::string part;  // Of what is said.
  };
  const std::vector<Case> cases = {
      {"get binanse:BTC/USDT@1m", 2, "did you mean 'binance'"},
      {"get binance:BTC/USTD@1m", 2, "binance has no symbol 'BTC/USTD', did you mean 'BTC/USDT'"},
      {"get binance:BTC/USDT@1x", 2, "1x"},
      {"get binance:BTC/USDT", 2, "expected EXCHANGE:BASE/QUOTE@TIMEFRAME"},
      {"get binance:ETH/USDT@1m", 6, "binance:ETH/USDT is not stored; fetch it with: wick fetch binance:ETH/USDT@1m"},
      {"get bitfinex:BTC/USD@1m", 6, "nothing of bitfinex is stored; fetch it with: wick fetch bitfinex:BTC/USD@1m"},
      {"get binance:BTC/USDT@1m --start 2024-02-01 --end 2024-01-01", 2, "expected the earlier time first"},
      {"get binance:BTC/USDT@1m --start 2025-01-01", 2,
       "--start 2025-01-01T00:00:00Z lies in the future; expected a time "
       "before now, 2024-03-10T00:00:30Z"},
      {"get binance:BTC/USDT@1m --start 2024-02-30", 2, "--start: '2024-02-30' is not a time; expected 2024-03-05"},
      {"get binance:BTC/USDT@1m --fields opne", 2, "did you mean 'open'"},
      {"series ls binanse:*", 2, "did you mean 'binance'"},
      {"series ls binance:BTC/USTD", 2, "did you mean 'binance:BTC/USDT@1m'"},
      {"series show binance:BTC/USDT@1h", 6, "binance:BTC/USDT@1h is not stored; of binance:BTC/USDT there are 1m"},
      {"coverage --since tomorrow", 2, "'tomorrow' is not a time"},
      {"gaps --kind mising", 2, "did you mean 'missing'"},
      {"why binance:BTC/USDT@1m soon", 2, "'soon' is not a time"},
      {"verify binanse", 2, "did you mean 'binance'"},
      {"fetch", 2, "wick fetch needs an exchange"},
      {"fetch --exchange binanse", 2, "did you mean 'binance'"},
      {"fetch BTC/USDT", 2, "names no exchange"},
      {"fetch binance:BTC/USDT@7m", 2, "binance has no candles of 7m"},
      {"fetch --exchange binance --timeframes 1q", 2, "1q"},
      {"fetch binance:BTC/USDT --start now-1d --end 2030-01-01", 2,
       "lies in the future; leave it out to fetch up to now"},
      {"job show 7f31", 6, "there is no job '7f31'; see wick job ls"},
      {"job pause 7f31", 6, "there is no job '7f31'"},
  };
  for (const auto& [line, code, part] : cases) {
    EXPECT_EQ(wick_here(line), code) << line << "\n" << err;
    EXPECT_TRUE(err.starts_with("wick: ")) << line;
    EXPECT_NE(err.find(part), std::string::npos) << line << "\n" << err;
    EXPECT_EQ(out, "") << line;
  }
  EXPECT_TRUE(script.asked.empty());
}

TEST_F(BadInput, a_data_folder_that_is_not_there_is_6_and_says_what_to_do) {
  data_ = folder_ / "nowhere";
  for (const auto* line :
       {"get binance:BTC/USDT@1m", "series ls", "status", "coverage", "gaps", "repair", "verify", "job ls"}) {
    EXPECT_EQ(wick_here(line), 6) << line << "\n" << err;
    EXPECT_NE(err.find("nowhere; wick fetch makes one, or name another with --data DIR"), std::string::npos) << err;
  }
}

TEST_F(BadInput, a_data_folder_in_use_is_11_and_names_the_holder) {
  const auto holder = store::Library::open_to_write(data_, "daemon").value();
  EXPECT_EQ(wick_here("conflicts resolve binance:1 --use other"), 11);
  EXPECT_NE(err.find("daemon"), std::string::npos) << err;
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m"), 0) << "reading goes on: " << err;
}

TEST_F(BadInput, a_store_that_is_no_store_is_4) {
  std::ofstream(data_ / "binance.wick", std::ios::binary | std::ios::trunc) << std::string(8192, 'x');
  std::filesystem::remove(data_ / "binance.wick-wal");
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m"), 4) << err;
  EXPECT_EQ(wick_here("verify"), 4) << err;
}

TEST_F(BadInput, a_daemon_that_holds_the_folder_is_asked_and_when_it_is_silent_that_is_7) {
  auto library = store::Library::open_to_write(data_, "daemon").value();
  ASSERT_TRUE(library.announce("127.0.0.1:9"));
  EXPECT_EQ(wick_here("fetch binance:BTC/USDT"), 7);
  EXPECT_TRUE(err.starts_with("wick: the daemon at http://127.0.0.1:9/api/v1 does not answer: nobody listens")) << err;
  EXPECT_TRUE(script.asked.empty()) << "nothing may be done behind the daemon's back";
}

}  // namespace control
