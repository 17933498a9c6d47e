#include "serve/api_fixture.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

TEST_F(ApiTest, tells_its_version) {
  for (const auto* url : {"/version", "/api/v1/version"}) {
    EXPECT_EQ(get(url).body, R"({"version":"1.2.3","revision":"abc","demo":false})");
  }
}

TEST_F(ApiTest, lists_exchanges_with_what_is_stored_of_them) {
  const auto exchanges = get("/api/v1/exchanges").json().at("exchanges").as_array();
  const auto binance = std::ranges::find_if(exchanges, [](const auto& each) { return each.at("id") == "binance"; });
  ASSERT_NE(binance, exchanges.end());
  EXPECT_EQ(binance->at("series").as_int64(), 2);
  EXPECT_EQ(binance->at("state").as_string(), "ok");
  EXPECT_FALSE(binance->at("timeframes").as_array().empty());
}

TEST_F(ApiTest, lists_series_page_by_page) {
  const auto first = get("/api/v1/series?limit=2").json();
  ASSERT_EQ(first.at("series").as_array().size(), 2U);
  const auto& bitcoin = first.at("series").at(0);
  EXPECT_EQ(bitcoin.at("series").as_string(), "binance:BTC/USDT");
  EXPECT_EQ(bitcoin.at("price").as_string(), "61022.09");
  EXPECT_EQ(bitcoin.at("rows").as_int64(), 2030);
  EXPECT_EQ(bitcoin.at("wanted").at("start").as_int64(), market::ms_of(day));
  EXPECT_EQ(bitcoin.at("intervals").at(1).as_string(), "3m");
  const auto cursor = std::string{first.at("next").as_string()};
  const auto second = get("/api/v1/series?limit=2&cursor=" + cursor).json();
  ASSERT_EQ(second.at("series").as_array().size(), 1U);
  EXPECT_EQ(second.at("series").at(0).at("series").as_string(), "kraken:BTC/USD");
  EXPECT_TRUE(second.at("next").is_null());
  EXPECT_EQ(get("/api/v1/series?cursor=nosuch").status, 400);
}

TEST_F(ApiTest, finds_series_by_words_and_parts) {
  const auto found = [&](const std::string& query) {
    return get("/api/v1/series?" + query).json().at("series").as_array().size();
  };
  EXPECT_EQ(found("q=btc"), 2U);
  EXPECT_EQ(found("q=BTC+bin"), 1U);
  EXPECT_EQ(found("base=eth"), 1U);
  EXPECT_EQ(found("quote=USD"), 1U);
  EXPECT_EQ(found("exchange=kraken&interval=1m"), 1U);
  EXPECT_EQ(found("interval=1h"), 0U);
}

TEST_F(ApiTest, shows_coverage_in_spans_and_buckets) {
  const auto got = get("/api/v1/coverage?series=binance:BTC/USDT&interval=1m&bucket=1h");
  ASSERT_EQ(got.status, 200) << got.body;
  const auto answer = got.json();
  EXPECT_EQ(answer.at("spans").as_array().size(), 7U) << got.body;
  EXPECT_EQ(answer.at("spans").at(1).at(2).as_string(), "no_trade");
  EXPECT_EQ(answer.at("slots").at("expected").as_int64(), 2160);
  const auto& buckets = answer.at("buckets").as_array();
  ASSERT_EQ(buckets.size(), 36U);
  EXPECT_EQ(boost::json::serialize(buckets[1]), "[1709600400000,50,10,0,0,0]");
  EXPECT_EQ(boost::json::serialize(buckets[10]), "[1709632800000,0,0,0,0,60]");
  EXPECT_EQ(get("/api/v1/coverage?series=binance:BTC/USDT&interval=1h&bucket=1m").status, 400);
}

TEST_F(ApiTest, lists_gaps_the_longest_first) {
  const auto gaps = get("/api/v1/gaps").json().at("gaps").as_array();
  ASSERT_EQ(gaps.size(), 2U);
  const auto missing = get("/api/v1/gaps?selector=binance:*&kind=missing&min=60").json().at("gaps").as_array();
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].at("slots").as_int64(), 60);
  EXPECT_EQ(get("/api/v1/gaps?min=61").json().at("gaps").as_array().size(), 0U);
}

TEST_F(ApiTest, repairs_what_is_missing) {
  const auto got = ask("POST", "/api/v1/gaps:repair", R"({"selector":"binance:*"})");
  ASSERT_EQ(got.status, 202) << got.body;
  EXPECT_EQ(got.header("Location"), "/api/v1/jobs/7f31");
  EXPECT_EQ(got.json().at("kind").as_string(), "repair");
  EXPECT_TRUE(got.json().at("also").as_array().empty());
  ASSERT_EQ(started_.size(), 1U);
  EXPECT_EQ(started_[0].symbols, std::vector<std::string>{"BTC/USDT"});
  EXPECT_EQ(started_[0].from, day + 600min);
  EXPECT_EQ(started_[0].until, day + 660min);
  EXPECT_EQ(ask("POST", "/api/v1/gaps:repair", R"({"selector":"kraken:*"})").status, 409);
}

TEST_F(ApiTest, resolves_conflicts) {
  EXPECT_EQ(get("/api/v1/conflicts?selector=binance:*").status, 200);
  EXPECT_EQ(ask("POST", "/api/v1/conflicts/binance.17:resolve", R"({"serve":"other"})").status, 200);
  EXPECT_EQ(settled_, std::vector<std::string>{"binance 17 other"});
  EXPECT_EQ(ask("POST", "/api/v1/conflicts/17:resolve", R"({"serve":"other"})").status, 404);
}

TEST_F(ApiTest, is_described_route_by_route) {
  const auto description = get("/api/v1/openapi.json").json();
  const auto& paths = description.at("paths").as_object();
  std::size_t operations = 0;
  for (const auto& path : paths) operations += path.value().as_object().size();
  EXPECT_EQ(operations, api_->router().routes().size());
  for (const auto& route : api_->router().routes()) {
    const auto* path = paths.if_contains(route.pattern);
    ASSERT_NE(path, nullptr) << route.pattern;
    EXPECT_TRUE(path->as_object().contains(route.method == "GET" ? "get" : "post")) << route.pattern;
  }
  EXPECT_EQ(description.at("openapi").as_string(), "3.1.0");
}

TEST_F(ApiTest, says_no_in_problems_with_a_request_id) {
  const auto lost = get("/api/v1/candels");
  EXPECT_EQ(lost.status, 404);
  EXPECT_EQ(lost.json().at("did_you_mean").at(0).as_string(), "/api/v1/candles");
  EXPECT_EQ(lost.json().at("request_id").as_string(), lost.header("X-Request-Id"));
  const auto wrong = ask("DELETE", "/api/v1/jobs");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(ask("GET", "/version", "", {{"Host", "evil.example"}}).status, 421);
  EXPECT_EQ(ask("POST", "/api/v1/jobs", "{}", {{"Origin", "http://evil.example"}}).status, 403);
  EXPECT_EQ(ask("POST", "/api/v1/jobs", "{}", {{"Content-Type", "text/plain"}}).status, 415);
}

TEST_F(ApiTest, guards_every_answer_with_headers) {
  for (const auto* url : {"/", "/version", "/nosuch", "/api/v1/series", "/api/v1/candles"}) {
    const auto got = get(url);
    EXPECT_TRUE(got.header("Content-Security-Policy").contains("frame-ancestors 'none'")) << url;
    EXPECT_EQ(got.header("X-Content-Type-Options"), "nosniff") << url;
    EXPECT_EQ(got.header("Referrer-Policy"), "no-referrer") << url;
  }
}

TEST_F(ApiTest, is_unmoved_by_injections) {
  const std::vector<std::string> payloads = {"'%20OR%201=1--",
                                             "%3Cscript%3Ealert(1)%3C/script%3E",
                                             "..%2F..%2Fetc%2Fpasswd",
                                             "%22%7D%2C%7B%22a%22%3A1",
                                             "%25n%25n%25s",
                                             "%E2%80%AE",
                                             "a%0d%0aX:%20y",
                                             "{}",
                                             "$(id)"};
  for (const auto& payload : payloads) {
    for (const std::string& url : {"/api/v1/candles?interval=1m&series=" + payload, "/api/v1/series?q=" + payload,
                                   "/api/v1/gaps?selector=" + payload, "/api/v1/jobs/" + payload, "/" + payload,
                                   "/api/ohlcvs?exchange=" + payload + "&base_id=a&quote_id=b&interval=1m",
                                   "/view/wschart?exchange=" + payload + "&base_id=" + payload + "&quote_id=x",
                                   "/api/v1/candles?" + payload + "=1"}) {
      const auto got = get(url);
      EXPECT_LT(got.status, 500) << url << got.body;
      if (got.header("Content-Type").contains("json")) {
        EXPECT_NO_THROW(static_cast<void>(got.json())) << url << got.body;
      }
      for (const auto& [name, value] : got.headers.all())
        EXPECT_EQ(value.find_first_of("\r\n"), std::string::npos) << url;
    }
  }
}

TEST_F(ApiTest, is_ready_until_it_drains) {
  EXPECT_EQ(get("/livez").body, "ok\n");
  EXPECT_EQ(get("/readyz").status, 200);
  EXPECT_TRUE(get("/readyz?verbose").body.contains("[+]store ok\n"));
  api_->drain();
  EXPECT_EQ(get("/readyz").status, 503);
  EXPECT_TRUE(get("/healthz").body.contains("[-]stopping"));
  EXPECT_EQ(get("/livez").status, 200);
}

TEST_F(ApiTest, shows_its_figures_to_prometheus) {
  get("/version");
  auto& job = add_job("7f31", collect::JobState::running);
  tell(job);
  job.series[0].rows = 55;
  tell(job);
  const auto text = get("/metrics").body;
  for (const auto* line :
       {"wick_build_info{version=\"1.2.3\",revision=\"abc\"} 1\n", "wick_source_connected{source=\"binance\"} 1\n",
        "wick_rate_limit_used_ratio{source=\"binance\"} 0.41\n", "wick_gaps{source=\"binance\"} 1\n",
        "wick_gap_missing_candles{source=\"binance\"} 60\n", "wick_series{source=\"binance\"} 2\n",
        "wick_ingested_total{source=\"binance\",timeframe=\"1m\",via=\"rest\"} 55\n",
        "wick_api_requests_total{route=\"/version\",method=\"GET\",code=\"200\"} 1\n"}) {
    EXPECT_TRUE(text.contains(line)) << line << text;
  }
}

}  // namespace
}  // namespace serve
