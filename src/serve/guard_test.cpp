#include "serve/guard.hpp"

#include <gtest/gtest.h>

namespace serve {
namespace {

About about_on(std::string listen) {
  About about;
  about.listen = std::move(listen);
  return about;
}

int status_of(std::string method, std::vector<std::pair<std::string, std::string>> headers,
              std::string listen = "127.0.0.1:8000", std::string body = "") {
  net::Request request;
  request.method = std::move(method);
  request.body = std::move(body);
  for (auto& [name, value] : headers) request.headers.set(name, value);
  const auto refused = refused_by_guard(request, about_on(std::move(listen)));
  return refused ? refused->status : 200;
}

TEST(Guard, answers_only_to_names_of_this_host) {
  for (const auto* host : {"localhost:8000", "LOCALHOST", "127.0.0.1:8000", "[::1]:8000"}) {
    EXPECT_EQ(status_of("GET", {{"Host", host}}), 200) << host;
  }
  for (const auto* host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "10.0.0.7:8000"}) {
    EXPECT_EQ(status_of("GET", {{"Host", host}}), 421) << host;
  }
  EXPECT_EQ(status_of("GET", {{"Host", "10.0.0.7:8000"}}, "10.0.0.7:8000"), 200);
  EXPECT_EQ(status_of("GET", {{"Host", "10.0.0.7:8000"}}, "0.0.0.0:8000"), 200);
  EXPECT_EQ(status_of("GET", {{"Host", "evil.example:8000"}}, "0.0.0.0:8000"), 421);
}

TEST(Guard, lets_no_other_site_change_anything) {
  const std::pair<std::string, std::string> host = {"Host", "localhost:8000"};
  const std::pair<std::string, std::string> json = {"Content-Type", "application/json; charset=utf-8"};
  EXPECT_EQ(status_of("POST", {host, json}), 200);
  EXPECT_EQ(status_of("POST", {host, json, {"Origin", "http://localhost:8000"}, {"Sec-Fetch-Site", "same-origin"}}),
            200);
  EXPECT_EQ(status_of("POST", {host, json, {"Origin", "http://evil.example"}}), 403);
  EXPECT_EQ(status_of("POST", {host, json, {"Origin", "null"}}), 403);
  EXPECT_EQ(status_of("POST", {host, json, {"Origin", "http://localhost:9000"}}), 403);
  EXPECT_EQ(status_of("POST", {host, json, {"Sec-Fetch-Site", "cross-site"}}), 403);
}

TEST(Guard, takes_json_only) {
  const std::pair<std::string, std::string> host = {"Host", "localhost"};
  EXPECT_EQ(status_of("POST", {host, {"Content-Type", "text/plain"}}, "127.0.0.1:1", "{}"), 415);
  EXPECT_EQ(status_of("POST", {host}, "127.0.0.1:1", "{}"), 415);
  EXPECT_EQ(status_of("POST", {host}), 200);
}

}  // namespace
}  // namespace serve
