#include "serve/metrics.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

using namespace std::chrono_literals;

TEST(Metrics, counts_answers_by_route_method_and_code) {
  Metrics metrics;
  metrics.answered("/api/v1/candles", "GET", 200, 3ms);
  metrics.answered("/api/v1/candles", "GET", 200, 40ms);
  metrics.answered("/api/v1/candles", "GET", 404, 1h);
  Exposition out;
  metrics.write(out);
  const auto text = std::move(out).text();
  EXPECT_TRUE(text.contains("wick_api_requests_total{route=\"/api/v1/candles\",method=\"GET\",code=\"200\"} 2\n"))
      << text;
  EXPECT_TRUE(text.contains("_bucket{route=\"/api/v1/candles\",le=\"0.005\"} 1\n")) << text;
  EXPECT_TRUE(text.contains("_bucket{route=\"/api/v1/candles\",le=\"0.05\"} 2\n")) << text;
  EXPECT_TRUE(text.contains("_bucket{route=\"/api/v1/candles\",le=\"+Inf\"} 3\n")) << text;
  EXPECT_TRUE(text.contains("_count{route=\"/api/v1/candles\"} 3\n")) << text;
}

TEST(Metrics, escape_what_labels_say) {
  Exposition out;
  out.family("x", Exposition::Kind::gauge, "help");
  out.sample(1, {{"a", "q\"\\\n"}});
  EXPECT_TRUE(std::move(out).text().ends_with("x{a=\"q\\\"\\\\ \"} 1\n"));
}

TEST(Metrics, tell_of_the_process) {
  Exposition out;
  write_process(out);
  const auto text = std::move(out).text();
  EXPECT_TRUE(text.contains("process_resident_memory_bytes ")) << text;
  EXPECT_TRUE(text.contains("process_open_fds ")) << text;
}

}  // namespace
}  // namespace serve
