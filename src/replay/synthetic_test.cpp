#include "replay/synthetic.hpp"

#include "market/rollup.hpp"
#include "replay/view.hpp"

#include <gtest/gtest.h>

#include <set>

namespace replay {
namespace {

using market::Candles;
using market::Time;

const Time noon = market::time_from_ms(1'710'504'000'000);  // 2024-03-15T12:00:00Z

Candles minutes(const Tape& tape, std::size_t listing, Time from, std::size_t count) {
  return tape.finals(listing, market::m1, {from, from + std::chrono::minutes{count - 1}, count, false}).value();
}

TEST(Synthetic, gives_the_same_candles_to_every_look) {
  const SyntheticTape one(7, 20);
  const SyntheticTape same(7, 20);
  const SyntheticTape other(8, 20);
  const auto candles = minutes(one, 0, noon, 100);
  EXPECT_EQ(candles.size(), 100U);
  EXPECT_EQ(candles, minutes(same, 0, noon, 100));
  EXPECT_NE(candles, minutes(other, 0, noon, 100));
  EXPECT_EQ(candles[50], minutes(one, 0, noon + std::chrono::minutes{50}, 1).at(0));
  const Window backwards{noon, noon + std::chrono::minutes{99}, 100, true};
  EXPECT_EQ(candles, one.finals(0, market::m1, backwards).value());
}

TEST(Synthetic, does_not_depend_on_how_many_symbols_there_are) {
  const SyntheticTape few(7, 3);
  const SyntheticTape many(7, 3000);
  EXPECT_EQ(minutes(few, 2, noon, 10), minutes(many, 2, noon, 10));
}

TEST(Synthetic, makes_candles_that_can_be_true) {
  const SyntheticTape tape(3, 10'000);
  for (const std::size_t listing : {0U, 1U, 5U, 40U, 800U, 9'999U}) {
    for (const auto& candle : minutes(tape, listing, noon + std::chrono::days{700}, 2000)) {
      EXPECT_EQ(market::implausible(candle), std::nullopt);
      EXPECT_GE(*candle.volume, *candle.taker_base);
      EXPECT_GE(*candle.quote_volume, *candle.taker_quote);
      EXPECT_GE(*candle.trades, 1);
    }
  }
}

TEST(Synthetic, makes_coarser_candles_of_its_minutes) {
  const SyntheticTape tape(3, 50);
  const auto rolled = market::rollup(minutes(tape, 30, noon, 180), market::h1, {});
  const auto hours = tape.finals(30, market::h1, {noon, noon + std::chrono::hours{2}, 10, false}).value();
  ASSERT_EQ(rolled.size(), 3U);
  ASSERT_EQ(hours.size(), 3U);
  for (std::size_t at = 0; at < 3; ++at) EXPECT_EQ(rolled[at].candle, hours[at]);
}

TEST(Synthetic, has_quiet_minutes_in_small_markets_and_none_in_the_big_ones) {
  const SyntheticTape tape(3, 1000);
  EXPECT_EQ(minutes(tape, 0, noon, 1000).size(), 1000U);
  const auto traded = minutes(tape, 500, noon + std::chrono::days{700}, 1000).size();
  EXPECT_GT(traded, 300U);
  EXPECT_LT(traded, 800U);
}

TEST(Synthetic, begins_at_several_listing_dates_and_has_nothing_before) {
  const SyntheticTape tape(3, 200);
  std::set<Time> dates;
  for (const auto& listing : tape.listings()) dates.insert(listing.life.from);
  EXPECT_GT(dates.size(), 100U);
  const auto& listing = tape.listings()[9];
  const auto first = tape.finals(9, market::m1, {Time{}, noon, 1, false}).value();
  EXPECT_GE(first.at(0).open_time, listing.life.from);
  EXPECT_TRUE(tape.finals(9, market::m1, {Time{}, listing.life.from - std::chrono::minutes{1}, 5, false})->empty());
}

TEST(Synthetic, names_every_symbol_differently) {
  std::set<std::string> names;
  for (std::size_t rank = 0; rank < 30'000; ++rank) names.insert(synthetic_base(rank));
  EXPECT_EQ(names.size(), 30'000U);
  EXPECT_EQ(synthetic_base(0), "BTC");
}

TEST(Synthetic, moves_its_open_candle_and_ends_where_the_final_one_is) {
  const SyntheticTape tape(3, 1);
  const View view(tape, Quiet::absent);
  const Window newest{Time{}, market::time_max, 1, true};
  std::set<std::string> closes;
  std::optional<base::Decimal> volume;
  for (int second = 1; second < 60; ++second) {
    const auto open = view.candles(0, market::m1, newest, noon + std::chrono::seconds{second}).value().at(0);
    EXPECT_EQ(open.open_time, noon);
    EXPECT_EQ(market::implausible(open), std::nullopt);
    if (volume) EXPECT_GE(*open.volume, *volume);
    volume = open.volume;
    closes.insert(open.close.text());
  }
  EXPECT_GT(closes.size(), 10U);
  const auto after = view.candles(0, market::m1, newest, noon + std::chrono::seconds{60}).value().at(0);
  EXPECT_EQ(after.open_time, noon + std::chrono::minutes{1});
  EXPECT_GE(*minutes(tape, 0, noon, 1).at(0).volume, *volume);
}

}  // namespace
}  // namespace replay
