#include "control/remote.hpp"

#include "control/job_json.hpp"
#include "control/testing.hpp"

namespace control {

using testing::CommandLine;

namespace {

net::Response answer(int status, std::string body) {
  return {status, {}, std::move(body)};
}

std::string job(const std::string& state, int done) {
  return "{\"id\":\"7f31\",\"state\":\"" + state + "\",\"done_slots\":" + std::to_string(done) + ",\"total_slots\":10}";
}

}  // namespace

TEST_F(CommandLine, the_daemon_is_asked_in_its_own_words) {
  std::vector<std::string> asked;
  ask = [&](const net::Request& request) -> base::Result<net::Response> {
    asked.push_back(request.method + " " + request.url + " " + request.body);
    return answer(202, job("queued", 0));
  };
  auto desk = environment();
  Remote daemon("0.0.0.0:8000", desk);
  EXPECT_EQ(daemon.start({"binance", {"BTC/USDT"}, {market::m1}, testing::at("2024-01-01"), {}, false}, "backfill")->id,
            "7f31");
  EXPECT_TRUE(daemon.pause("7f31"));
  EXPECT_TRUE(daemon.resume("7f/31"));
  EXPECT_EQ(asked,
            (std::vector<std::string>{
                "POST http://127.0.0.1:8000/api/v1/jobs {\"kind\":\"backfill\",\"exchange\":\"binance\",\"symbols\":"
                "[\"BTC/USDT\"],\"intervals\":[\"1m\"],\"start\":1704067200000,\"end\":null,\"again\":false}",
                "POST http://127.0.0.1:8000/api/v1/jobs/7f31:pause ",
                "POST http://127.0.0.1:8000/api/v1/jobs/7f%2F31:resume "}));
}

TEST_F(CommandLine, a_job_of_the_daemon_is_watched_until_it_ends) {
  int looks = 0;
  ask = [&](const net::Request&) -> base::Result<net::Response> {
    ++looks;
    return answer(200, looks < 4 ? job("running", looks) : job("done", 10));
  };
  auto desk = environment();
  Remote daemon("127.0.0.1:8000", desk);
  std::vector<std::int64_t> seen;
  const auto watched =
      daemon.watch("7f31", true, [&](const collect::JobView& view) { seen.push_back(view.slots_done); });
  EXPECT_EQ(watched->signal, 0);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2, 3, 10}));
  EXPECT_EQ(slept, std::chrono::milliseconds{750});
}

TEST_F(CommandLine, an_interrupt_pauses_the_daemons_job_only_where_it_is_ours) {
  std::vector<std::string> posted;
  ask = [&](const net::Request& request) -> base::Result<net::Response> {
    if (request.method == "POST") posted.push_back(request.url);
    return answer(200, job("running", 1));
  };
  auto desk = environment();
  Remote daemon("127.0.0.1:8000", desk);
  signal = 2;
  EXPECT_EQ(daemon.watch("7f31", false, [](const auto&) {})->signal, 2);
  EXPECT_TRUE(posted.empty());
  EXPECT_EQ(daemon.watch("7f31", true, [](const auto&) {})->signal, 2);
  EXPECT_EQ(posted, std::vector<std::string>{"http://127.0.0.1:8000/api/v1/jobs/7f31:pause"});
}

TEST_F(CommandLine, a_problem_document_becomes_a_sentence_and_a_code) {
  auto desk = environment();
  Remote daemon("127.0.0.1:8000", desk);
  ask = [](const net::Request&) -> base::Result<net::Response> {
    return answer(404, R"({"title":"Unknown job","status":404,"detail":"There is no job 7f31."})");
  };
  const auto unknown = daemon.job("7f31");
  EXPECT_EQ(unknown.error().code, base::Code::not_found);
  EXPECT_EQ(unknown.error().what, "There is no job 7f31");
  ask = [](const net::Request&) -> base::Result<net::Response> { return answer(500, "<html>"); };
  EXPECT_EQ(daemon.job("7f31").error().what, "the daemon answered HTTP 500");
  ask = [](const net::Request&) -> base::Result<net::Response> { return answer(200, "<html>"); };
  EXPECT_EQ(daemon.job("7f31").error().code, base::Code::bad_data);
}

}  // namespace control
