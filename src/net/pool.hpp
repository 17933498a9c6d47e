// Connections kept open for the next question: so many a route, handed out in the order of asking.
#pragma once

#include "net/inbox.hpp"
#include "net/stream.hpp"
#include "rt/clock.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace net {

// A client's connection, with what it has heard.
struct Channel {
  explicit Channel(boost::asio::ip::tcp::socket socket) : stream(std::move(socket)), inbox(64U << 10U) {}

  Stream stream;
  Inbox inbox;
  std::chrono::steady_clock::time_point used{};
  bool heard = false;  // Something came in answer to the question in hand.
};

class Pool {
 public:
  Pool(std::size_t per_route, std::chrono::milliseconds idle_limit, rt::Clock& clock)
      : per_route_(per_route), idle_limit_(idle_limit), clock_(clock) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // One of a route's places, given back when it dies; what is still in `channel` then is closed.
  class Lease;

  // Waits for a place. The lease comes with a connection that was kept and is fit, or without one. Code::cancelled.
  rt::Task<Lease> acquire(std::string route);

 private:
  struct Waiter;
  struct Route {
    std::size_t taken = 0;
    std::deque<Waiter*> waiting{};
    std::vector<std::unique_ptr<Channel>> kept{};  // The freshest last.
  };

  // A place in the queue, left when it dies.
  struct Waiter {
    Waiter(Route& queued_for, boost::asio::steady_timer timer);
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter();
    Route& route;
    boost::asio::steady_timer wake;
    bool granted = false;
  };

  rt::Task<void> queue(Route& route);
  void release(Route& route);
  std::unique_ptr<Channel> take_kept(Route& route);
  void drop_stale();

  std::size_t per_route_;
  std::chrono::milliseconds idle_limit_;
  rt::Clock& clock_;
  std::map<std::string, Route> routes_;
  std::chrono::steady_clock::time_point swept_{};
};

class Pool::Lease {
 public:
  Lease() = default;
  Lease(Pool& pool, Route& route) : pool_(&pool), route_(&route) {}
  Lease(Lease&& other) noexcept { *this = std::move(other); }
  Lease& operator=(Lease&& other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(route_, other.route_);
    std::swap(channel, other.channel);
    return *this;
  }
  ~Lease() {
    if (pool_ != nullptr) pool_->release(*route_);
  }

  // The connection stays open for the next.
  void keep();

  std::unique_ptr<Channel> channel{};

 private:
  Pool* pool_ = nullptr;
  Route* route_ = nullptr;
};

}  // namespace net
