#include "store/store.hpp"

#include "store/test_store.hpp"

#include <gtest/gtest.h>

#include <random>

namespace store {
namespace {

using market::Known;
using market::Span;
using market::State;

class Store : public testing::Test {
 protected:
  Store() : writer_{Writer::open(folder_.file()).value()} { series_ = writer_.ensure(minutes(), "BTCUSDT").value(); }

  Recorded record(const Answer& answer) { return writer_.record({&answer, 1}).value().at(0); }
  Recorded record(std::int64_t from, std::int64_t until, Evidence evidence = Evidence::rest, int shift = 0) {
    return record(answer_of(series_, candles(from, until, shift), {at(from), at(until)}, evidence));
  }
  market::Candles all() const { return writer_.read(series_, everything).value(); }
  void tidy() {
    while (writer_.tidy().value()) {
    }
  }
  void expect_sound() {
    const auto verified = writer_.verify().value();
    for (const auto& damage : verified.damages) ADD_FAILURE() << damage.where << ": " << damage.what;
  }

  TemporaryFolder folder_;
  Writer writer_;
  SeriesId series_{};
};

TEST_F(Store, gives_back_what_was_recorded) {
  EXPECT_EQ(record(0, 10).added, 10U);
  EXPECT_EQ(record(1000, 20000).added, 19000U);
  EXPECT_EQ(all().size(), 19010U);
  EXPECT_EQ(writer_.read(series_, {at(5), at(1010)}).value(), concat(candles(5, 10), candles(1000, 1010)));
  expect_sound();
}

TEST_F(Store, reads_the_newest_from_tail_and_blocks_alike) {
  record(0, 9000);
  record(9000, 9100);
  const auto newest = writer_.read(series_, everything, 300, true).value();
  EXPECT_EQ(newest, candles(8800, 9100));
  EXPECT_EQ(writer_.read(series_, everything, 3).value(), candles(0, 3));
}

TEST_F(Store, scans_the_same_as_it_reads) {
  record(0, 6000);
  record(6000, 6100);
  record(7000, 7005);
  Columns columns;
  ASSERT_TRUE(writer_.scan(series_, {at(100), at(7003)}, columns));
  const auto read = writer_.read(series_, {at(100), at(7003)}).value();
  ASSERT_EQ(columns.open.size(), read.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    ASSERT_EQ(columns.open_time[i], market::ms_of(read[i].open_time));
    ASSERT_EQ(columns.close[i], read[i].close.to_double());
    ASSERT_EQ(columns.volume[i], read[i].volume->to_double());
  }
}

TEST_F(Store, counts_what_is_said_twice_as_the_same) {
  record(0, 300);
  EXPECT_EQ(record(0, 300).same, 300U);
  record(400, 410);
  EXPECT_EQ(record(400, 410).same, 10U);
  EXPECT_TRUE(writer_.conflicts(std::nullopt, true)->empty());
  expect_sound();
}

TEST_F(Store, serves_the_newer_of_equal_evidence_and_keeps_the_other) {
  for (const std::int64_t size : {10, 600}) {
    record(size * 100, size * 101);
    EXPECT_EQ(record(size * 100, size * 100 + 1, Evidence::rest, 1).revised, 1U);
    EXPECT_EQ(writer_.read(series_, {at(size * 100), at(size * 100 + 1)})->front(),
              candles(size * 100, size * 100 + 1, 1)[0]);
    const auto conflicts = writer_.conflicts(series_, false).value();
    EXPECT_EQ(conflicts.back().rule, "newer of equal evidence");
    EXPECT_EQ(conflicts.back().other, candles(size * 100, size * 100 + 1)[0]);
  }
  expect_sound();
}

TEST_F(Store, refuses_lower_evidence_and_notes_it_once) {
  record(0, 300, Evidence::settled);
  EXPECT_EQ(record(5, 6, Evidence::stream_closed, 1).refused, 1U);
  EXPECT_EQ(record(5, 6, Evidence::stream_closed, 1).refused, 1U);
  EXPECT_EQ(all(), candles(0, 300));
  const auto conflicts = writer_.conflicts(std::nullopt, false).value();
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].rule, "lower evidence");
  EXPECT_EQ(conflicts[0].served_from.evidence, Evidence::settled);
}

TEST_F(Store, keeps_what_vanished_and_notes_it_once) {
  record(0, 300);
  auto answer = answer_of(series_, candles(0, 300), {at(0), at(300)}, Evidence::rest);
  answer.candles.erase(answer.candles.begin() + 7);
  EXPECT_EQ(record(answer).vanished, 1U);
  EXPECT_EQ(record(answer).vanished, 1U);
  EXPECT_EQ(all(), candles(0, 300));
  EXPECT_EQ(writer_.conflicts(series_, false)->size(), 1U);
  EXPECT_EQ(writer_.conflicts(series_, false)->front().rule, "vanished");
}

TEST_F(Store, completes_candles_that_lack_fields) {
  auto bare = candles(0, 300);
  for (auto& candle : bare) candle.volume.reset();
  record(answer_of(series_, bare, {at(0), at(300)}, Evidence::rest));
  EXPECT_EQ(record(0, 300).same, 300U);
  EXPECT_EQ(all(), candles(0, 300));
}

TEST_F(Store, believes_what_a_better_witness_said_alike) {
  record(0, 300, Evidence::stream_closed);
  record(10, 20, Evidence::settled);
  EXPECT_EQ(record(15, 16, Evidence::rest, 1).refused, 1U);
  EXPECT_EQ(record(25, 26, Evidence::rest, 1).revised, 1U);
  EXPECT_EQ(writer_.why(series_, at(15))->front().provenance.evidence, Evidence::settled);
  expect_sound();
}

TEST_F(Store, knows_held_and_void_spans_and_leaves_the_rest_as_gaps) {
  ASSERT_TRUE(writer_.want(series_, {at(0), at(100)}));
  auto answer = answer_of(series_, concat(candles(0, 10), candles(20, 30)), {at(0), at(40)}, Evidence::rest);
  answer.voids = {{{at(10), at(15)}, State::no_trade}};
  record(answer);
  const std::vector<Known> expected = {
      {{at(0), at(10)}, State::held}, {{at(10), at(15)}, State::no_trade}, {{at(20), at(30)}, State::held}};
  EXPECT_EQ(writer_.known(series_, {at(0), at(100)}).value(), expected);
  const auto gaps = writer_.gaps(series_, {at(0), at(50)}).value();
  ASSERT_EQ(gaps.size(), 2U);
  EXPECT_EQ(gaps[0].span, (Span{at(15), at(20)}));
  EXPECT_EQ(gaps[1].span, (Span{at(30), at(50)}));
  EXPECT_EQ(gaps[0].reason, "not fetched yet");
}

TEST_F(Store, knows_the_same_after_sealing) {
  for (std::int64_t i = 0; i < 300; ++i) {
    Answer answer = answer_of(series_, {}, {at(i), at(i + 1)}, Evidence::stream_closed);
    if (i % 3 == 0) {
      answer.voids = {{{at(i), at(i + 1)}, State::no_trade}};
    } else {
      answer.candles = candles(i, i + 1);
    }
    record(answer);
  }
  const auto before = writer_.known(series_, everything).value();
  const auto candles_before = all();
  const auto info = writer_.find(minutes()).value();
  tidy();
  EXPECT_EQ(writer_.known(series_, everything).value(), before);
  EXPECT_EQ(all(), candles_before);
  EXPECT_EQ(writer_.find(minutes())->rows, info.rows);
  EXPECT_EQ(writer_.find(minutes())->revision, info.revision);
  expect_sound();
}

TEST_F(Store, tells_why_a_gap_is_there_until_it_is_closed) {
  ASSERT_TRUE(writer_.want(series_, {at(0), market::time_max}));
  ASSERT_TRUE(writer_.fail({series_, {at(5), at(10)}, "HTTP 503", 1, at(20), at(20), at(30)}));
  ASSERT_TRUE(writer_.fail({series_, {at(5), at(10)}, "HTTP 504", 1, at(21), at(21), at(31)}));
  const auto gaps = writer_.gaps(series_, {at(0), at(20)}).value();
  ASSERT_EQ(gaps.size(), 3U);
  EXPECT_EQ(gaps[1].reason, "HTTP 504");
  EXPECT_EQ(gaps[1].attempts, 2);
  record(0, 12);
  EXPECT_TRUE(writer_.failures(std::nullopt)->empty());
  EXPECT_EQ(writer_.gaps(series_, {at(0), at(20)})->size(), 1U);
}

TEST_F(Store, lets_a_person_choose) {
  record(0, 300, Evidence::settled);
  record(5, 6, Evidence::rest, 1);
  const auto id = writer_.conflicts(series_, false)->front().id;
  ASSERT_TRUE(writer_.settle_conflict(id, true));
  EXPECT_EQ(writer_.read(series_, {at(5), at(6)}).value(), candles(5, 6, 1));
  EXPECT_TRUE(writer_.conflicts(series_, false)->empty());
  EXPECT_EQ(writer_.why(series_, at(5))->front().provenance.source, "hand");
  EXPECT_EQ(record(5, 6, Evidence::settled).refused, 1U);
  expect_sound();
}

TEST_F(Store, rotates_its_tail_into_blocks) {
  for (std::int64_t i = 0; i < 1100; ++i) record(i, i + 1, Evidence::stream_closed);
  tidy();
  EXPECT_EQ(all(), candles(0, 1100));
  EXPECT_EQ(writer_.find(minutes())->rows, 1100);
  const auto verified = writer_.verify().value();
  EXPECT_TRUE(verified.damages.empty());
  EXPECT_EQ(verified.blocks, 4);
}

TEST_F(Store, refuses_candles_that_are_off_the_grid_or_out_of_order) {
  auto answer = answer_of(series_, candles(0, 3), {at(0), at(3)}, Evidence::rest);
  std::swap(answer.candles[0], answer.candles[1]);
  EXPECT_EQ(writer_.record({&answer, 1}).error().code, base::Code::bad_data);
  answer = answer_of(series_, candles(0, 3), {at(0), at(2)}, Evidence::rest);
  EXPECT_EQ(writer_.record({&answer, 1}).error().code, base::Code::bad_data);
  EXPECT_TRUE(all().empty());
}

TEST_F(Store, keeps_ids_and_instruments) {
  EXPECT_EQ(writer_.ensure(minutes(), "BTCUSDT").value(), series_);
  const market::Instrument instrument{"BTC/USDT", "BTCUSDT", "BTC", "USDT", true, at(0)};
  ASSERT_TRUE(writer_.put_instruments({&instrument, 1}));
  EXPECT_EQ(writer_.instruments()->front(), instrument);
  const auto reader = Reader::open(folder_.file()).value();
  EXPECT_EQ(reader.find(minutes())->venue_symbol, "BTCUSDT");
  EXPECT_EQ(reader.find(*market::Series::parse("x:A/B@1m")).error().code, base::Code::not_found);
}

TEST(Blocks, are_the_same_bytes_in_whatever_order_the_answers_came) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random{seed};
  std::vector<std::string> contents;
  for (int round = 0; round < 4; ++round) {
    TemporaryFolder folder;
    auto writer = Writer::open(folder.file()).value();
    const auto series = writer.ensure(minutes(), "").value();
    std::vector<std::pair<std::int64_t, std::int64_t>> pages;
    for (std::int64_t from = 0; from < 10000;) {
      const auto until = std::min<std::int64_t>(10000, from + 1 + static_cast<std::int64_t>(random() % 1500));
      pages.emplace_back(from, until);
      from = until;
    }
    if (round > 0) std::ranges::shuffle(pages, random);
    for (const auto& [from, until] : pages) {
      // Answers that arrived long after their time.
      auto answer = answer_of(series, candles(from, until), {at(from), at(until)}, Evidence::rest);
      answer.provenance.at = at(100000);
      ASSERT_TRUE(writer.record({&answer, 1}));
    }
    while (writer.tidy().value()) {
    }
    ASSERT_TRUE(writer.verify()->damages.empty());
    contents.push_back(block_bytes(folder.file()));
    EXPECT_EQ(contents.back(), contents.front());
  }
}

}  // namespace
}  // namespace store
