#include "feed/source.hpp"

#include "feed/testing.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono;
using base::Code;
using feed::Priority;
using feed::testing::JumpingClock;
using feed::testing::response;
using feed::testing::ScriptedHttp;
using feed::testing::Started;
using market::Time;

constexpr rt::WallTime noon{sys_days{2024y / March / 5} + 12h};
const market::Instrument ab{.symbol = "A/B", .venue_symbol = "AB", .base = "A", .quote = "B"};
constexpr market::Span ten_minutes{noon - 20min, noon - 10min};

// An exchange that fills quiet minutes and serves five rows at a time; it names no real one.
constexpr auto filled_yaml = R"(
id: filled
name: Filled
docs: https://filled.test/
read_on: 2024-03-05
rest: https://filled.test
timeframes: [1m]
candles:
  get: /candles
  query: {from: $from_ms, last: $last_ms}
  page: {rows: 50, keeps: oldest}
  columns: [time_ms, open, high, low, close, volume]
  quiet: filled
instruments: {get: /list, pair: {separator: "-"}}
limit: {budget: 100, per: 1m, header: x-used}
errors: {code: code, text: msg, means: {not_found: [7]}}
)";

std::string rows(Time from, Time until) {
  std::string body = "[";
  for (auto at = from; at < until; at += 1min) {
    body += fmt::format("{}[{},2,3,1,2,5]", body.size() > 1 ? "," : "", market::ms_of(at));
  }
  return body + "]";
}

std::string date_of(Time at) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(system_clock::to_time_t(at)));
}

class Source : public testing::Test {
 protected:
  explicit Source(std::string yaml = filled_yaml) : facts{*venue::parse_facts(yaml, "filled.yaml")} {}

  base::Result<feed::Page> ask(market::Span window, Priority priority = Priority::interactive) {
    Started<feed::Page> page(context, source.candles(ab, market::m1, window, priority));
    clock.run(context);
    if (!page.result) return base::fail(Code::failed, "never ended");
    return *std::move(page.result);
  }
  Time server() const { return noon + server_ahead + clock.passed(); }
  net::Response dated(int status, std::string body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    headers.emplace_back("date", date_of(server()));
    return response(status, std::move(body), std::move(headers));
  }

  venue::Facts facts;
  milliseconds server_ahead{0};
  JumpingClock clock{noon};
  boost::asio::io_context context;
  ScriptedHttp::Script script = [this](const auto&, std::size_t) {
    return dated(200, rows(ten_minutes.from, ten_minutes.until));
  };
  ScriptedHttp http{clock, [this](const net::Request& request, std::size_t number) { return script(request, number); }};
  feed::Limiter limiter{facts.limit, clock, ""};
  std::vector<std::string> notes;
  feed::RestSource source{facts, http, limiter, clock, {}};

  void SetUp() override {
    source.on_note([this](const std::string& note) { notes.push_back(note); });
  }
};

TEST_F(Source, gives_the_candles_of_a_window_and_speaks_for_all_of_it) {
  const auto page = ask(ten_minutes);
  ASSERT_TRUE(page) << page.error().what;
  EXPECT_EQ(page->candles.size(), 10U);
  EXPECT_EQ(page->spoken_for, ten_minutes);
  EXPECT_FALSE(page->damaged);
  EXPECT_TRUE(notes.empty());
}

TEST_F(Source, tries_again_what_may_succeed_and_says_so) {
  script = [this](const auto&, std::size_t number) -> base::Result<net::Response> {
    if (number == 1) return base::fail(Code::retry, "no route to filled.test");
    if (number == 2) return dated(503, "<html>busy</html>", {{"content-type", "text/html"}});
    return dated(200, rows(ten_minutes.from, ten_minutes.until));
  };
  ASSERT_TRUE(ask(ten_minutes));
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_TRUE(notes[0].starts_with("try 2 of 8 in ")) << notes[0];
  EXPECT_TRUE(notes[1].contains("HTTP 503 from filled.test")) << notes[1];
}

TEST_F(Source, tries_each_kind_of_error_as_often_as_it_makes_sense) {
  struct Case {
    int status;
    std::string body;
    Code code;
    std::size_t asked;
  };
  const std::vector<Case> cases = {{500, "", Code::retry, 8},
                                   {520, "<html>", Code::retry, 8},
                                   {400, R"({"code":7,"msg":"no such thing"})", Code::not_found, 1},
                                   {400, R"({"code":8,"msg":"what?"})", Code::failed, 1},
                                   {404, "", Code::not_found, 1},
                                   {451, "", Code::refused, 1},
                                   {200, R"({"code":7,"msg":"no such thing"})", Code::not_found, 1},
                                   {200, "[[17096", Code::bad_data, 3},
                                   {200, "<html>", Code::retry, 8}};
  for (const auto& each : cases) {
    http.asked.clear();
    script = [&](const auto&, std::size_t) { return dated(each.status, each.body); };
    const auto page = ask(ten_minutes);
    ASSERT_FALSE(page);
    EXPECT_EQ(base::name(page.error().code), base::name(each.code)) << each.status << " " << page.error().what;
    EXPECT_EQ(http.asked.size(), each.asked) << page.error().what;
  }
}

TEST_F(Source, sends_nothing_before_retry_after_has_passed_for_anybody) {
  script = [this](const auto&, std::size_t number) {
    if (number == 1) return dated(429, "", {{"retry-after", "40"}});
    return dated(200, rows(ten_minutes.from, ten_minutes.until));
  };
  std::list<Started<feed::Page>> all;
  for (int i = 0; i < 5; ++i) {
    all.emplace_back(context, source.candles(ab, market::m1, ten_minutes, Priority::backfill));
    clock.run(context, 6ms);
  }
  clock.run(context);
  for (const auto& each : all) ASSERT_TRUE(each.result && each.result->has_value());
  ASSERT_EQ(http.asked.size(), 6U);
  for (std::size_t i = 1; i < 6; ++i) EXPECT_GE(http.asked[i].at, 40s);
  EXPECT_GT(http.asked[2].at, http.asked[1].at) << "one goes first and finds out";
  EXPECT_TRUE(std::ranges::any_of(notes, [](const auto& note) { return note.starts_with("waiting: rate limit 4"); }));
}

TEST_F(Source, tells_a_long_ban_instead_of_waiting_for_it) {
  script = [this](const auto&, std::size_t) { return dated(418, "", {{"retry-after", "7200"}}); };
  const auto first = ask(ten_minutes);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, Code::rate_limited);
  EXPECT_GE(first.error().wait, 7200s);
  const auto second = ask(ten_minutes);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::rate_limited);
  EXPECT_EQ(http.asked.size(), 1U);
}

TEST_F(Source, stays_away_after_a_restart_until_a_ban_has_ended) {
  script = [this](const auto&, std::size_t) { return dated(418, "", {{"retry-after", "7200"}}); };
  ASSERT_FALSE(ask(ten_minutes));
  feed::Limiter next_limiter(facts.limit, clock, limiter.save());
  feed::RestSource next(facts, http, next_limiter, clock, {.patience = 10h});
  script = [this](const auto&, std::size_t) { return dated(200, rows(ten_minutes.from, ten_minutes.until)); };
  Started<feed::Page> page(context, next.candles(ab, market::m1, ten_minutes, Priority::live));
  clock.run(context);
  ASSERT_TRUE(page.result && page.result->has_value());
  ASSERT_EQ(http.asked.size(), 2U);
  EXPECT_GE(http.asked[1].at, 7200s);
}

TEST_F(Source, believes_what_the_host_says_of_its_budget) {
  script = [this](const auto&, std::size_t) {
    return dated(200, rows(ten_minutes.from, ten_minutes.until), {{"X-Used", "100"}});
  };
  ASSERT_TRUE(ask(ten_minutes));
  EXPECT_EQ(limiter.state().used_ratio, 1.0);
  ASSERT_TRUE(ask(ten_minutes));
  EXPECT_GE(http.asked[1].at, 1min);
}

TEST_F(Source, goes_by_the_clock_of_the_server_when_ours_is_an_hour_wrong) {
  for (const auto wrong : {-1h, 1h}) {
    server_ahead = wrong;
    // The server's minute runs: its newest candle is open, whatever our clock says.
    script = [this](const auto&, std::size_t) {
      return dated(200, rows(floor<minutes>(server()) - 5min, floor<minutes>(server()) + 1min));
    };
    const auto now = floor<minutes>(server());
    const auto page = ask({now - 5min, now + 5min});
    ASSERT_TRUE(page) << page.error().what;
    ASSERT_FALSE(page->candles.empty());
    EXPECT_LT(page->candles.back().open_time, now);
    EXPECT_GE(page->candles.back().open_time, now - 2min);
    EXPECT_EQ(page->spoken_for.until, page->candles.back().open_time + 1min);
  }
}

TEST_F(Source, does_not_ask_an_exchange_that_has_closed) {
  facts.closed = "Filled closed last year";
  feed::RestSource closed(facts, http, limiter, clock);
  Started<feed::Page> page(context, closed.candles({}, market::m1, ten_minutes, Priority::live));
  clock.run(context);
  ASSERT_TRUE(page.result && !page.result->has_value());
  EXPECT_EQ(page.result->error().code, Code::refused);
  EXPECT_TRUE(http.asked.empty());
}

TEST_F(Source, names_the_timeframes_there_are_when_asked_for_another) {
  Started<feed::Page> page(context, source.candles({}, market::h1, ten_minutes, Priority::live));
  clock.run(context);
  ASSERT_TRUE(page.result && !page.result->has_value());
  EXPECT_EQ(page.result->error().code, Code::unsupported);
  EXPECT_EQ(page.result->error().what, "Filled has no candles of 1h; it has 1m");
}

TEST_F(Source, tells_the_time_of_the_server_from_any_answer) {
  server_ahead = 42min;
  script = [this](const auto&, std::size_t) { return dated(200, R"(["A-B"])"); };
  Started<rt::WallTime> time(context, source.server_time());
  clock.run(context);
  ASSERT_TRUE(time.result && time.result->has_value());
  EXPECT_LE(abs(**time.result - server()), 1s);
}

TEST_F(Source, ends_at_once_when_cancelled) {
  script = [this](const auto&, std::size_t) { return dated(503, ""); };
  Started<feed::Page> page(context, source.candles(ab, market::m1, ten_minutes, Priority::live));
  clock.run(context, 100ms);
  page.cancel();
  clock.run(context);
  ASSERT_TRUE(page.result && !page.result->has_value());
  EXPECT_EQ(page.result->error().code, Code::cancelled);
}

}  // namespace
