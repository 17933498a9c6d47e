#include "net/resolver.hpp"

#include "rt/aside.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>

namespace net {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds fresh{60};
constexpr std::chrono::seconds failure_fresh{1};

// The address in one answer of getaddrinfo.
template <class Raw, class Address>
Address address_of(const addrinfo& answer, std::size_t offset) {
  typename Address::bytes_type bytes{};
  static_assert(sizeof(Raw) == sizeof bytes);
  std::memcpy(bytes.data(), reinterpret_cast<const char*>(answer.ai_addr) + offset, bytes.size());
  return Address(bytes);
}

Resolver::Addresses addresses_of(const addrinfo* answers) {
  Resolver::Addresses found;
  for (const auto* answer = answers; answer != nullptr; answer = answer->ai_next) {
    if (answer->ai_family == AF_INET) {
      found.emplace_back(address_of<in_addr, asio::ip::address_v4>(*answer, offsetof(sockaddr_in, sin_addr)));
    } else if (answer->ai_family == AF_INET6) {
      found.emplace_back(address_of<in6_addr, asio::ip::address_v6>(*answer, offsetof(sockaddr_in6, sin6_addr)));
    }
  }
  return found;
}

// Says to whoever waits that this look-up is over, also when it was given up.
struct Announced {
  std::unique_ptr<asio::steady_timer>& under_way;
  explicit Announced(std::unique_ptr<asio::steady_timer>& slot) : under_way(slot) {}
  Announced(const Announced&) = delete;
  Announced& operator=(const Announced&) = delete;
  ~Announced() { under_way.reset(); }  // Destroying a timer wakes its waiters.
};

}  // namespace

Resolver::Resolver(rt::Clock& clock, LookUp look_up) : clock_(clock), look_up_(std::move(look_up)) {}

rt::Task<Resolver::Addresses> Resolver::resolve(std::string host) {
  boost::system::error_code named;
  const auto address = asio::ip::make_address(host, named);
  if (!named) co_return Addresses{address};
  while (true) {
    auto& entry = entries_[host];
    if (clock_.steady() < entry.fresh_until) co_return entry.found;
    if (!entry.under_way) break;
    co_await entry.under_way->async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_return co_await refresh(std::move(host));
}

rt::Task<Resolver::Addresses> Resolver::refresh(std::string host) {
  auto& entry = entries_[host];
  entry.under_way = std::make_unique<asio::steady_timer>(co_await asio::this_coro::executor,
                                                         std::chrono::steady_clock::time_point::max());
  const Announced announced(entry.under_way);
  auto work = [look_up = look_up_, host] { return look_up(host); };
  auto found = co_await rt::aside(std::move(work));
  if (!found && found.error().code == base::Code::cancelled) co_return found;
  const bool known = entry.found && !entry.found->empty();
  entry.fresh_until = clock_.steady() + (found ? fresh : failure_fresh);
  if (found || !known) entry.found = std::move(found);
  co_return entry.found;
}

void Resolver::forget(const std::string& host) {
  const auto entry = entries_.find(host);
  if (entry != entries_.end()) entry->second.fresh_until = {};
}

base::Result<Resolver::Addresses> Resolver::system_look_up(std::string host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* raw = nullptr;
  const int problem = ::getaddrinfo(host.c_str(), nullptr, &hints, &raw);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> answers(raw, &::freeaddrinfo);
  auto found = addresses_of(answers.get());
  if (problem == 0 && !found.empty()) return found;
  return base::fail(base::Code::retry, fmt::format("its name was not found: {}", ::gai_strerror(problem)));
}

}  // namespace net
