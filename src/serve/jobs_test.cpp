#include "serve/api_fixture.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

using JobsTest = ApiTest;
using collect::JobState;

TEST_F(JobsTest, begin_with_a_post) {
  const auto got =
      ask("POST", "/api/v1/jobs",
          R"({"kind":"backfill","exchange":"binance","symbols":["BTC/USDT"],"intervals":["1m"],"start":"now-7d"})");
  ASSERT_EQ(got.status, 202) << got.body;
  EXPECT_EQ(got.header("Location"), "/api/v1/jobs/7f31");
  ASSERT_EQ(started_.size(), 1U);
  EXPECT_EQ(started_[0].from, clock_.at - std::chrono::days{7});
  const auto job = got.json();
  EXPECT_EQ(job.at("exchange").as_string(), "binance");
  EXPECT_EQ(job.at("series").at(0).at("done_slots").as_int64(), 40);
  EXPECT_TRUE(job.at("eta_s").is_null());
}

TEST_F(JobsTest, that_may_not_begin_say_why) {
  refusal_ = base::Error{base::Code::usage, "no exchange 'binanse', did you mean 'binance'?"};
  const auto got = ask("POST", "/api/v1/jobs", R"({"exchange":"binanse","symbols":["BTC/USDT"],"intervals":["1m"]})");
  EXPECT_EQ(got.status, 400);
  EXPECT_TRUE(got.body.contains("did you mean 'binance'")) << got.body;
  refusal_ = base::Error{base::Code::refused, "Bittrex closed in December 2023"};
  EXPECT_EQ(ask("POST", "/api/v1/jobs", R"({"exchange":"bittrex","symbols":["BTC/USDT"],"intervals":["1m"]})").status,
            409);
}

TEST_F(JobsTest, are_paused_resumed_and_cancelled) {
  add_job("7f31", JobState::running);
  EXPECT_EQ(ask("POST", "/api/v1/jobs/7f31:pause").json().at("state").as_string(), "paused");
  EXPECT_EQ(ask("POST", "/api/v1/jobs/7f31:resume").status, 202);
  EXPECT_EQ(ask("POST", "/api/v1/jobs/7f31:cancel").json().at("state").as_string(), "cancelled");
  EXPECT_EQ(get("/api/v1/jobs/7f31").json().at("state").as_string(), "cancelled");
  EXPECT_EQ(get("/api/v1/jobs").json().at("jobs").as_array().size(), 1U);
  EXPECT_EQ(ask("POST", "/api/v1/jobs/nosuch:pause").status, 404);
  EXPECT_EQ(ask("POST", "/api/v1/jobs/7f31:explode").status, 404);
  EXPECT_EQ(get("/api/v1/jobs/nosuch/events").status, 404);
}

TEST_F(JobsTest, tell_their_changes_until_they_have_ended) {
  add_job("7f31", JobState::running);
  int sleeps = 0;
  clock_.slept = [&] {
    ++sleeps;
    if (sleeps < 3) return;
    jobs_[0].state = JobState::done;
    tell(jobs_[0]);
  };
  const auto got = get("/api/v1/jobs/7f31/events");
  EXPECT_EQ(got.header("Content-Type"), "text/event-stream");
  EXPECT_TRUE(got.body.contains("event: job\ndata: {\"id\":\"7f31\",\"kind\":\"backfill\",\"state\":\"running\""))
      << got.body;
  EXPECT_TRUE(got.body.contains("\"state\":\"done\"")) << got.body;
  EXPECT_TRUE(got.body.ends_with("\n\n"));
  EXPECT_EQ(listeners_.size(), 1U);  // The API's own remains.
}

TEST_F(JobsTest, are_silent_no_longer_than_a_heartbeat) {
  pieces_max_ = 3;
  const auto began = clock_.at;
  const auto got = get("/api/v1/jobs/events");
  EXPECT_TRUE(got.body.ends_with(": still here\n\n: still here\n\n")) << got.body;
  EXPECT_EQ(clock_.at - began, 30s);
  EXPECT_EQ(listeners_.size(), 1U);
}

TEST_F(JobsTest, end_their_events_when_the_process_stops) {
  clock_.slept = [&] { api_->drain(); };
  EXPECT_EQ(get("/api/v1/jobs/events").status, 200);
}

TEST_F(JobsTest, have_sources) {
  const auto sources = get("/api/v1/sources").json().at("sources");
  EXPECT_EQ(sources.at(0).at("id").as_string(), "binance");
  EXPECT_DOUBLE_EQ(sources.at(0).at("budget").as_double(), 0.41);
}

}  // namespace
}  // namespace serve
