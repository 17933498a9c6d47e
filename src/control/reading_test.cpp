// The verbs that read, over a small real store.
#include "control/testing.hpp"

namespace control {

using testing::at;

namespace {

market::Candle candle(market::Time open, int step) {
  const auto price = [&](int cents) { return base::Decimal::of(10'000 + step * 10 + cents, 2); };
  market::Candle made{open, price(0), price(9), price(-5), price(4)};
  made.volume = base::Decimal::of(1500 + step, 3);
  return made;
}

// binance:BTC/USDT@1m from 2024-03-09T00:00 on, 180 minutes: 10 to 14 had no trades, 60 to 69 are missing, the rest is
// held; minutes from 120 on tell the number of trades, too.
class Reading : public testing::CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    auto library = store::Library::open_to_write(data_, "test").value();
    auto* writer = library.writer("binance").value();
    const auto id = writer->ensure(series, "BTCUSDT").value();
    ASSERT_TRUE(writer->want(id, {begin, begin + std::chrono::minutes{180}}));
    std::vector<store::Answer> answers = {answer(id, 0, 60), answer(id, 70, 180)};
    answers[0].voids = {{{minute(10), minute(15)}, market::State::no_trade}};
    std::erase_if(answers[0].candles,
                  [&](const auto& one) { return one.open_time >= minute(10) && one.open_time < minute(15); });
    ASSERT_TRUE(writer->record(answers));
    market::Instrument listed{"ETH/USDT", "ETHUSDT", "ETH", "USDT"};
    ASSERT_TRUE(writer->put_instruments({&listed, 1}));
  }

  market::Time minute(int number) const { return begin + std::chrono::minutes{number}; }
  store::Answer answer(store::SeriesId id, int from, int until) const {
    store::Answer made{id, {minute(from), minute(until)}, {}, {}, {}};
    made.provenance = {store::Evidence::rest, "rest", "7f31", at("2024-03-09T06:00:00Z")};
    for (int i = from; i < until; ++i) {
      made.candles.push_back(candle(minute(i), i));
      if (i >= 120) made.candles.back().trades = i;
    }
    return made;
  }

  const market::Series series = *market::Series::parse("binance:BTC/USDT@1m");
  const market::Time begin = at("2024-03-09T00:00:00Z");
};

}  // namespace

TEST_F(Reading, get_gives_csv_with_every_digit_and_only_stored_columns) {
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --end 2024-03-09T00:03"), 0) << err;
  EXPECT_EQ(out,
            "time,open,high,low,close,volume\n"
            "1709942400000,100.00,100.09,99.95,100.04,1.500\n"
            "1709942460000,100.10,100.19,100.05,100.14,1.501\n"
            "1709942520000,100.20,100.29,100.15,100.24,1.502\n");
  EXPECT_EQ(err, "");
}

TEST_F(Reading, a_column_that_some_candles_have_is_there_for_all) {
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --start 2024-03-09T01:59 --end 2024-03-09T02:01"), 0);
  EXPECT_EQ(out,
            "time,open,high,low,close,volume,trades\n"
            "1709949540000,111.90,111.99,111.85,111.94,1.619,\n"
            "1709949600000,112.00,112.09,111.95,112.04,1.620,120\n");
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --start 2024-03-09T02:00 --limit 1 --columns basic"), 0);
  EXPECT_EQ(out, "time,open,high,low,close,volume\n1709949600000,112.00,112.09,111.95,112.04,1.620\n");
}

TEST_F(Reading, missing_slots_are_a_note_and_exit_code_3_but_slots_without_trades_are_not) {
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --start 2024-03-09T00:09 --end 2024-03-09T00:16"), 0);
  EXPECT_EQ(std::ranges::count(out, '\n'), 3);
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m"), 3);
  EXPECT_EQ(std::ranges::count(out, '\n'), 1 + 180 - 5 - 10);
  EXPECT_EQ(err,
            "wick: 10 of 180 candles are missing in 1 ranges, the first from 2024-03-09T01:00:00Z; wick gaps "
            "binance:BTC/USDT@1m tells why, wick repair binance:BTC/USDT@1m fetches them\n");
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --quiet"), 3);
  EXPECT_EQ(err, "");
}

TEST_F(Reading, a_range_wider_than_what_is_stored_counts_as_missing) {
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --start 2024-03-08T23:58 --end 2024-03-09T00:01 --json"), 3);
  EXPECT_NE(out.find("\"slots\":{\"expected\":3,\"returned\":1,\"missing\":2}"), std::string::npos) << out;
}

TEST_F(Reading, limit_takes_the_oldest_and_newest_the_newest) {
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --limit 1 --fields time,close"), 0) << err;
  EXPECT_EQ(out, "time,close\n1709942400000,100.04\n");
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --newest --limit 2 --fields time,close"), 0) << err;
  EXPECT_EQ(out, "time,close\n1709953080000,117.84\n1709953140000,117.94\n");
}

TEST_F(Reading, empty_slots_can_be_filled) {
  const std::string range = "get binance:BTC/USDT@1m --start 2024-03-09T00:09 --end 2024-03-09T00:11 --time rfc3339 ";
  EXPECT_EQ(wick_here(range + "--fill null --fields time,open,close,volume"), 0);
  EXPECT_EQ(out, "time,open,close,volume\n2024-03-09T00:09:00Z,100.90,100.94,1.509\n2024-03-09T00:10:00Z,,,\n");
  EXPECT_EQ(wick_here(range + "--fill prev --fields time,open,close,volume,filled -o ndjson"), 0);
  EXPECT_EQ(out,
            "{\"time\":\"2024-03-09T00:09:00Z\",\"open\":100.90,\"close\":100.94,\"volume\":1.509,\"filled\":false}\n"
            "{\"time\":\"2024-03-09T00:10:00Z\",\"open\":100.94,\"close\":100.94,\"volume\":0,\"filled\":true}\n");
}

TEST_F(Reading, json_is_one_document_and_table_is_aligned) {
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --limit 2 --fields time,open --json"), 0);
  EXPECT_EQ(
      out,
      "{\"series\":\"binance:BTC/"
      "USDT\",\"interval\":\"1m\",\"made_of\":null,\"columns\":[\"time\",\"open\"],\"rows\":[\n"
      "[1709942400000,100.00],\n[1709942460000,100.10]],\"slots\":{\"expected\":2,\"returned\":2,\"missing\":0}}\n");
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --limit 1 --fields time,volume -o table"), 0);
  EXPECT_EQ(out, "                time  volume\n2024-03-09T00:00:00Z   1.500\n");
}

TEST_F(Reading, a_coarser_timeframe_is_made_of_the_stored_one_and_says_so) {
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1h"), 3);
  EXPECT_EQ(out,
            "time,open,high,low,close,volume,trades,parts\n"
            "1709942400000,100.00,105.99,99.95,105.94,84.210,,55\n"
            "1709946000000,107.00,111.99,106.95,111.94,79.725,,50\n"
            "1709949600000,112.00,117.99,111.95,117.94,98.970,8970,60\n");
  EXPECT_TRUE(err.starts_with("wick: binance:BTC/USDT@1h is not stored; made of binance:BTC/USDT@1m\n")) << err;
  EXPECT_NE(err.find("1 of 3 candles are missing"), std::string::npos) << err;
}

TEST_F(Reading, a_candle_that_has_not_closed_is_left_out) {
  now = at("2024-03-09T02:30:30Z");
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1h --start 2024-03-09T02:00 --quiet"), 0);
  EXPECT_EQ(std::ranges::count(out, '\n'), 1);
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --start 2024-03-09T02:29 --quiet --fields time"), 0);
  EXPECT_EQ(out, "time\n1709951340000\n");
}

TEST_F(Reading, a_finer_timeframe_than_stored_cannot_be_made) {
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1s"), 6);
  EXPECT_EQ(err,
            "wick: binance:BTC/USDT@1s is neither stored nor made of what is stored: 1m; fetch it with: wick fetch "
            "binance:BTC/USDT@1s\n");
}

TEST_F(Reading, series_ls_and_show_tell_range_rows_and_completeness) {
  EXPECT_EQ(wick_here("series ls"), 0) << err;
  EXPECT_EQ(out,
            "SERIES               FIRST                 LAST                  ROWS  COMPLETE  MISSING\n"
            "binance:BTC/USDT@1m  2024-03-09T00:00:00Z  2024-03-09T02:59:00Z   165   94.44 %       10\n");
  EXPECT_EQ(wick_here("series ls --quiet"), 0);
  EXPECT_EQ(out, "binance:BTC/USDT@1m\n");
  EXPECT_EQ(wick_here("series show binance:BTC/USDT@1m"), 0);
  EXPECT_NE(out.find("  no trades     5\n"), std::string::npos) << out;
  EXPECT_EQ(wick_here("series show binance:BTC/USDT@1m --json"), 0);
  EXPECT_NE(
      out.find(
          "\"slots\":{\"expected\":180,\"held\":165,\"no_trade\":5,\"outage\":0,\"before_listing\":0,\"missing\":10}"),
      std::string::npos)
      << out;
}

TEST_F(Reading, coverage_draws_a_sign_for_each_hour) {
  width = 120;
  EXPECT_EQ(wick_here("coverage --by hour --since 2024-03-08T22:00"), 3);
  EXPECT_EQ(out,
            "binance:BTC/USDT@1m    =~=                         94.44 %  1 range missing -> wick repair "
            "binance:BTC/USDT@1m\n");
  EXPECT_EQ(wick_here("coverage --json --since 2024-03-09"), 3);
  EXPECT_TRUE(out.starts_with("{\"coverage\":[{\"series\":\"binance:BTC/USDT@1m\",\"slots\":{\"expected\":180,"));
}

TEST_F(Reading, gaps_are_told_with_their_kind) {
  EXPECT_EQ(wick_here("gaps --fields series,start,end,slots,kind"), 3);
  EXPECT_EQ(out,
            "SERIES               START                 END                   SLOTS  KIND\n"
            "binance:BTC/USDT@1m  2024-03-09T01:00:00Z  2024-03-09T01:10:00Z     10  missing\n");
  EXPECT_EQ(err, "wick: 10 slots are missing; wick repair fetches them\n");
  EXPECT_EQ(wick_here("gaps --kind no_trade --fields start,slots,kind --json"), 0);
  EXPECT_EQ(out, "{\"gaps\":[{\"start\":1709943000000,\"slots\":5,\"kind\":\"no_trade\"}]}\n");
  EXPECT_EQ(wick_here("gaps --end 2024-03-09T00:30"), 0);
  EXPECT_EQ(err, "wick: no gaps\n");
}

TEST_F(Reading, repair_plans_one_job_around_the_gaps) {
  EXPECT_EQ(wick_here("repair --dry-run --fields symbols,start,end,slots"), 3);
  EXPECT_EQ(out,
            "SYMBOLS   START                 END                   SLOTS\n"
            "BTC/USDT  2024-03-09T01:00:00Z  2024-03-09T01:10:00Z     10\n");
  collect::JobView done;
  done.id = "ab12";
  done.state = collect::JobState::done;
  script.views = {done};
  EXPECT_EQ(wick_here("repair"), 0) << err;
  ASSERT_EQ(script.asked.size(), 2U);
  EXPECT_TRUE(script.asked[1].starts_with("repair {"));
}

TEST_F(Reading, why_tells_the_origin_of_a_candle_and_the_reason_of_a_hole) {
  EXPECT_EQ(wick_here("why binance:BTC/USDT@1m 2024-03-09T00:01:30Z --fields revision,source,job,close"), 0) << err;
  EXPECT_EQ(out, "REV  SOURCE  JOB    CLOSE\n  1  rest    7f31  100.14\n");
  EXPECT_EQ(wick_here("why binance:BTC/USDT@1m 2024-03-09T00:12"), 6);
  EXPECT_EQ(err, "wick: binance:BTC/USDT@1m has no candle at 2024-03-09T00:12:00Z: the exchange confirmed no_trade\n");
  EXPECT_EQ(wick_here("why binance:BTC/USDT@1m 2023-01-01"), 6);
  EXPECT_TRUE(err.ends_with(": nobody asked for it\n")) << err;
}

TEST_F(Reading, chart_fits_the_terminal) {
  width = 60;
  EXPECT_EQ(wick_here("chart binance:BTC/USDT@1m --height 6 --ascii --end 2024-03-09T01:00"), 0) << err;
  for (const auto& line : base::split(out, '\n')) EXPECT_LE(line.size(), 60U) << line;
  EXPECT_EQ(std::ranges::count(out, '\n'), 9);
}

TEST_F(Reading, verify_finds_a_sound_store_sound) {
  EXPECT_EQ(wick_here("verify --json"), 0) << err;
  EXPECT_NE(out.find("\"rows\":165"), std::string::npos) << out;
}

TEST_F(Reading, status_reads_the_disk_when_no_daemon_runs_and_says_so) {
  EXPECT_EQ(wick_here("status"), 3) << err;
  EXPECT_TRUE(out.starts_with("DEGRADED  wick 0.1.0  data ")) << out;
  EXPECT_NE(out.find("read from disk, no daemon runs as of 2024-03-10T00:00:30Z\n"), std::string::npos) << out;
  EXPECT_NE(out.find("Candles 165 in 1 series.  Slots missing 10 in 1 series.\n"), std::string::npos) << out;
}

TEST_F(Reading, conflicts_are_listed_and_resolved) {
  EXPECT_EQ(wick_here("conflicts ls"), 0);
  EXPECT_EQ(err, "wick: no conflicts\n");
  {
    auto library = store::Library::open_to_write(data_, "test").value();
    auto* writer = library.writer("binance").value();
    auto other = answer(writer->find(series).value().id, 0, 1);
    other.candles[0].close = base::Decimal::of(10'005, 2);
    ASSERT_TRUE(writer->record({&other, 1}));
  }
  EXPECT_EQ(wick_here("conflicts ls --quiet"), 0) << err;
  const auto id = out.substr(0, out.size() - 1);
  EXPECT_EQ(wick_here("conflicts resolve " + id + " --use other"), 0) << err;
  EXPECT_EQ(wick_here("get binance:BTC/USDT@1m --limit 1 --fields close"), 0);
  EXPECT_EQ(out, "close\n100.04\n");
  EXPECT_EQ(wick_here("conflicts resolve binance"), 2);
}

}  // namespace control
