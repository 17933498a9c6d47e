#include "net/proxy.hpp"

#include "net/asker_fixture.hpp"
#include "net/loopback_fixture.hpp"

namespace net {
namespace {

TEST(Proxy, reads_host_port_and_credentials) {
  const auto proxy = parse_proxy("http://me:p%3Aw@proxy.example:3128").value();
  EXPECT_EQ(proxy.host, "proxy.example");
  EXPECT_EQ(proxy.port, 3128);
  EXPECT_EQ(proxy.authorization, "Basic " + base64("me:p:w"));
  EXPECT_EQ(parse_proxy("10.0.0.1:8080")->host, "10.0.0.1");
  EXPECT_EQ(parse_proxy("http://proxy.example/")->port, 80);
}

TEST(Proxy, refuses_other_kinds_without_telling_the_password) {
  for (const auto* text : {"socks5://me:secret@p:1", "http://me:secret@", "https://p:1", "http://p:1/path", "http://p:x",
                           "http://me:se%zzcret@p:1"}) {
    const auto proxy = parse_proxy(text);
    ASSERT_FALSE(proxy) << text;
    EXPECT_EQ(proxy.error().code, base::Code::usage);
    EXPECT_EQ(proxy.error().what.find("secret"), std::string::npos) << proxy.error().what;
  }
}

TEST(Proxy, is_bypassed_by_the_rules_of_no_proxy) {
  struct Row {
    std::string_view rules, host;
    std::uint16_t port;
    bool straight;
  };
  const std::vector<Row> table = {
      {"", "example.com", 80, false},
      {"*", "example.com", 80, true},
      {"example.com", "example.com", 80, true},
      {"example.com", "api.example.com", 80, true},
      {".example.com", "api.example.com", 80, true},
      {".example.com", "example.com", 80, true},
      {"example.com", "notexample.com", 80, false},
      {"ample.com", "example.com", 80, false},
      {"EXAMPLE.com", "example.com", 80, true},
      {"a.b, localhost ,c", "localhost", 80, true},
      {"example.com:443", "example.com", 443, true},
      {"example.com:443", "example.com", 80, false},
      {"127.0.0.1", "127.0.0.1", 80, true},
      {"0.0.1", "127.0.0.1", 80, false},
      {"[::1]", "::1", 80, true},
      {"::1", "::1", 80, true},
      {"[::1]:81", "::1", 80, false},
      {",, ,", "example.com", 80, false},
      {".", "example.com", 80, false},
  };
  for (const auto& row : table) {
    EXPECT_EQ(bypasses(row.rules, row.host, row.port), row.straight) << row.rules << " | " << row.host;
  }
}

TEST(Proxy, is_chosen_by_scheme_and_then_for_all) {
  ClientSettings::Proxies proxies;
  proxies.http = "http://a:1";
  proxies.all = "http://b:2";
  const auto host = [&](std::string_view url) {
    const auto proxy = choose_proxy(proxies, Url::parse(url).value()).value();
    return proxy ? proxy->host : "";
  };
  EXPECT_EQ(host("http://x/"), "a");
  EXPECT_EQ(host("https://x/"), "b");
  EXPECT_EQ(host("wss://x/"), "b");
  proxies.none = "x";
  EXPECT_EQ(host("http://x/"), "");
}

TEST(Proxy, is_asked_for_the_whole_address) {
  loopback::Script proxy([](loopback::tcp::socket& socket, int) {
    const auto heard = loopback::hear(socket);
    loopback::say(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(heard.size()) + "\r\n\r\n" + heard);
  });
  ClientSettings settings;
  settings.proxies.http = "http://u:p@127.0.0.1:" + std::to_string(proxy.port());
  settings.proxies.none = "straight.example";
  loopback::Asker asker(settings);
  const auto answer = asker.get("http://data.example/candles?x=1");
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_TRUE(answer->body.starts_with("GET http://data.example/candles?x=1 HTTP/1.1\r\nHost: data.example\r\n"));
  EXPECT_NE(answer->body.find("Proxy-Authorization: Basic dTpw\r\n"), std::string::npos);
}

TEST(Base64, knows_the_vectors_of_rfc_4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace net
