// What tests of net share: a server on a thread of its own, a raw socket to speak to it, a script that plays a server.
#pragma once

#include "net/http_server.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <utility>

namespace net::loopback {

namespace asio = boost::asio;
using asio::ip::tcp;

inline ServerSettings any_port(ServerSettings settings = {}) {
  settings.listen = "127.0.0.1:0";
  return settings;
}

// Serves from the start to stop() or its end.
class ServerThread {
 public:
  explicit ServerThread(HttpServer::Handler handler, ServerSettings settings = {},
                        std::chrono::milliseconds grace = std::chrono::milliseconds{200})
      : server(any_port(std::move(settings)), std::move(handler), clock_) {
    port = server.bind(context_.get_executor()).value();
    asio::co_spawn(
        context_, server.serve(grace),
        asio::bind_cancellation_slot(signal_.slot(), [this](const std::exception_ptr& thrown, base::Done done) {
          ended_well = !thrown && !done && done.error().code == base::Code::cancelled;
        }));
    thread_ = std::thread([this] { context_.run(); });
  }
  ServerThread(const ServerThread&) = delete;
  ServerThread& operator=(const ServerThread&) = delete;
  ~ServerThread() { stop(); }

  void begin_stop() {
    asio::post(context_, [this] { signal_.emit(asio::cancellation_type::terminal); });
  }
  void stop() {
    if (!thread_.joinable()) return;
    begin_stop();
    thread_.join();
  }

  std::string url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port) + std::string(path);
  }

  HttpServer& counted() { return server; }  // Read its counts only after stop().

 private:
  rt::SystemClock clock_;
  asio::io_context context_{1};
  asio::cancellation_signal signal_;
  std::thread thread_;

 public:
  HttpServer server;
  std::uint16_t port = 0;
  std::atomic<bool> ended_well = false;
};

// A client that says exactly what it is told to. Reads give up after ten seconds.
class Wire {
 public:
  explicit Wire(std::uint16_t port) : socket_(context_) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    const timeval limit{10, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  Wire& say(std::string_view text) {
    boost::system::error_code ignored;  // A server may hang up early; what it said counts.
    asio::write(socket_, asio::buffer(text.data(), text.size()), ignored);
    return *this;
  }
  // All until the other end closes.
  std::string rest() {
    boost::system::error_code problem;
    while (!problem) read_some(problem);
    ended_by = problem;
    return std::exchange(heard_, {});
  }
  // Up to and including `mark`; less if the other end closes before.
  std::string until(std::string_view mark) {
    boost::system::error_code problem;
    while (heard_.find(mark) == std::string::npos && !problem) read_some(problem);
    const auto end = heard_.find(mark);
    if (end == std::string::npos) return std::exchange(heard_, {});
    auto text = heard_.substr(0, end + mark.size());
    heard_.erase(0, text.size());
    return text;
  }
  tcp::socket& socket() { return socket_; }
  boost::system::error_code ended_by{};

 private:
  void read_some(boost::system::error_code& problem) {
    std::array<char, 65536> room;
    const auto got = ::recv(socket_.native_handle(), room.data(), room.size(), 0);
    if (got > 0) heard_.append(room.data(), static_cast<std::size_t>(got));
    if (got == 0) problem = asio::error::eof;
    if (got < 0) problem = {errno, boost::system::system_category()};
  }

  asio::io_context context_;
  tcp::socket socket_;
  std::string heard_;
};

// Plays a server: the script is run for each connection in turn, with its number from 0.
class Script {
 public:
  using Play = std::function<void(tcp::socket& socket, int number)>;

  explicit Script(Play play)
      : acceptor_(context_, {asio::ip::address_v4::loopback(), 0}),
        play_(std::move(play)),
        thread_([this] { run(); }) {}
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  ~Script() {
    done_ = true;
    tcp::socket knock(context_);
    boost::system::error_code ignored;
    knock.connect({asio::ip::address_v4::loopback(), port()}, ignored);
    thread_.join();
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::string url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + std::string(path);
  }

 private:
  void run() {
    for (int number = 0;; ++number) {
      tcp::socket socket(context_);
      acceptor_.accept(socket);
      if (done_) return;
      try {
        play_(socket, number);
      } catch (const boost::system::system_error&) {
        // The client went first, as some tests want it to.
      }
    }
  }

  asio::io_context context_;
  tcp::acceptor acceptor_;
  Play play_;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

// The head of the request on the wire, read to its empty line.
template <class Socket>
std::string hear(Socket& socket) {
  std::string head;
  char byte = 0;
  while (!head.ends_with("\r\n\r\n")) {
    asio::read(socket, asio::buffer(&byte, 1));
    head += byte;
  }
  return head;
}

template <class Socket>
void say(Socket& socket, std::string_view text) {
  asio::write(socket, asio::buffer(text.data(), text.size()));
}

}  // namespace net::loopback
