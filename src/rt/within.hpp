// within(limit, task): the task's result, or Code::retry "no answer within 300 ms" once `limit` has passed. The loser
// is cancelled and its frame destroyed before within() returns. Cancelled from outside, both are, and it tells
// Code::cancelled.
#pragma once

#include "rt/task.hpp"
#include "rt/thrown.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace rt {

namespace detail {

// An exception that left the task would make `||` wait for the timer.
template <class T>
Task<T> told(Task<T> task) {
  try {
    co_return co_await std::move(task);
  } catch (...) {
    co_return std::unexpected(thrown(std::current_exception()));
  }
}

}  // namespace detail

template <class T>
Task<T> within(std::chrono::milliseconds limit, Task<T> task, std::string what = "no answer") {
  using namespace boost::asio::experimental::awaitable_operators;
  constexpr auto settled = boost::asio::as_tuple(boost::asio::use_awaitable);
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, limit);
  auto first = co_await (detail::told(std::move(task)) || timer.async_wait(settled));
  if (first.index() == 0) co_return std::get<0>(std::move(first));
  const auto [stopped] = std::get<1>(first);
  if (stopped) co_return base::fail(base::Code::cancelled, "cancelled");
  co_return base::fail(base::Code::retry, what + " within " + std::to_string(limit.count()) + " ms");
}

}  // namespace rt
