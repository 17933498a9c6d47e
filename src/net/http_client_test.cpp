#include "net/http_client.hpp"

#include "net/asker_fixture.hpp"
#include "net/gzip.hpp"
#include "net/loopback_fixture.hpp"

namespace net {
namespace {

using base::Code;
using loopback::Asker;
using loopback::hear;
using loopback::say;
using loopback::Script;
using loopback::ServerThread;
using loopback::tcp;
using std::chrono::milliseconds;

rt::Task<Reply> echo(Request request) {
  Reply reply;
  reply.headers.add("Content-Type", "text/plain");
  reply.body = request.method + " " + request.url + " " + request.body;
  co_return reply;
}

Request post(std::string url, std::string body) {
  Request request;
  request.method = "POST";
  request.url = std::move(url);
  request.body = std::move(body);
  return request;
}

// Answers each connection's first request with these bytes, and closes.
Script saying(std::string answer) {
  return Script([answer](tcp::socket& socket, int) {
    hear(socket);
    say(socket, answer);
  });
}

std::string whole(std::string_view body, std::string_view headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(headers) + "\r\n" +
         std::string(body);
}

TEST(HttpClient, asks_again_over_the_same_connection) {
  ServerThread server(echo);
  Asker asker;
  for (int i = 0; i < 5; ++i) {
    const auto answer = asker.get(server.url("/x"));
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->body, "GET /x ");
  }
  EXPECT_EQ(asker.client.counts().connections, 1U);
  EXPECT_EQ(asker.client.counts().requests, 5U);
  EXPECT_GT(asker.client.counts().bytes_in, 0U);
}

TEST(HttpClient, gives_back_bodies_of_any_length_and_not_a_byte_more) {
  ServerThread server(echo);
  Asker asker;
  for (std::size_t length = 0; length < 100; ++length) {
    const std::string path = "/" + std::string(length, 'x');
    const auto answer = asker.get(server.url(path));
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->body, "GET " + path + " ");
  }
}

TEST(HttpClient, posts_a_body_and_gives_back_any_status) {
  ServerThread server(echo);
  Asker asker;
  EXPECT_EQ(asker.ask(post(server.url("/p"), "hello"))->body, "POST /p hello");
  auto refused = saying("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  const auto answer = asker.get(refused.url("/"));
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->headers.find("location"), "/elsewhere");
}

TEST(HttpClient, opens_no_more_connections_than_it_may_and_answers_all) {
  ServerThread server(echo);
  ClientSettings settings;
  settings.connections_per_host = 3;
  Asker asker(settings);
  std::vector<Request> requests(40);
  for (std::size_t i = 0; i < requests.size(); ++i) requests[i].url = server.url("/" + std::to_string(i));
  const auto answers = asker.all(requests, std::chrono::seconds{10});
  for (std::size_t i = 0; i < answers.size(); ++i) {
    ASSERT_TRUE(answers[i]) << answers[i].error().what;
    EXPECT_EQ(answers[i]->body, "GET /" + std::to_string(i) + " ");
  }
  EXPECT_EQ(asker.client.counts().connections, 3U);
}

// The first connection answers once and dies at the second request.
Script dying_at_second_request() {
  return Script([](tcp::socket& socket, int number) {
    hear(socket);
    say(socket, whole("ok"));
    hear(socket);
    if (number > 0) say(socket, whole("again"));
  });
}

TEST(HttpClient, takes_a_new_connection_where_a_kept_one_died_at_a_GET) {
  auto server = dying_at_second_request();
  Asker asker;
  EXPECT_EQ(asker.get(server.url("/"))->body, "ok");
  const auto second = asker.get(server.url("/"));
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_EQ(second->body, "ok");
  EXPECT_EQ(asker.client.counts().connections, 2U);
}

TEST(HttpClient, never_sends_a_POST_twice) {
  auto server = dying_at_second_request();
  Asker asker;
  EXPECT_EQ(asker.ask(post(server.url("/"), ""))->body, "ok");
  EXPECT_EQ(asker.ask(post(server.url("/"), "")).error().code, Code::retry);
}

TEST(HttpClient, does_not_use_a_kept_connection_that_was_closed_meanwhile) {
  std::atomic<int> connections = 0;
  Script server([&](tcp::socket& socket, int) {
    ++connections;
    hear(socket);
    say(socket, whole("ok"));
  });
  Asker asker;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(asker.ask(post(server.url("/"), "x"))->body, "ok");
    while (connections <= i) std::this_thread::yield();
    // tidy: sleep because the other end is a thread with a blocking socket
    std::this_thread::sleep_for(milliseconds{20});  // For the FIN to come in.
  }
  EXPECT_EQ(connections, 3);
}

TEST(HttpClient, gives_up_at_the_deadline) {
  Script silent([](tcp::socket& socket, int) {
    hear(socket);
    hear(socket);
  });
  Asker asker;
  const auto start = std::chrono::steady_clock::now();
  const auto answer = asker.get(silent.url("/"), milliseconds{80});
  EXPECT_EQ(answer.error().code, Code::retry);
  EXPECT_NE(answer.error().what.find("no answer within 80 ms"), std::string::npos) << answer.error().what;
  EXPECT_TRUE(answer.error().what.starts_with("127.0.0.1:"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
}

TEST(HttpClient, gives_up_a_server_that_drips) {
  Script dripping([](tcp::socket& socket, int) {
    hear(socket);
    say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (true) {
      say(socket, "x");
      // tidy: sleep because the other end is a thread with a blocking socket
      std::this_thread::sleep_for(milliseconds{10});
    }
  });
  Asker asker;
  EXPECT_EQ(asker.get(dripping.url("/"), milliseconds{100}).error().code, Code::retry);
}

TEST(HttpClient, waits_in_the_queue_no_longer_than_its_deadline) {
  Script silent([](tcp::socket& socket, int) {
    hear(socket);
    hear(socket);
  });
  ClientSettings settings;
  settings.connections_per_host = 1;
  Asker asker(settings);
  std::vector<Request> requests(3);
  for (auto& request : requests) request.url = silent.url("/");
  for (const auto& answer : asker.all(requests, milliseconds{80})) EXPECT_EQ(answer.error().code, Code::retry);
}

TEST(HttpClient, tells_cut_and_broken_answers_apart) {
  const std::string huge_header(70'000, 'h');
  const std::vector<std::pair<std::string, Code>> table = {
      {"", Code::retry},
      {"HTTP/1.1 200 OK\r\nContent-Le", Code::retry},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", Code::retry},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", Code::retry},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", Code::retry},
      {"SSH-2.0-OpenSSH_9.2\r\n", Code::bad_data},
      {"HTTP/1.1 abc OK\r\n\r\n", Code::bad_data},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nab", Code::bad_data},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc", Code::bad_data},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc", Code::bad_data},
      {"HTTP/1.1 200 OK\r\nX: " + huge_header + "\r\n\r\n", Code::bad_data},
      {whole("abc", "Content-Encoding: br\r\n"), Code::bad_data},
      {whole("not gzip", "Content-Encoding: gzip\r\n"), Code::bad_data},
  };
  for (const auto& [bytes, code] : table) {
    auto server = saying(bytes);
    Asker asker;
    const auto answer = asker.get(server.url("/"));
    ASSERT_FALSE(answer) << bytes;
    EXPECT_EQ(answer.error().code, code) << bytes.substr(0, 100) << "\n" << answer.error().what;
  }
}

TEST(HttpClient, tells_a_reset_and_a_closed_port_as_worth_another_try) {
  Script server([](tcp::socket& socket, int) {
    hear(socket);
    socket.set_option(boost::asio::socket_base::linger(true, 0));
    socket.close();
  });
  Asker asker;
  EXPECT_EQ(asker.get(server.url("/")).error().code, Code::retry);
  const auto closed = asker.get("http://127.0.0.1:1/");
  EXPECT_EQ(closed.error().code, Code::retry);
  EXPECT_NE(closed.error().what.find("refused"), std::string::npos) << closed.error().what;
}

TEST(HttpClient, reads_chunks_ends_by_closing_and_interim_answers) {
  const std::vector<std::string> table = {
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nTrailer: x\r\n\r\n",
      "HTTP/1.1 200 OK\r\n\r\nhello",
      "HTTP/1.0 200 OK\r\n\r\nhello",
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + whole("hello"),
  };
  for (const auto& bytes : table) {
    auto server = saying(bytes);
    Asker asker;
    const auto answer = asker.get(server.url("/"));
    ASSERT_TRUE(answer) << bytes << answer.error().what;
    EXPECT_EQ(answer->body, "hello") << bytes;
  }
}

TEST(HttpClient, inflates_gzip_deflate_and_bare_deflate) {
  const std::string text(100'000, 'q');
  auto server = saying(whole(Deflater().finish(text), "Content-Encoding: gzip\r\n"));
  Asker asker;
  EXPECT_EQ(asker.get(server.url("/"))->body, text);
}

TEST(HttpClient, refuses_a_bomb_without_growing) {
  auto server = saying(whole(Deflater().finish(std::string(64U << 20U, '\0')), "Content-Encoding: gzip\r\n"));
  Asker asker;
  const auto answer = asker.get(server.url("/"));
  EXPECT_EQ(answer.error().code, Code::bad_data);
  EXPECT_NE(answer.error().what.find("grows"), std::string::npos) << answer.error().what;
}

TEST(HttpClient, stops_an_endless_answer) {
  Script endless([](tcp::socket& socket, int) {
    hear(socket);
    say(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const auto chunk = "10000\r\n" + std::string(0x10000, 'e') + "\r\n";
    while (true) say(socket, chunk);
  });
  ClientSettings settings;
  settings.body_bytes_max = 1U << 20U;
  Asker asker(settings);
  EXPECT_EQ(asker.get(endless.url("/")).error().code, Code::bad_data);
}

TEST(HttpClient, refuses_questions_that_would_break_the_line) {
  Asker asker;
  Request request;
  request.url = "http://127.0.0.1:1/";
  request.headers.add("X", "a\r\nY: b");
  EXPECT_EQ(asker.ask(request).error().code, Code::usage);
  Request method;
  method.url = "http://127.0.0.1:1/";
  method.method = "GET / HTTP/1.1\r\n";
  EXPECT_EQ(asker.ask(method).error().code, Code::usage);
  EXPECT_EQ(asker.get("ftp://x/").error().code, Code::usage);
}

TEST(HttpClient, says_who_asks_and_lets_the_caller_say_otherwise) {
  Script server([](tcp::socket& socket, int) { say(socket, whole(hear(socket))); });
  Asker asker;
  const auto plain = asker.get(server.url("/path?q=1"));
  EXPECT_TRUE(plain->body.starts_with("GET /path?q=1 HTTP/1.1\r\nHost: 127.0.0.1:")) << plain->body;
  EXPECT_NE(plain->body.find("User-Agent: wick\r\n"), std::string::npos);
  EXPECT_NE(plain->body.find("Accept-Encoding: gzip, deflate\r\n"), std::string::npos);
  Request request;
  request.url = server.url("/");
  request.headers.add("user-agent", "other");
  EXPECT_EQ(asker.ask(request)->body.find("User-Agent: wick"), std::string::npos);
}

}  // namespace
}  // namespace net
