#include "replay/replay.hpp"

#include "replay/testing.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <future>
#include <thread>

namespace replay {
namespace {

namespace asio = boost::asio;
using testing::minute;
using testing::some_minutes;

std::unique_ptr<Tape> ten_minutes() {
  auto tape = std::make_unique<MemoryTape>();
  EXPECT_TRUE(tape->add("BTC/USDT", market::m1, some_minutes(10)).has_value());
  return tape;
}

// A stand-in on a thread of its own; ends with its scope.
class Served {
 public:
  explicit Served(Settings settings) {
    std::promise<std::uint16_t> bound;
    asio::co_spawn(
        context_,
        serve(
            ten_minutes(), std::move(settings), clock_, [&](const Ready& ready) { bound.set_value(ready.port); },
            [this](const std::string& status) { last_status = status; }),
        asio::bind_cancellation_slot(signal_.slot(), [](const std::exception_ptr&, const base::Done&) {}));
    thread_ = std::thread([this] { context_.run(); });
    port_ = bound.get_future().get();
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  ~Served() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    asio::post(context_, [this] { signal_.emit(asio::cancellation_type::terminal); });
    thread_.join();
  }

  std::string get(const std::string& path) {
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), port_});
    asio::write(socket, asio::buffer("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    std::string answer;
    boost::system::error_code ended;
    asio::read(socket, asio::dynamic_buffer(answer), ended);
    return answer;
  }

  std::string last_status;

 private:
  asio::io_context context_;
  rt::SystemClock clock_;
  asio::cancellation_signal signal_;
  std::thread thread_;
  std::uint16_t port_ = 0;
};

const std::string page = "/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1";

TEST(Replay, answers_over_http_and_tells_its_counts_at_the_end) {
  Served served({.venue = "binance", .start = minute(10)});
  const auto answer = served.get(page);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_NE(answer.find("Date: Mon, 01 Jan 2024 00:1"), std::string::npos) << answer;
  EXPECT_NE(answer.find("X-MBX-USED-WEIGHT-1M: 2\r\n"), std::string::npos);
  EXPECT_NE(answer.find("\r\n\r\n[[1704067740000,\"109.10\","), std::string::npos) << answer;
  served.stop();
  EXPECT_NE(served.last_status.find(R"("requests":1,"rows":1)"), std::string::npos) << served.last_status;
}

TEST(Replay, cuts_a_body_on_command) {
  Served served({.venue = "binance", .faults = Faults::parse("truncated=1").value()});
  const auto answer = served.get(page);
  const auto body = answer.substr(answer.find("\r\n\r\n") + 4);
  const auto told = answer.find("Content-Length: ");
  ASSERT_NE(told, std::string::npos) << answer;
  EXPECT_LT(body.size(), std::stoul(answer.substr(told + 16)));
}

TEST(Replay, runs_its_clock_as_quickly_as_told) {
  Served served({.venue = "binance", .start = minute(0), .speed = 100'000});
  const auto time = [&] {
    const auto answer = served.get("/api/v3/time");
    return std::stoll(answer.substr(answer.find("serverTime\":") + 12));
  };
  const auto before = time();
  std::this_thread::sleep_for(std::chrono::milliseconds{5});
  EXPECT_GE(time() - before, 500'000);
}

TEST(Replay, begins_at_the_real_time_or_at_the_end_of_a_tape_that_lies_ahead) {
  const auto tape = ten_minutes();
  EXPECT_EQ(beginning({}, *tape, minute(500)), minute(500));
  EXPECT_EQ(beginning({}, *tape, minute(3)), minute(10));
  EXPECT_EQ(beginning({.start = minute(1)}, *tape, minute(500)), minute(1));
}

TEST(Replay, takes_limits_in_words_and_numbers) {
  EXPECT_TRUE(make_stand_in({.venue = "binance", .limit = "documented"}, ten_minutes()).has_value());
  EXPECT_TRUE(make_stand_in({.venue = "bitfinex", .limit = "90"}, ten_minutes()).has_value());
  EXPECT_EQ(make_stand_in({.venue = "binance", .limit = "lots"}, ten_minutes()).error().code, base::Code::usage);
  EXPECT_EQ(make_stand_in({.venue = "nobody"}, ten_minutes()).error().code, base::Code::usage);
}

}  // namespace
}  // namespace replay
