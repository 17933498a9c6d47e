#include "net/http_server.hpp"

#include "net/gzip.hpp"
#include "net/loopback_fixture.hpp"
#include "net/stream.hpp"

#include <mutex>

namespace net {
namespace {

using namespace std::string_literals;
using loopback::ServerThread;
using loopback::Wire;
using std::chrono::milliseconds;

Reply text_reply(std::string body) {
  Reply reply;
  reply.headers.add("Content-Type", "text/plain");
  reply.body = std::move(body);
  return reply;
}

rt::Task<Reply> echo(Request request) {
  co_return text_reply(request.method + " " + request.url + " " + request.body);
}

rt::Task<Reply> big(Request) {
  co_return text_reply(std::string(5000, 'x'));
}

std::string get(std::string_view path, std::string_view more = "Connection: close\r\n") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: here\r\n" + std::string(more) + "\r\n";
}

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

TEST(HttpServer, answers_and_keeps_the_connection) {
  ServerThread server(echo);
  Wire wire(server.port);
  EXPECT_TRUE(wire.say(get("/a?b=1", "")).until("GET /a?b=1 ").starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_NE(wire.say(get("/b")).rest().find("GET /b "), std::string::npos);
  server.stop();
  EXPECT_EQ(server.counted().counts().connections, 1U);
  EXPECT_EQ(server.counted().counts().requests, 2U);
}

TEST(HttpServer, answers_pipelined_requests_in_their_order) {
  ServerThread server(echo);
  Wire wire(server.port);
  const auto all = wire.say(get("/1", "") + get("/2", "") + get("/3")).rest();
  EXPECT_LT(all.find("GET /1"), all.find("GET /2"));
  EXPECT_LT(all.find("GET /2"), all.find("GET /3"));
  EXPECT_NE(all.find("GET /3"), std::string::npos);
}

TEST(HttpServer, tells_the_length_but_not_the_body_to_HEAD) {
  ServerThread server(echo);
  Wire wire(server.port);
  const auto answer = wire.say("HEAD /abc HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").rest();
  EXPECT_NE(answer.find("Content-Length: 9\r\n"), std::string::npos);
  EXPECT_EQ(body_of(answer), "");
}

TEST(HttpServer, names_itself_without_a_version_and_the_date) {
  ServerThread server(echo);
  Wire wire(server.port);
  const auto answer = wire.say(get("/")).rest();
  EXPECT_NE(answer.find("\r\nServer: wick\r\n"), std::string::npos);
  EXPECT_NE(answer.find(" GMT\r\n"), std::string::npos);
}

TEST(HttpServer, refuses_what_readers_could_read_in_two_ways) {
  ServerThread server(echo);
  const std::vector<std::pair<std::string, int>> table = {
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n0\r\n\r\n", 400},
      {"GET / HTTP/1.1\nHost: h\n\n", 400},
      {"GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n", 400},
      {"GET /\0x HTTP/1.1\r\nHost: h\r\n\r\n"s, 400},
      {"GET / HTTP/1.1\r\nHost: h\0h\r\n\r\n"s, 400},
      {"GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET /\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 400},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400},
  };
  for (const auto& [bytes, status] : table) {
    Wire wire(server.port);
    const auto answer = wire.say(bytes).rest();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ")) << bytes << "\n--\n" << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << bytes;
  }
}

TEST(HttpServer, bounds_headers_addresses_and_bodies) {
  ServerThread server(echo);
  const std::string long_text(20'000, 'a');
  const std::vector<std::pair<std::string, int>> table = {
      {"GET / HTTP/1.1\r\nHost: h\r\nX: " + long_text + "\r\n\r\n", 431},
      {"GET /" + long_text + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
      {"GET /" + long_text.substr(0, 9000) + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n", 413},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n" + std::string(0x200000, 'b'), 413},
  };
  for (const auto& [bytes, status] : table) {
    Wire wire(server.port);
    const auto answer = wire.say(bytes).rest();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ")) << status << ": " << answer;
  }
}

TEST(HttpServer, reads_whole_and_chunked_bodies) {
  ServerThread server(echo);
  Wire whole(server.port);
  EXPECT_TRUE(whole.say("POST /p HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello")
                  .rest()
                  .ends_with("POST /p hello"));
  Wire chunked(server.port);
  EXPECT_TRUE(chunked
                  .say("POST /p HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n")
                  .rest()
                  .ends_with("POST /p hello"));
}

TEST(HttpServer, bids_a_waiting_client_to_go_on_with_its_body) {
  ServerThread server(echo);
  Wire wire(server.port);
  wire.say("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(wire.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(wire.say("ok").rest().ends_with("POST / ok"));
}

TEST(HttpServer, takes_an_absolute_address_for_its_path) {
  ServerThread server(echo);
  Wire wire(server.port);
  EXPECT_TRUE(wire.say(get("http://other:80/x?y=1")).rest().ends_with("GET /x?y=1 "));
}

TEST(HttpServer, tells_a_slow_client_408_and_an_idle_one_nothing) {
  ServerSettings settings;
  settings.header_limit = milliseconds{60};
  settings.idle_limit = milliseconds{60};
  ServerThread server(echo, settings);
  Wire slow(server.port);
  EXPECT_TRUE(slow.say("GET / HTTP/1.1\r\nHos").rest().starts_with("HTTP/1.1 408 "));
  Wire silent(server.port);
  EXPECT_EQ(silent.rest(), "");
  Wire body(server.port);
  EXPECT_TRUE(
      body.say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc").rest().starts_with("HTTP/1.1 408 "));
}

TEST(HttpServer, turns_clients_away_above_its_limit) {
  ServerSettings settings;
  settings.connections_max = 1;
  ServerThread server(echo, settings);
  Wire first(server.port);
  first.say(get("/", "")).until("GET / ");
  Wire second(server.port);
  EXPECT_TRUE(second.rest().starts_with("HTTP/1.1 503 "));
}

TEST(HttpServer, compresses_long_text_for_those_who_take_it) {
  ServerThread server(big);
  Wire wire(server.port);
  const auto answer = wire.say(get("/", "Accept-Encoding: br, gzip\r\nConnection: close\r\n")).rest();
  EXPECT_NE(answer.find("Content-Encoding: gzip\r\n"), std::string::npos);
  EXPECT_EQ(inflate(body_of(answer), {}).value(), std::string(5000, 'x'));
  Wire plain(server.port);
  EXPECT_EQ(body_of(plain.say(get("/", "Accept-Encoding: gzip;q=0\r\nConnection: close\r\n")).rest()).size(), 5000U);
}

rt::Task<void> three_pieces(BodyWriter& writer) {
  CO_CHECK(co_await writer.write("one,"));
  CO_CHECK(co_await writer.write(""));
  co_return co_await writer.write("two");
}

rt::Task<Reply> streaming(Request) {
  Reply reply;
  reply.headers.add("Content-Type", "text/csv");
  reply.stream = three_pieces;
  co_return reply;
}

TEST(HttpServer, streams_in_chunks) {
  ServerThread server(streaming);
  Wire wire(server.port);
  EXPECT_EQ(body_of(wire.say(get("/")).rest()), "4\r\none,\r\n3\r\ntwo\r\n0\r\n\r\n");
  Wire old(server.port);
  EXPECT_EQ(body_of(old.say("GET / HTTP/1.0\r\n\r\n").rest()), "one,two");
}

rt::Task<Reply> failing(Request request) {
  if (request.url == "/thrown") throw std::runtime_error("a secret");
  if (request.url == "/gone") co_return base::fail(base::Code::cancelled, "");
  co_return base::fail(base::Code::corrupt, "a secret of the house");
}

TEST(HttpServer, keeps_the_errors_of_a_handler_to_itself_and_tells_the_hook) {
  std::mutex lock;
  std::vector<std::string> told;
  ServerThread server(failing);
  server.server.on_fault([&](const std::string& url, const base::Error& error) {
    const std::lock_guard guard(lock);
    told.push_back(url + " " + error.what);
  });
  for (const auto* path : {"/x", "/thrown"}) {
    Wire wire(server.port);
    const auto answer = wire.say(get(path)).rest();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 "));
    EXPECT_EQ(answer.find("secret"), std::string::npos);
  }
  Wire gone(server.port);
  EXPECT_EQ(gone.say(get("/gone")).rest(), "");
  server.stop();
  EXPECT_EQ(told, (std::vector<std::string>{"/x a secret of the house", "/thrown a secret"}));
}

rt::Task<Reply> misbehaving(Request request) {
  Reply reply = text_reply(std::string(4096, 'z'));
  reply.fault.cut_after = 1000;
  reply.fault.reset = request.url == "/reset";
  co_return reply;
}

TEST(HttpServer, cuts_an_answer_as_a_fault_asks) {
  ServerThread server(misbehaving);
  Wire cut(server.port);
  const auto answer = cut.say(get("/cut")).rest();
  EXPECT_NE(answer.find("Content-Length: 4096"), std::string::npos);
  EXPECT_EQ(body_of(answer).size(), 1000U);
  EXPECT_EQ(cut.ended_by, boost::asio::error::eof);
  Wire reset(server.port);
  reset.say(get("/reset")).rest();
  EXPECT_EQ(reset.ended_by, boost::asio::error::connection_reset);
}

rt::Task<Reply> dripping(Request) {
  Reply reply = text_reply(std::string(4096, 'z'));
  reply.fault.drip = milliseconds{20};
  co_return reply;
}

TEST(HttpServer, drips_an_answer_as_a_fault_asks) {
  ServerThread server(dripping);
  Wire wire(server.port);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(body_of(wire.say(get("/")).rest()).size(), 4096U);
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds{60});
}

TEST(HttpServer, tells_a_bind_that_fails_as_a_sentence) {
  rt::SystemClock clock;
  boost::asio::io_context context;
  ServerThread taken(echo);
  const auto bind = [&](std::string listen) {
    ServerSettings settings;
    settings.listen = std::move(listen);
    return HttpServer(settings, echo, clock).bind(context.get_executor());
  };
  const auto used = bind("127.0.0.1:" + std::to_string(taken.port));
  EXPECT_EQ(used.error().code, base::Code::locked);
  EXPECT_NE(used.error().what.find("is in use"), std::string::npos);
  for (const auto* text : {"", "8000", ":8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "::1:80",
                           "[127.0.0.1]:80", "example.com:80", "192.0.2.1:8000"}) {
    EXPECT_EQ(bind(text).error().code, base::Code::usage) << text;
  }
}

TEST(HttpServer, ends_idle_connections_at_once_when_cancelled) {
  ServerThread server(echo, {}, std::chrono::seconds{30});
  Wire wire(server.port);
  wire.say(get("/", "")).until("GET / ");
  const auto start = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
  EXPECT_EQ(wire.rest(), "");
  EXPECT_TRUE(server.ended_well);
}

// Streams until told to stop, far more than any buffer on the way holds.
struct Flood {
  std::atomic<std::size_t> written = 0;
  rt::Task<void> pour(BodyWriter& writer) {
    while (true) {
      std::string piece(64U << 10U, 'f');
      CO_CHECK(co_await writer.write(std::move(piece)));
      written += 64U << 10U;
    }
  }
  rt::Task<Reply> reply(Request) {
    Reply reply;
    reply.headers.add("Content-Type", "application/octet-stream");
    reply.stream = [this](BodyWriter& writer) { return pour(writer); };
    co_return reply;
  }
};

TEST(HttpServer, waits_for_a_slow_reader_and_cuts_it_after_the_grace) {
  Flood flood;
  ServerThread server([&](Request request) { return flood.reply(std::move(request)); }, {}, milliseconds{100});
  Wire wire(server.port);
  wire.say(get("/", "")).until("\r\n\r\n");
  std::size_t before = 1;
  while (before != flood.written) {  // Until the buffers of the system are full.
    before = flood.written;
    std::this_thread::sleep_for(milliseconds{50});  // tidy: sleep because only time tells that buffers are full
  }
  EXPECT_LT(before, 32U << 20U);
  server.stop();
  EXPECT_TRUE(server.ended_well);
}

rt::Task<void> shout(Stream& stream, std::string first) {
  const auto text = "heard " + first;
  co_await stream.write_some(boost::asio::buffer(text), {});
  co_return base::Done{};
}

rt::Task<Reply> upgrading(Request) {
  Reply reply;
  reply.status = 101;
  reply.headers.add("Connection", "Upgrade");
  reply.headers.add("Upgrade", "shouting");
  reply.upgrade = shout;
  co_return reply;
}

TEST(HttpServer, hands_an_upgraded_connection_over_with_what_had_come_in) {
  ServerThread server(upgrading);
  Wire wire(server.port);
  const auto answer = wire.say(get("/", "Upgrade: shouting\r\n") + "hello").rest();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("heard hello"));
}

TEST(HttpServer, lets_no_header_value_begin_another_header) {
  const auto split = [](Request) -> rt::Task<Reply> {
    Reply reply = text_reply("x");
    reply.headers.add("X-Name", "a\r\nX-Evil: b");
    co_return reply;
  };
  ServerThread server(split);
  Wire wire(server.port);
  EXPECT_NE(wire.say(get("/")).rest().find("X-Name: a  X-Evil: b\r\n"), std::string::npos);
}

}  // namespace
}  // namespace net
