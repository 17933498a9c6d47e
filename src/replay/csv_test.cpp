#include "replay/csv.hpp"

#include <gtest/gtest.h>

#include <zstd.h>

namespace replay {
namespace {

using market::Candles;

Candles read(std::string_view text) {
  auto candles = read_csv(text, "test.csv");
  EXPECT_TRUE(candles.has_value()) << (candles ? "" : candles.error().what);
  return candles.value_or(Candles{});
}

std::string problem(std::string_view text) {
  const auto candles = read_csv(text, "test.csv");
  return candles ? "" : candles.error().what;
}

TEST(Csv, keeps_every_digit_with_and_without_a_header) {
  for (const std::string_view header : {"", "ts_ms,o,h,l,c,v\n", "\xEF\xBB\xBFtime,open,high,low,close,volume\r\n"}) {
    const auto candles = read(std::string(header) + "1704067200000,1.10,1.20,1.00,1.150,7.0\n");
    ASSERT_EQ(candles.size(), 1U);
    EXPECT_EQ(candles[0].open.text(), "1.10");
    EXPECT_EQ(candles[0].close.text(), "1.150");
    EXPECT_EQ(candles[0].volume->text(), "7.0");
    EXPECT_FALSE(candles[0].quote_volume.has_value());
  }
}

TEST(Csv, reads_the_layout_of_binance_dumps) {
  const auto candles = read("1704067200000000,1,3,0.5,2,10,1704067259999999,20,4,6,12,0\n");
  ASSERT_EQ(candles.size(), 1U);
  EXPECT_EQ(market::ms_of(candles[0].open_time), 1704067200000);
  EXPECT_EQ(candles[0].quote_volume->text(), "20");
  EXPECT_EQ(candles[0].trades, 4);
  EXPECT_EQ(candles[0].taker_base->text(), "6");
  EXPECT_EQ(candles[0].taker_quote->text(), "12");
}

TEST(Csv, passes_over_columns_it_has_no_use_for) {
  const auto candles = read("ts_ms,o,h,l,c,v,vwap,n\n1708419600000,498.33,498.42,498.3,498.39,3952.0,498.3398,72\n");
  EXPECT_EQ(candles.at(0).trades, 72);
  EXPECT_FALSE(candles.at(0).quote_volume.has_value());
}

TEST(Csv, tells_seconds_milliseconds_microseconds_and_dates_apart) {
  for (const std::string_view at : {"1704067200", "1704067200000", "1704067200000000", "1704067200000000000",
                                    "2024-01-01T00:00:00Z", "2024-01-01 00:00:00"}) {
    EXPECT_EQ(market::ms_of(read("time,o,h,l,c\n" + std::string(at) + ",1,1,1,1\n").at(0).open_time), 1704067200000)
        << at;
  }
}

TEST(Csv, says_where_and_what_is_wrong) {
  EXPECT_EQ(problem("1704067200000,1,2,0.5,x,1\n"), "test.csv:1: column 5 is 'x'");
  EXPECT_EQ(problem("o,h\n1,2\n"), "test.csv:1: the header must name time, open, high, low and close once each");
  EXPECT_EQ(problem("1,2,3\n"), "test.csv:1: 3 columns and no header; expected 5, 6, 8 or 12");
  EXPECT_NE(problem("1704067200000,1,2,0.5,1,1\n1704067260000,1,0.9,0.5,1,1\n").find("test.csv:2: "),
            std::string::npos);
  EXPECT_NE(problem("1704067200000,1,2,0.5,1,1\n1704067260000,1\n").find("2 columns where 6"), std::string::npos);
}

TEST(Csv, inflates_zstd_and_notices_a_torn_end) {
  const std::string text = "1704067200000,1,2,0.5,1,1\n";
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  EXPECT_EQ(unpacked(packed).value(), text);
  EXPECT_EQ(unpacked(text).value(), text);
  EXPECT_FALSE(unpacked(packed.substr(0, packed.size() - 3)).has_value());
  EXPECT_FALSE(unpacked(packed, 10).has_value());
}

struct Name {
  std::string_view file, symbol, timeframe;
};
class FileName : public ::testing::TestWithParam<Name> {};

TEST_P(FileName, says_symbol_and_timeframe) {
  const auto named = read_file_name(GetParam().file);
  EXPECT_EQ(named.symbol.value_or(""), GetParam().symbol);
  EXPECT_EQ(named.timeframe ? named.timeframe->text() : "", GetParam().timeframe);
}

INSTANTIATE_TEST_SUITE_P(Names, FileName,
                         ::testing::Values(Name{"/a/binancefut_ALGOUSDT-1m-2024-02.csv.zst", "ALGO/USDT", "1m"},
                                           Name{"RAW_binance_data_vision_LTCUSDT-1m-2026-02.csv.zst", "LTC/USDT", "1m"},
                                           Name{"bybit_BTCUSDT_1m_20250530-0629.csv.zst", "BTC/USDT", "1m"},
                                           Name{"us_SPY_1m_20240220-0517.csv.zst", "SPY/USD", "1m"},
                                           Name{"yahoo_EURUSD_1m_202504.csv.zst", "EUR/USD", "1m"},
                                           Name{"SPY.csv", "SPY/USD", ""}, Name{"BTC-USD-5m.csv", "BTC/USD", "5m"},
                                           Name{"ETHBTC-1mo-2024.csv", "ETH/BTC", "1M"},
                                           Name{"BTCFDUSD.csv", "BTC/FDUSD", ""}, Name{"candles.csv", "", ""}));

TEST(Spacing, is_the_longest_timeframe_that_fits_the_smallest_distance) {
  EXPECT_EQ(spacing(read("0,1,1,1,1\n3600,1,1,1,1\n10800,1,1,1,1\n"))->text(), "1h");
  EXPECT_EQ(spacing(read("0,1,1,1,1\n2678400,1,1,1,1\n5097600,1,1,1,1\n"))->text(), "1M");
  EXPECT_FALSE(spacing(read("0,1,1,1,1\n")).has_value());
}

}  // namespace
}  // namespace replay
