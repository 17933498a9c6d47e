#include "collect/filling.hpp"

#include "collect/testing.hpp"
#include "market/merge.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

using namespace std::chrono_literals;
using collect::testing::Faults;
using collect::testing::QuickClock;
using collect::testing::ScriptedSource;
using market::Span;
using market::Time;

namespace {

constexpr Time listing = std::chrono::sys_days{std::chrono::year{2024} / 3 / 1} + 7min;
constexpr int minutes = 20'000;

venue::Facts facts_with(venue::Quiet quiet, venue::Cut cut) {
  venue::Facts facts;
  facts.id = "scripted";
  facts.timeframes = {{market::m1, "1m"}, {market::d1, "1d"}};
  facts.paging = {.rows = 500, .cut = cut};
  facts.quiet = quiet;
  return facts;
}

// Where two histories differ, in words; "" where they do not.
std::string difference(const market::Candles& stored, const market::Candles& truth) {
  std::string out;
  const auto merged = market::merge(truth, stored);
  const auto tell = [&out](std::string_view how, const market::Candles& candles) {
    if (candles.empty()) return;
    out += fmt::format("{} {} between {} and {}; ", candles.size(), how, market::rfc3339(candles.front().open_time),
                       market::rfc3339(candles.back().open_time));
  };
  tell("missing", merged.only_held);
  tell("invented", merged.only_said);
  if (!merged.revised.empty()) out += fmt::format("{} told otherwise", merged.revised.size());
  return out;
}

// A venue, a store in a folder of its own, and whatever brings the one into the other.
struct Bench {
  explicit Bench(venue::Facts facts, std::uint64_t seed)
      : folder{std::filesystem::temp_directory_path() / ("wick-filling-" + std::to_string(getpid()))},
        clock{listing + std::chrono::minutes{minutes} + 1h},
        source{std::move(facts), clock, seed} {
    std::filesystem::remove_all(folder);
    library.emplace(store::Library::open_to_write(folder, "test").value());
    source.truth["A/B"] = collect::testing::random_walk(listing, minutes, 0.05, seed);
  }
  ~Bench() {
    library.reset();
    std::filesystem::remove_all(folder);
  }

  collect::SeriesView fill(std::optional<Time> from = {}, std::optional<Time> until = {}, bool again = false) {
    boost::asio::io_context io;
    rt::Worker disk;
    rt::Semaphore questions(8);
    collect::Writing writing(*library, disk, io.get_executor(), {.rows = 5000, .every = 1ms, .batch_rows = 2000});
    collect::SeriesView view;
    collect::Filling filling({source, questions, writing, *library, disk, clock},
                             {.job = "j1",
                              .series = series,
                              .instrument = {.symbol = "A/B", .venue_symbol = "AB", .base = "A", .quote = "B"},
                              .from = from,
                              .until = until,
                              .again = again},
                             view, [this](const store::Recorded& news) { recorded += news; });
    boost::asio::co_spawn(io, writing.run(),
                          [](const std::exception_ptr&, const base::Done& done) { EXPECT_TRUE(done); });
    boost::asio::co_spawn(io, filling.run(), [&](const std::exception_ptr&, const base::Done& done) {
      EXPECT_TRUE(done) << done.error().what;
      writing.close();
    });
    io.run();
    return view;
  }

  market::Candles stored() {
    const auto* writer = library->writer("scripted").value();
    const auto info = writer->find(series).value();
    return writer->read(info.id, {Time{}, market::time_max}).value();
  }
  std::string lacks() { return difference(stored(), source.truth["A/B"]); }
  std::vector<market::Gap> gaps() {
    const auto* writer = library->writer("scripted").value();
    return writer->gaps(writer->find(series).value().id, {Time{}, market::time_max}).value();
  }
  std::string told_gaps() {
    std::string out;
    for (const auto& gap : gaps()) {
      out += fmt::format("{} to {}: {}; ", market::rfc3339(gap.span.from), market::rfc3339(gap.span.until), gap.reason);
    }
    return out;
  }

  std::filesystem::path folder;
  QuickClock clock;
  ScriptedSource source;
  std::optional<store::Library> library;
  market::Series series{"scripted", "A/B", market::m1};
  store::Recorded recorded;
};

}  // namespace

TEST(Filling, a_quiet_venue_is_read_whole_from_its_listing_on) {
  for (const auto cut : {venue::Cut::keeps_oldest, venue::Cut::keeps_newest}) {
    Bench bench(facts_with(venue::Quiet::absent, cut), 11);
    const auto view = bench.fill();
    EXPECT_EQ(view.error, "");
    EXPECT_EQ(view.slots_done, view.slots_total);
    EXPECT_EQ(bench.lacks(), "");
    EXPECT_EQ(bench.told_gaps(), "");
    EXPECT_EQ(bench.recorded.revised + bench.recorded.refused + bench.recorded.vanished, 0U);
  }
}

TEST(Filling, a_bad_day_costs_questions_but_no_candle) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    SCOPED_TRACE(seed);
    Bench bench(facts_with(seed % 2 == 0 ? venue::Quiet::absent : venue::Quiet::filled, venue::Cut::keeps_oldest),
                seed);
    bench.source.faults = {.error = 0.03, .holes = 0.2, .damaged = 0.05, .short_page = 0.1};
    const auto view = bench.fill();
    EXPECT_EQ(view.error, "");
    EXPECT_EQ(bench.lacks(), "");
    EXPECT_EQ(bench.told_gaps(), "");
    EXPECT_EQ(bench.recorded.revised + bench.recorded.refused, 0U);
  }
}

TEST(Filling, a_venue_that_was_down_for_days_and_has_ended_is_read_in_a_few_questions) {
  Bench bench(facts_with(venue::Quiet::filled, venue::Cut::keeps_oldest), 4);
  auto& truth = bench.source.truth["A/B"];
  std::erase_if(truth, [](const market::Candle& candle) {
    const auto minute = (candle.open_time - listing) / 1min;
    return minute > 15'000 || (minute > 4'000 && minute < 12'000);
  });
  const auto view = bench.fill();
  EXPECT_EQ(view.error, "");
  EXPECT_EQ(difference(bench.stored(), truth), "");
  EXPECT_EQ(bench.told_gaps(), "");
  EXPECT_LT(bench.source.questions, 1500) << "most of them about single minutes without trades";
}

TEST(Filling, what_is_known_is_not_asked_for_again) {
  Bench bench(facts_with(venue::Quiet::absent, venue::Cut::keeps_oldest), 3);
  bench.fill();
  const int asked = bench.source.questions;
  const auto view = bench.fill();
  EXPECT_EQ(view.slots_done, view.slots_total);
  EXPECT_LE(bench.source.questions - asked, 3) << "only the newest edge may be looked at";
}

TEST(Filling, older_candles_can_be_put_in_front_and_newer_ones_behind) {
  Bench bench(facts_with(venue::Quiet::absent, venue::Cut::keeps_oldest), 5);
  bench.fill(listing + 5000min, listing + 6000min);
  bench.fill(listing + 2000min, listing + 5000min);
  bench.fill(listing + 6000min, listing + 9000min);
  auto expected = bench.source.truth["A/B"];
  std::erase_if(expected, [](const market::Candle& candle) {
    return candle.open_time < listing + 2000min || candle.open_time >= listing + 9000min;
  });
  EXPECT_EQ(difference(bench.stored(), expected), "");
  EXPECT_EQ(bench.told_gaps(), "");
}

TEST(Filling, a_page_that_fails_goes_to_the_ledger_and_is_filled_by_the_next_run) {
  Bench bench(facts_with(venue::Quiet::absent, venue::Cut::keeps_oldest), 8);
  bench.fill(listing, listing + 1000min);
  bench.source.faults.error = 1;
  const auto failed = bench.fill(listing, listing + 3000min);
  EXPECT_NE(failed.error, "");
  const auto gaps = bench.gaps();
  ASSERT_FALSE(gaps.empty());
  EXPECT_NE(gaps.front().reason.find("503"), std::string::npos);
  bench.source.faults.error = 0;
  const auto healed = bench.fill(listing, listing + 3000min);
  EXPECT_EQ(healed.error, "");
  EXPECT_EQ(bench.told_gaps(), "");
}

TEST(Filling, a_history_that_was_changed_is_seen_when_it_is_asked_for_again) {
  Bench bench(facts_with(venue::Quiet::absent, venue::Cut::keeps_oldest), 9);
  bench.fill();
  auto& changed = bench.source.truth["A/B"][777];
  changed.volume = base::Decimal::of(123456789, 2);
  bench.recorded = {};
  bench.fill({}, {}, true);
  EXPECT_EQ(bench.recorded.revised, 1U);
  EXPECT_EQ(bench.stored()[777], changed);
  const auto* writer = bench.library->writer("scripted").value();
  EXPECT_EQ(writer->conflicts(std::nullopt, true)->size(), 1U);
}
