// within(limit, task): the task's result, or Code::retry once `limit` has passed. The loser is cancelled and its frame
// destroyed before within() returns.
#pragma once

#include "rt/task.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace rt {

template <class T>
Task<T> within(std::chrono::milliseconds limit, Task<T> task) {
  using namespace boost::asio::experimental::awaitable_operators;
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, limit);
  auto first = co_await (std::move(task) || timer.async_wait(boost::asio::use_awaitable));
  if (first.index() == 0) co_return std::get<0>(std::move(first));
  co_return base::fail(base::Code::retry, "no answer within " + std::to_string(limit.count()) + " ms");
}

}  // namespace rt
