// aside(work): blocking work that nobody can interrupt, on a thread that is left behind when its caller gives up.
// For name look-ups; whatever must end before the process does belongs to a Worker.
#pragma once

#include "rt/task.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace rt {

namespace detail {

// Shared by the caller and the thread. `wake` is the caller's, and gone once it has given up.
template <class T>
struct Aside {
  std::mutex lock;
  boost::asio::steady_timer* wake = nullptr;
  std::optional<base::Result<T>> result;

  void finish(base::Result<T> value, const std::shared_ptr<Aside>& self) {
    const std::lock_guard guard(lock);
    result = std::move(value);
    if (wake == nullptr) return;
    boost::asio::post(wake->get_executor(), [self] {
      const std::lock_guard inner(self->lock);
      if (self->wake != nullptr) self->wake->cancel();
    });
  }
  void give_up() {
    const std::lock_guard guard(lock);
    wake = nullptr;
  }
};

}  // namespace detail

// `work` is a callable that returns Result<T> and owns all it needs: it may outlive the caller. Code::cancelled.
template <class Work, class T = typename std::invoke_result_t<Work>::value_type>
Task<T> aside(Work work) {
  using Shared = detail::Aside<T>;
  boost::asio::steady_timer wake(co_await boost::asio::this_coro::executor,
                                 std::chrono::steady_clock::time_point::max());
  const auto shared = std::make_shared<Shared>();
  shared->wake = &wake;
  const auto leave = [](Shared* one) { one->give_up(); };
  const std::unique_ptr<Shared, decltype(leave)> leaving(shared.get(), leave);
  std::thread([shared, todo = std::move(work)]() mutable { shared->finish(todo(), shared); }).detach();
  co_await wake.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  const std::lock_guard guard(shared->lock);
  if (!shared->result) co_return base::fail(base::Code::cancelled, "cancelled");
  co_return std::move(*shared->result);
}

}  // namespace rt
