// Names to addresses, kept for a minute; a look-up that hangs holds up nobody beyond its caller's deadline.
#pragma once

#include "rt/clock.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace net {

class Resolver {
 public:
  using Addresses = std::vector<boost::asio::ip::address>;
  using LookUp = std::function<base::Result<Addresses>(std::string)>;  // Blocks; called on a thread of its own.

  explicit Resolver(rt::Clock& clock, LookUp look_up = system_look_up);

  // Never empty. An address stands for itself. Where the look-up fails, what was known before still serves; a failure
  // is kept for a second. Code::retry when the name is not known, Code::cancelled.
  rt::Task<Addresses> resolve(std::string host);
  void forget(const std::string& host);  // Nobody answered there: look again next time.

  static base::Result<Addresses> system_look_up(std::string host);

 private:
  struct Entry {
    base::Result<Addresses> found{};
    std::chrono::steady_clock::time_point fresh_until{};
    std::unique_ptr<boost::asio::steady_timer> under_way{};  // Others wait on it for the one who asks.
  };
  rt::Task<Addresses> refresh(std::string host);

  rt::Clock& clock_;
  LookUp look_up_;
  std::map<std::string, Entry> entries_;
};

}  // namespace net
