#include "net/asker_fixture.hpp"
#include "net/loopback_fixture.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace net {
namespace {

namespace asio = boost::asio;
using base::Code;
using loopback::Asker;
using loopback::Script;
using loopback::tcp;

// An authority of our own, made by openssl in a temporary folder, and certificates it has signed.
class Authority : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto name = (std::filesystem::temp_directory_path() / "wick-net-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=Test "
        "-keyout ca.key -out ca.pem");
    sign("good", "localhost,IP:127.0.0.1", 2);
    sign("other", "elsewhere.example", 2);
    sign("expired", "localhost", 0);
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder); }

  static void run(const std::string& command) {
    ASSERT_EQ(std::system(("cd " + folder.string() + " && " + command + " >/dev/null 2>&1").c_str()), 0) << command;
  }
  static void sign(const std::string& name, const std::string& hosts, int days) {
    std::ofstream(folder / (name + ".ext")) << "subjectAltName=DNS:" << hosts << "\n";
    run("openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=x -keyout " + name +
        ".key -out " + name + ".csr");
    run("openssl x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days " + std::to_string(days) +
        " -extfile " + name + ".ext -out " + name + ".pem");
  }

  // A server with that certificate, which answers every request with "hello".
  static Script server(const std::string& name, asio::ssl::context::method method = asio::ssl::context::tls_server,
                       bool say_goodbye = true) {
    auto context = std::make_shared<asio::ssl::context>(method);
    context->use_certificate_file((folder / (name + ".pem")).string(), asio::ssl::context::pem);
    context->use_private_key_file((folder / (name + ".key")).string(), asio::ssl::context::pem);
    if (method == asio::ssl::context::tlsv1_server) SSL_CTX_set_security_level(context->native_handle(), 0);
    return Script([context, say_goodbye](tcp::socket& socket, int) {
      asio::ssl::stream<tcp::socket&> stream(socket, *context);
      stream.handshake(asio::ssl::stream_base::server);
      while (true) {
        loopback::hear(stream);
        if (!say_goodbye) {
          loopback::say(stream, "HTTP/1.1 200 OK\r\n\r\nhel");
          return;
        }
        loopback::say(stream, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
      }
    });
  }
  static std::string url(const Script& script, const std::string& host = "localhost") {
    return "https://" + host + ":" + std::to_string(script.port()) + "/";
  }
  static ClientSettings trusting() {
    ClientSettings settings;
    settings.ca_file = (folder / "ca.pem").string();
    return settings;
  }

  static std::filesystem::path folder;
};

std::filesystem::path Authority::folder;

TEST_F(Authority, is_trusted_when_ca_file_names_it) {
  auto script = server("good");
  for (const auto* host : {"localhost", "127.0.0.1"}) {
    Asker asker(trusting());
    const auto answer = asker.get(url(script, host));
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->body, "hello");
  }
}

TEST_F(Authority, keeps_a_TLS_connection_for_the_next_question) {
  auto script = server("good");
  Asker asker(trusting());
  for (int i = 0; i < 4; ++i) EXPECT_EQ(asker.get(url(script))->body, "hello");
  EXPECT_EQ(asker.client.counts().connections, 1U);
}

TEST_F(Authority, is_not_trusted_otherwise) {
  auto script = server("good");
  Asker asker;
  const auto answer = asker.get(url(script));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::refused);
  EXPECT_NE(answer.error().what.find("ca_file"), std::string::npos) << answer.error().what;
  EXPECT_NE(answer.error().what.find("localhost"), std::string::npos) << answer.error().what;
}

TEST_F(Authority, cannot_speak_for_another_host) {
  auto script = server("other");
  for (const auto* host : {"localhost", "127.0.0.1"}) {
    Asker asker(trusting());
    const auto answer = asker.get(url(script, host));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::refused);
    EXPECT_NE(answer.error().what.find("another host"), std::string::npos) << answer.error().what;
  }
}

TEST_F(Authority, is_not_believed_after_the_last_day) {
  auto script = server("expired");
  Asker asker(trusting());
  const auto answer = asker.get(url(script));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::refused);
  EXPECT_NE(answer.error().what.find("expired"), std::string::npos) << answer.error().what;
}

TEST_F(Authority, does_not_make_old_TLS_acceptable) {
  auto script = server("good", asio::ssl::context::tlsv1_server);
  Asker asker(trusting());
  const auto answer = asker.get(url(script));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::refused) << answer.error().what;
}

TEST_F(Authority, does_not_make_a_cut_answer_whole) {
  auto script = server("good", asio::ssl::context::tls_server, false);
  Asker asker(trusting());
  EXPECT_EQ(asker.get(url(script)).error().code, Code::retry);
}

TEST_F(Authority, must_be_a_readable_file) {
  ClientSettings settings;
  settings.ca_file = "/nowhere/ca.pem";
  Asker asker(settings);
  const auto answer = asker.get("https://127.0.0.1:1/");
  EXPECT_EQ(answer.error().code, Code::usage);
  EXPECT_NE(answer.error().what.find("/nowhere/ca.pem"), std::string::npos);
}

// A tunnel to any port of this machine: copies what comes, both ways, until either end closes.
void relay(tcp::socket& client, tcp::socket& target) {
  std::jthread back([&] {
    std::array<char, 4096> room{};
    boost::system::error_code problem;
    while (!problem) {
      const auto got = target.read_some(asio::buffer(room), problem);
      if (!problem) asio::write(client, asio::buffer(room.data(), got), problem);
    }
  });
  std::array<char, 4096> room{};
  boost::system::error_code problem;
  while (!problem) {
    const auto got = client.read_some(asio::buffer(room), problem);
    if (!problem) asio::write(target, asio::buffer(room.data(), got), problem);
  }
  target.shutdown(tcp::socket::shutdown_both, problem);
}

TEST_F(Authority, is_asked_through_a_tunnel) {
  auto script = server("good");
  std::string heard;
  asio::io_context context;
  {
    Script proxy([&](tcp::socket& socket, int) {
      heard = loopback::hear(socket);
      tcp::socket target(context);
      target.connect({asio::ip::address_v4::loopback(), script.port()});
      loopback::say(socket, "HTTP/1.1 200 Connection established\r\n\r\n");
      relay(socket, target);
    });
    auto settings = trusting();
    settings.proxies.https = "http://me:p%40ss@127.0.0.1:" + std::to_string(proxy.port());
    Asker asker(settings);
    const auto answer = asker.get(url(script));
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->body, "hello");
  }
  EXPECT_TRUE(heard.starts_with("CONNECT localhost:" + std::to_string(script.port()) + " HTTP/1.1\r\n")) << heard;
  EXPECT_NE(heard.find("Proxy-Authorization: Basic bWU6cEBzcw==\r\n"), std::string::npos) << heard;
}

TEST_F(Authority, is_not_reached_where_the_proxy_refuses) {
  Script proxy([](tcp::socket& socket, int) {
    loopback::hear(socket);
    loopback::say(socket, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nno!");
  });
  auto settings = trusting();
  settings.proxies.all = "127.0.0.1:" + std::to_string(proxy.port());
  Asker asker(settings);
  const auto answer = asker.get("https://example.com/");
  EXPECT_EQ(answer.error().code, Code::refused);
  EXPECT_NE(answer.error().what.find("credentials"), std::string::npos) << answer.error().what;
}

}  // namespace
}  // namespace net
