#include "rt/semaphore.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace rt {

namespace asio = boost::asio;

Task<void> Semaphore::take(std::size_t count) {
  if (waiters_.empty() && free_ >= count) {
    free_ -= count;
    co_return base::Done{};
  }
  asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::steady_clock::time_point::max());
  const auto self = waiters_.insert(waiters_.end(), Waiter{count, std::move(timer)});
  // serve() ends the wait as well as cancellation does; `served` tells which it was.
  co_await self->timer.async_wait(asio::as_tuple(asio::use_awaitable));
  const bool served = self->served;
  waiters_.erase(self);
  if (served) co_return base::Done{};
  serve();
  co_return base::fail(base::Code::cancelled, "cancelled while waiting for a permit");
}

void Semaphore::give(std::size_t count) {
  free_ += count;
  serve();
}

void Semaphore::serve() {
  for (auto& waiter : waiters_) {
    if (waiter.served) continue;
    if (free_ < waiter.count) return;
    free_ -= waiter.count;
    waiter.served = true;
    waiter.timer.cancel();
  }
}

}  // namespace rt
