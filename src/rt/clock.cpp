#include "rt/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace rt {

namespace asio = boost::asio;

WallTime SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::steady() const {
  return std::chrono::steady_clock::now();
}

Task<void> SystemClock::sleep(std::chrono::milliseconds length) {
  asio::steady_timer timer(co_await asio::this_coro::executor, length);
  const auto [problem] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  if (problem) co_return base::fail(base::Code::cancelled, "woken while waiting");
  co_return base::Done{};
}

}  // namespace rt
