#include "serve/router.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

Router router() {
  std::vector<Route> routes(5);
  routes[0] = {.method = "GET", .pattern = "/jobs", .summary = ""};
  routes[1] = {.method = "POST", .pattern = "/jobs", .summary = ""};
  routes[2] = {.method = "GET", .pattern = "/jobs/{id}", .summary = ""};
  routes[3] = {.method = "GET", .pattern = "/jobs/events", .summary = ""};
  routes[4] = {.method = "POST", .pattern = "/jobs/{id}:pause", .summary = ""};
  return Router(std::move(routes));
}

TEST(Router, takes_names_out_of_the_path) {
  const auto table = router();
  const auto shown = table.find("GET", "/jobs/7f31");
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->path.at("id"), "7f31");
  const auto paused = table.find("POST", "/jobs/7f31:pause");
  ASSERT_TRUE(paused);
  EXPECT_EQ(paused->route->pattern, "/jobs/{id}:pause");
  EXPECT_EQ(paused->path.at("id"), "7f31");
}

TEST(Router, prefers_a_literal_to_a_name) {
  const auto table = router();
  EXPECT_EQ(table.find("GET", "/jobs/events")->route->pattern, "/jobs/events");
}

TEST(Router, names_the_methods_that_are_allowed) {
  const auto table = router();
  const auto wrong = table.find("DELETE", "/jobs");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().status, 405);
  ASSERT_EQ(wrong.error().headers.size(), 1U);
  EXPECT_EQ(wrong.error().headers.front().second, "GET, HEAD, POST");
  EXPECT_TRUE(table.find("HEAD", "/jobs"));
}

TEST(Router, tells_the_nearest_path) {
  const auto table = router();
  const auto unknown = table.find("GET", "/job");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().status, 404);
  ASSERT_FALSE(unknown.error().did_you_mean.empty());
  EXPECT_EQ(unknown.error().did_you_mean.front(), "/jobs");
}

TEST(Router, takes_no_verb_nor_broken_escape_for_a_name) {
  const auto table = router();
  EXPECT_FALSE(table.find("GET", "/jobs/a:b"));
  EXPECT_FALSE(table.find("GET", "/jobs/%zz"));
  EXPECT_FALSE(table.find("GET", "/jobs/"));
  EXPECT_FALSE(table.find("GET", "/jobs/a/b"));
}

}  // namespace
}  // namespace serve
