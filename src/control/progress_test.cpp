#include "control/progress.hpp"

#include "control/job_json.hpp"
#include "control/testing.hpp"

namespace control {

using testing::at;
using testing::CommandLine;

namespace {

collect::SeriesView series(const std::string& symbol, std::int64_t done, std::int64_t total, std::string note = "") {
  collect::SeriesView view{{"bitfinex", symbol, market::m1}, {}, total, done, done, std::move(note), {}};
  return view;
}

collect::JobView job_at(std::int64_t done, collect::JobState state = collect::JobState::running) {
  collect::JobView job;
  job.id = "7f31";
  job.kind = "backfill";
  job.spec.venue = "bitfinex";
  job.spec.symbols = {"BTC/USD", "ETH/USD"};
  job.title = "bitfinex BTC/USD, ETH/USD 1m";
  job.state = state;
  job.series = {series("BTC/USD", done, 44'640), series("ETH/USD", done / 2, 44'640, "waiting: rate limit 3 s")};
  job.slots_total = 89'280;
  job.slots_done = done + done / 2;
  job.rows_per_second = 412.4;
  job.eta = std::chrono::seconds{82};
  job.recorded.added = static_cast<std::size_t>(job.slots_done);
  return job;
}

}  // namespace

TEST(Progress, a_picture_shows_bars_counts_rate_and_notes) {
  const auto lines = progress_picture(job_at(27'231), 100);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "job 7f31  45%  40 846/89 280 slots  412 rows/s  eta 0:01:22");
  EXPECT_EQ(lines[1], "BTC/USD@1m  [##################............]   61%  27 231/44 640");
  EXPECT_EQ(lines[2], "ETH/USD@1m  [#########.....................]   30%  13 615/44 640  waiting: rate limit 3 s");
}

TEST(Progress, no_line_is_wider_than_the_terminal) {
  for (const int width : {20, 40, 60, 79}) {
    for (const auto& line : progress_picture(job_at(100), width))
      EXPECT_LE(width_of(line), static_cast<std::size_t>(width));
  }
}

TEST(Progress, of_many_series_ten_are_shown_the_unfinished_first) {
  auto job = job_at(0);
  job.series.clear();
  for (int i = 0; i < 30; ++i) job.series.push_back(series("S" + std::to_string(i) + "/X", i < 25 ? 10 : 5, 10));
  const auto lines = progress_picture(job, 100);
  ASSERT_EQ(lines.size(), 12U);
  EXPECT_TRUE(lines[1].starts_with("S25/X@1m"));
  EXPECT_EQ(lines[11], "and 20 more series");
}

TEST_F(CommandLine, on_a_terminal_the_picture_is_drawn_anew_at_most_ten_times_a_second) {
  terminal = true;
  width = 100;
  tick = std::chrono::milliseconds{20};
  for (int i = 0; i <= 20; ++i) script.views.push_back(job_at(i * 2232));
  script.views.push_back(job_at(44'640, collect::JobState::done));
  script.views.back().slots_done = 89'280;
  EXPECT_EQ(wick_here("fetch bitfinex:BTC/USD@1m"), 0) << err;
  std::size_t drawn = 0;
  for (auto from = err.find("\x1b[3A"); from != std::string::npos; from = err.find("\x1b[3A", from + 1)) ++drawn;
  EXPECT_EQ(drawn, 5U);  // 22 views 20 ms apart: one in five, and the last one.
  EXPECT_NE(err.find("\r\x1b[2KBTC/USD@1m  [#"), std::string::npos);
  EXPECT_EQ(out, "66 960 added, 0 same, 0 revised, 0 refused; 0 missing\n");
}

TEST_F(CommandLine, elsewhere_there_is_a_line_every_ten_seconds_and_no_escape) {
  tick = std::chrono::seconds{4};
  for (int i = 0; i < 10; ++i) script.views.push_back(job_at(i * 1000));
  script.views.push_back(job_at(44'640, collect::JobState::done));
  EXPECT_EQ(wick_here("fetch bitfinex:BTC/USD@1m"), 0);
  EXPECT_EQ(err.find('\x1b'), std::string::npos);
  EXPECT_EQ(std::ranges::count(err, '\n'), 4) << err;  // The title, and three lines in 44 s.
}

TEST_F(CommandLine, with_json_there_is_one_line_per_event_and_a_summary) {
  tick = std::chrono::milliseconds{600};
  script.views = {job_at(0), job_at(1000), job_at(2000), job_at(44'640, collect::JobState::done)};
  EXPECT_EQ(wick_here("fetch bitfinex:BTC/USD@1m --json"), 0);
  EXPECT_EQ(err, "");
  const auto lines = base::split(out, '\n');
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_TRUE(lines[0].starts_with(
      "{\"type\":\"progress\",\"job\":{\"id\":\"7f31\",\"kind\":\"backfill\",\"state\":\"running\""));
  EXPECT_EQ(lines[2], "{\"type\":\"summary\",\"job\":" + job_json(script.views.back()) + ",\"void_slots\":null}");
}

TEST_F(CommandLine, an_interrupt_says_how_to_go_on) {
  script.views = {job_at(1000, collect::JobState::paused)};
  script.signal = 2;
  EXPECT_EQ(wick_here("fetch bitfinex:BTC/USD@1m"), 130);
  EXPECT_TRUE(err.ends_with("stopped; nothing lost. Continue with: wick job resume 7f31\n")) << err;
  script.signal = 15;
  EXPECT_EQ(wick_here("fetch bitfinex:BTC/USD@1m"), 143);
}

TEST_F(CommandLine, slots_that_are_still_missing_are_exit_code_3_and_a_failure_is_1) {
  script.views = {job_at(44'640, collect::JobState::done)};
  script.views[0].slots_missing = 12;
  EXPECT_EQ(wick_here("fetch bitfinex:BTC/USD@1m"), 3);
  EXPECT_TRUE(err.ends_with("wick: 12 slots are still missing; wick gaps tells why\n"));
  script.views = {job_at(10, collect::JobState::failed)};
  script.views[0].error = "no route to host";
  EXPECT_EQ(wick_here("fetch bitfinex:BTC/USD@1m"), 1);
  EXPECT_TRUE(err.ends_with("wick: job 7f31 failed: no route to host; try again with: wick job retry 7f31\n"));
}

TEST_F(CommandLine, both_forms_of_fetch_ask_for_the_same) {
  script.views = {job_at(44'640, collect::JobState::done)};
  EXPECT_EQ(wick_here("fetch --exchange binance --symbols BTC/USDT,ETH/USDT --timeframes 1m,1h --start 2024-01-01 "
                      "--end 2024-02-01"),
            0)
      << err;
  ASSERT_EQ(script.asked.size(), 2U);
  EXPECT_EQ(script.asked[0], "open fetch");
  const auto spec = collect::BackfillSpec::from_json(std::string_view(script.asked[1]).substr(9)).value();
  EXPECT_EQ(
      spec,
      (collect::BackfillSpec{
          "binance", {"BTC/USDT", "ETH/USDT"}, {market::m1, market::h1}, at("2024-01-01"), at("2024-02-01"), false}));
  EXPECT_EQ(wick_here("fetch binance:BTC/USDT@1h --again"), 0) << err;
  EXPECT_EQ(collect::BackfillSpec::from_json(std::string_view(script.asked[3]).substr(9)).value(),
            (collect::BackfillSpec{"binance", {"BTC/USDT"}, {market::h1}, {}, {}, true}));
}

TEST_F(CommandLine, resume_takes_an_id_or_the_newest) {
  script.views = {job_at(44'640, collect::JobState::done)};
  EXPECT_EQ(wick_here("fetch resume"), 0) << err;
  EXPECT_EQ(wick_here("fetch resume 7f31"), 0);
  EXPECT_EQ(wick_here("job retry 7f31"), 0);
  EXPECT_EQ(script.asked, (std::vector<std::string>{"open fetch resume", "resume ", "open fetch resume", "resume 7f31",
                                                    "open job resume", "resume 7f31"}));
}

TEST(JobJson, a_job_is_read_back_as_it_was_told) {
  auto job = job_at(27'231);
  job.created = at("2024-03-01");
  job.changed = at("2024-03-02");
  job.slots_missing = 7;
  job.note = "a \"note\"";
  const auto back = read_job(job_json(job)).value();
  EXPECT_EQ(job_json(back), job_json(job));
  EXPECT_EQ(back.series.at(1).series.text(), "bitfinex:ETH/USD@1m");
  EXPECT_EQ(read_jobs("{\"jobs\":[" + job_json(job) + "]}").value().size(), 1U);
  EXPECT_EQ(read_jobs("[]").value().size(), 0U);
}

TEST(JobJson, what_is_no_job_is_bad_data) {
  for (const auto* text : {"", "[", "[]", "{}", "{\"id\":\"a\",\"state\":\"flying\"}", "{\"id\":1,\"state\":\"done\"}",
                           "{\"id\":\"a\",\"state\":\"done\",\"series\":[1]}"}) {
    const auto job = read_job(text);
    ASSERT_FALSE(job) << text;
    EXPECT_EQ(job.error().code, base::Code::bad_data);
  }
}

}  // namespace control
