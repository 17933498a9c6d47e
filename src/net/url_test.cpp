#include "net/url.hpp"

#include <gtest/gtest.h>

namespace net {
namespace {

TEST(Url, is_taken_apart_and_put_together) {
  struct Row {
    std::string_view text, host;
    std::uint16_t port;
    std::string_view target, again;
  };
  const std::vector<Row> table = {
      {"https://API.example.com/v1?a=b", "api.example.com", 443, "/v1?a=b", "https://api.example.com/v1?a=b"},
      {"http://x", "x", 80, "/", "http://x/"},
      {"http://x?q", "x", 80, "/?q", "http://x/?q"},
      {"HTTP://x:8080/#part", "x", 8080, "/", "http://x:8080/"},
      {"wss://x:443/s", "x", 443, "/s", "wss://x/s"},
      {"ws://[::1]:81/", "::1", 81, "/", "ws://[::1]:81/"},
      {"http://127.0.0.1:/", "127.0.0.1", 80, "/", "http://127.0.0.1/"},
  };
  for (const auto& row : table) {
    const auto url = Url::parse(row.text);
    ASSERT_TRUE(url) << row.text << url.error().what;
    EXPECT_EQ(url->host, row.host);
    EXPECT_EQ(url->port, row.port);
    EXPECT_EQ(url->target, row.target);
    EXPECT_EQ(url->text(), row.again);
  }
}

TEST(Url, refuses_what_is_not_one) {
  for (const auto* text : {"", "x", "http:", "http://", "ftp://x/", "http:///p", "http://x:0/", "http://x:65536/",
                           "http://x:8a/", "http://a b/", "http://x/a b", "http://x/\r\nHost: y", "http://x/\xc3\xa9",
                           "http://[::1", "http://[::1]x/", "http://x\\y/", "http://x:1:2/", "http://[]/"}) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, base::Code::usage);
  }
}

TEST(Url, refuses_user_names_without_repeating_them) {
  const auto url = Url::parse("https://me:secret@x/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().what.find("secret"), std::string::npos) << url.error().what;
}

TEST(Percent, encodes_all_but_the_unreserved_and_decodes_it_again) {
  EXPECT_EQ(percent_encode("BTC/USD 1~_-.é"), "BTC%2FUSD%201~_-.%C3%A9");
  std::string every(256, '\0');
  for (std::size_t i = 0; i < 256; ++i) every[i] = static_cast<char>(i);
  EXPECT_EQ(percent_decode(percent_encode(every)), every);
  EXPECT_EQ(percent_decode("a%2fb+c"), "a/b+c");
}

TEST(Percent, refuses_a_broken_escape) {
  for (const auto* text : {"%", "%2", "a%zz", "%%20", "%2g"}) {
    EXPECT_EQ(percent_decode(text).error().code, base::Code::bad_data) << text;
  }
}

}  // namespace
}  // namespace net
