// One client's connection to the server: reads requests, has them answered, writes the answers, under deadlines.
#pragma once

#include "net/http_server.hpp"
#include "net/inbox.hpp"
#include "net/message.hpp"
#include "net/reply_head.hpp"
#include "net/stream.hpp"

#include <chrono>
#include <functional>
#include <list>
#include <string>

namespace net {

class Connection;

// What a server's connections share. The server owns it and outlives them.
struct Hub {
  Hub(ServerSettings how, HttpServer::Handler answers, rt::Clock& time)
      : settings(std::move(how)), handler(std::move(answers)), clock(time) {}

  ServerSettings settings;
  HttpServer::Handler handler;
  rt::Clock& clock;
  std::function<void(const std::string&, const base::Error&)> on_fault{};
  std::list<Connection*> connections{};
  HttpServer::Counts counts{};
  bool draining = false;

  const std::string& date();  // Of now, for the Date header.

 private:
  std::string date_;
  rt::WallTime date_of_{};
};

class Connection {
 public:
  Connection(Hub& hub, boost::asio::ip::tcp::socket socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  rt::Task<void> run();

  // Called by the server: at every sweep, and when it stops.
  void sweep(std::chrono::steady_clock::time_point now);
  void drain();

  // The stream must have moved before this has passed; none while a handler thinks.
  void expect_within(std::chrono::milliseconds limit);
  void expect_nothing();
  bool expired() const { return expired_; }

  Stream& stream() { return stream_; }
  Hub& hub() { return hub_; }

 private:
  boost::asio::awaitable<int> receive(RequestParser& parser);
  boost::asio::awaitable<bool> more(RequestParser& parser);
  int digest(RequestParser& parser);
  boost::asio::awaitable<void> greet_body(RequestParser& parser);
  rt::Task<void> answer(RequestParser& parser);
  rt::Task<Reply> ask_handler(Request request);
  rt::Task<void> deliver(Reply reply, Asked asked);
  rt::Task<void> upgrade(Reply reply);
  boost::asio::awaitable<void> refuse(int status);

  Hub& hub_;
  Stream stream_;
  Inbox inbox_;
  std::string url_;   // Of the request in hand, for on_fault.
  std::string head_;  // Of the answer in hand; kept for its memory.
  std::list<Connection*>::iterator place_;
  std::chrono::steady_clock::time_point deadline_;
  bool idle_ = true;  // Between two requests.
  bool expired_ = false;
  bool open_ = true;
};

}  // namespace net
