#include "replay/store_tape.hpp"

#include "market/rollup.hpp"
#include "replay/testing.hpp"

#include <filesystem>

namespace replay {
namespace {

using market::Candles;
using testing::minute;
using testing::some_minutes;

// A data folder with 3000 minutes of BTC/USDT, 50 of them missing.
class StoreTapes : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    auto library = store::Library::open_to_write(folder_, "test").value();
    auto* writer = library.writer("binance").value();
    const auto series = writer->ensure({.venue = "binance", .symbol = "BTC/USDT"}, "BTCUSDT").value();
    candles_ = some_minutes(3000);
    candles_.erase(candles_.begin() + 1000, candles_.begin() + 1050);
    const store::Provenance rest{store::Evidence::rest, "rest", "", minute(3000)};
    const std::vector<store::Answer> answers = {{series, {minute(0), minute(3000)}, candles_, {}, rest}};
    ASSERT_TRUE(writer->record(answers).has_value());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Candles finals(const market::Timeframe& timeframe, const Window& window) {
    auto tape = StoreTape::open(folder_, "binance");
    EXPECT_TRUE(tape.has_value()) << (tape ? "" : tape.error().what);
    return tape ? (*tape)->finals(0, timeframe, window).value() : Candles{};
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("wick-store-tape-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
  Candles candles_;
};

TEST_F(StoreTapes, give_back_what_was_stored) {
  EXPECT_EQ(finals(market::m1, {minute(0), minute(5000), 10'000, false}), candles_);
  EXPECT_EQ(finals(market::m1, {minute(5), minute(5), 10, false}).at(0).open.text(), "105.10");
  EXPECT_EQ(finals(market::m1, {minute(0), minute(10), 3, true}).at(0).open_time, minute(8));
}

TEST_F(StoreTapes, make_coarser_candles_from_either_end) {
  Candles hours;
  for (const auto& derived : market::rollup(candles_, market::h1, {})) hours.push_back(derived.candle);
  const Window all{market::Time{}, market::time_max, 1000, false};
  EXPECT_EQ(finals(market::h1, all), hours);
  EXPECT_EQ(finals(market::h1, {all.first, all.last, 3, false}), Candles(hours.begin(), hours.begin() + 3));
  EXPECT_EQ(finals(market::h1, {all.first, all.last, 3, true}), Candles(hours.end() - 3, hours.end()));
}

TEST_F(StoreTapes, play_the_only_venue_of_a_folder_under_another_name) {
  const auto tape = StoreTape::open(folder_, "bitfinex").value();
  ASSERT_EQ(tape->listings().size(), 1U);
  EXPECT_EQ(tape->listings()[0].symbol, "BTC/USDT");
  EXPECT_EQ(tape->listings()[0].price_scale, 2);
  EXPECT_EQ(tape->listings()[0].life.until, minute(3000));
  EXPECT_FALSE(StoreTape::open(folder_ / "none", "binance").has_value());
}

}  // namespace
}  // namespace replay
