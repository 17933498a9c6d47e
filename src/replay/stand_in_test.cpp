#include "replay/stand_in.hpp"

#include "replay/testing.hpp"

namespace replay {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::minute;
using testing::opens;
using testing::some_minutes;

const std::string page = "/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=100";

struct Stand {
  std::unique_ptr<StandIn> stand_in;
  Moment at{minute(1000), milliseconds{0}};

  explicit Stand(std::string_view faults, std::optional<Budget> budget = {}, std::string venue = "binance",
                 std::uint64_t seed = 5) {
    auto tape = std::make_unique<MemoryTape>();
    EXPECT_TRUE(tape->add("BTC/USDT", market::m1, some_minutes(1000)).has_value());
    const StandInSettings settings{
        .venue = std::move(venue), .budget = budget, .faults = Faults::parse(faults).value(), .fault_seed = seed};
    stand_in = StandIn::make(std::move(tape), settings).value();
  }
  StandIn::Outcome ask(const std::string& url) { return stand_in->answer({"GET", url, {}, {}}, at); }
  std::string body(const std::string& url) { return ask(url).reply.body; }
  bool status_has(std::string_view piece) { return body("/__replay/status").find(piece) != std::string::npos; }
};

TEST(StandIn, tells_the_date_and_the_used_weight_with_every_answer) {
  Stand stand("");
  stand.ask(page);
  const auto reply = stand.ask(page).reply;
  EXPECT_EQ(reply.headers.find("date"), "Mon, 01 Jan 2024 16:40:00 GMT");
  EXPECT_EQ(reply.headers.find("x-mbx-used-weight-1m"), "4");
  stand.at.uptime += minutes{1};
  EXPECT_EQ(stand.ask(page).reply.headers.find("x-mbx-used-weight-1m"), "2");
}

TEST(StandIn, refuses_with_429_and_then_bans_with_418_where_a_limit_is_set) {
  Stand stand("", Budget{6, 3, minutes{2}, minutes{8}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(stand.ask(page).reply.status, 200);
  stand.at.uptime = milliseconds{20'500};
  const auto refused = stand.ask(page).reply;
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.find("Retry-After"), "40");
  EXPECT_TRUE(refused.body.starts_with(R"({"code":-1003,)"));
  EXPECT_EQ(stand.ask(page).reply.status, 429);
  const auto banned = stand.ask(page).reply;
  EXPECT_EQ(banned.status, 418);
  EXPECT_EQ(banned.headers.find("Retry-After"), "120");
  stand.at.uptime += minutes{1};
  EXPECT_EQ(stand.ask(page).reply.status, 418);
  EXPECT_TRUE(stand.status_has(R"("asked_while_shut":1)"));
  stand.at.uptime += minutes{2};
  EXPECT_EQ(stand.ask(page).reply.status, 200);
}

TEST(StandIn, refuses_as_bitfinex_does) {
  Stand stand("", Budget{1, 2, minutes{1}, minutes{1}}, "bitfinex");
  const std::string hist = "/v2/candles/trade:1m:tBTCUST/hist";
  EXPECT_EQ(stand.ask(hist).reply.status, 200);
  EXPECT_EQ(stand.body(hist), R"(["error",11010,"ratelimit: error"])");
  EXPECT_EQ(stand.ask(hist).reply.status, 429);
  EXPECT_EQ(stand.ask(hist).reply.status, 429);
}

TEST(StandIn, counts_but_does_not_refuse_without_a_limit) {
  Stand stand("");
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(stand.ask("/api/v3/ping").reply.status, 200);
  EXPECT_TRUE(stand.status_has(R"("used":5000)"));
}

TEST(StandIn, repeats_a_run_of_faults_with_its_seed) {
  Stand one("all");
  Stand same("all");
  Stand other("all", {}, "binance", 6);
  bool differs = false;
  for (int i = 0; i < 300; ++i) {
    one.at.uptime = same.at.uptime = other.at.uptime = milliseconds{i * 5000};
    const auto said = one.ask(page);
    const auto again = same.ask(page);
    EXPECT_EQ(said.reply.body, again.reply.body);
    EXPECT_EQ(said.reply.fault.cut_after, again.reply.fault.cut_after);
    differs = differs || said.reply.body != other.ask(page).reply.body;
  }
  EXPECT_TRUE(differs);
}

// Each kind with how one sees it.
struct Seen {
  std::string_view fault;
  bool (*visible)(const StandIn::Outcome&, const std::string& truth);
};
class StandInFault : public ::testing::TestWithParam<Seen> {};

TEST_P(StandInFault, comes_at_its_rate_and_leaves_the_truth_as_it_was) {
  Stand stand("");
  const auto truth = stand.body(page);
  Stand faulty(std::string(GetParam().fault) + "=0.3");
  int hits = 0;
  for (int i = 0; i < 1000; ++i) {
    faulty.at.uptime = milliseconds{i * 5000};  // Beyond any Retry-After.
    const auto outcome = faulty.ask(page + "&salt=" + std::to_string(i));
    hits += GetParam().visible(outcome, truth) ? 1 : 0;
  }
  EXPECT_NEAR(hits, 300, 60);
  EXPECT_TRUE(faulty.status_has(fmt::format(R"("{}":{})", GetParam().fault, hits)));
  faulty.stand_in->answer({"POST", "/__replay/faults", {}, "none"}, faulty.at);
  faulty.at.uptime += minutes{1};
  EXPECT_EQ(faulty.body(page), truth);
}

bool body_differs(const StandIn::Outcome& outcome, const std::string& truth) {
  return outcome.reply.body != truth;
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, StandInFault,
    ::testing::Values(
        Seen{"429", [](const StandIn::Outcome& o, const std::string&) { return o.reply.status == 429; }},
        Seen{"418", [](const StandIn::Outcome& o, const std::string&) { return o.reply.status == 418; }},
        Seen{"5xx", [](const StandIn::Outcome& o, const std::string&) { return o.reply.status >= 500; }},
        Seen{"html", [](const StandIn::Outcome& o, const std::string&) { return o.reply.body.starts_with("<!DOC"); }},
        Seen{"truncated",
             [](const StandIn::Outcome& o, const std::string&) { return o.reply.fault.cut_after.has_value(); }},
        Seen{"garbage", body_differs},
        Seen{"slow", [](const StandIn::Outcome& o, const std::string&) { return o.reply.fault.drip.count() > 0; }},
        Seen{"late", [](const StandIn::Outcome& o, const std::string&) { return o.late.count() > 0; }},
        Seen{"reset", [](const StandIn::Outcome& o, const std::string&) { return o.reply.fault.reset; }},
        Seen{"duplicated",
             [](const StandIn::Outcome& o, const std::string&) { return opens(o.reply.body).size() > 100; }},
        Seen{"reordered", [](const StandIn::Outcome& o,
                             const std::string& t) { return o.reply.body.size() == t.size() && o.reply.body != t; }},
        Seen{"holes", [](const StandIn::Outcome& o, const std::string&) { return opens(o.reply.body).size() < 100; }},
        Seen{"open",
             [](const StandIn::Outcome& o, const std::string&) { return opens(o.reply.body).back() == 1000; }}));

TEST(StandIn, leaves_a_hole_in_one_answer_but_not_in_the_next_to_the_same_question) {
  Stand stand("holes=1");
  EXPECT_LT(opens(stand.body(page)).size(), 100U);
  EXPECT_EQ(opens(stand.body(page)).size(), 100U);
}

TEST(StandIn, keeps_to_a_revision_once_made_and_tells_of_it) {
  Stand stand("");
  const auto truth = stand.body(page);
  stand.stand_in->answer({"POST", "/__replay/faults", {}, "revised=1"}, stand.at);
  const auto changed = stand.body(page);
  EXPECT_NE(changed, truth);
  stand.stand_in->answer({"POST", "/__replay/faults", {}, "none"}, stand.at);
  EXPECT_EQ(stand.body(page), changed);
  EXPECT_TRUE(stand.body("/__replay/revised").starts_with(R"([{"symbol":"BTC/USDT","timeframe":"1m","open_time":17)"));
}

TEST(StandIn, refuses_a_fault_it_does_not_know_while_running) {
  Stand stand("html=0.5");
  const auto outcome = stand.stand_in->answer({"POST", "/__replay/faults", {}, "htlm"}, stand.at);
  EXPECT_EQ(outcome.reply.status, 400);
  EXPECT_EQ(stand.body("/__replay/faults"), R"({"faults":"html=0.5"})");
  EXPECT_EQ(stand.ask("/__replay/nothing").reply.status, 404);
}

TEST(StandIn, counts_questions_rows_and_statuses_but_not_our_own) {
  Stand stand("");
  stand.ask(page);
  stand.ask("/api/v3/klines");
  stand.ask("/__replay/status");
  EXPECT_TRUE(stand.status_has(R"("requests":2,"rows":100,)"));
  EXPECT_TRUE(stand.status_has(R"("statuses":{"200":1,"400":1})"));
}

TEST(StandIn, answers_a_broken_address_with_400) {
  Stand stand("");
  EXPECT_EQ(stand.ask("/api/%zz").reply.status, 400);
}

TEST(StandIn, says_which_venues_it_speaks_as) {
  const auto made = StandIn::make(std::make_unique<MemoryTape>(), {.venue = "binanse"});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().what,
            "replay does not know 'binanse', did you mean 'binance'?; it speaks as binance, bitfinex, bittrex");
}

}  // namespace
}  // namespace replay
