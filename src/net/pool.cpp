#include "net/pool.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace net {

namespace asio = boost::asio;

rt::Task<Pool::Lease> Pool::acquire(std::string name) {
  drop_stale();
  auto& route = routes_[name];
  if (route.taken < per_route_) {
    ++route.taken;
  } else {
    CO_CHECK(co_await queue(route));
  }
  Lease lease(*this, route);
  lease.channel = take_kept(route);
  co_return lease;
}

Pool::Waiter::Waiter(Route& queued_for, asio::steady_timer timer) : route(queued_for), wake(std::move(timer)) {
  route.waiting.push_back(this);
}

Pool::Waiter::~Waiter() {
  std::erase(route.waiting, this);
}

rt::Task<void> Pool::queue(Route& route) {
  Waiter waiter(route,
                asio::steady_timer(co_await asio::this_coro::executor, std::chrono::steady_clock::time_point::max()));
  co_await waiter.wake.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!waiter.granted) co_return base::fail(base::Code::cancelled, "cancelled");
  co_return base::Done{};
}

// Whoever gives a place back hands it to the first in the queue; `taken` does not change then.
void Pool::release(Route& route) {
  if (route.waiting.empty()) {
    --route.taken;
    return;
  }
  auto* const next = route.waiting.front();
  route.waiting.pop_front();
  next->granted = true;
  next->wake.cancel();
}

std::unique_ptr<Channel> Pool::take_kept(Route& route) {
  const auto oldest = clock_.steady() - idle_limit_;
  while (!route.kept.empty()) {
    auto channel = std::move(route.kept.back());
    route.kept.pop_back();
    if (channel->used >= oldest && channel->stream.quiet()) return channel;
  }
  return nullptr;
}

// Connections to hosts that nobody asks any more are closed too, once a second.
void Pool::drop_stale() {
  const auto now = clock_.steady();
  if (now - swept_ < std::chrono::seconds{1}) return;
  swept_ = now;
  for (auto& [name, route] : routes_) {
    std::erase_if(route.kept, [&](const auto& channel) { return channel->used < now - idle_limit_; });
  }
}

void Pool::Lease::keep() {
  channel->used = pool_->clock_.steady();
  route_->kept.push_back(std::move(channel));
}

}  // namespace net
