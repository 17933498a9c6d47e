// A thread of its own for work that blocks: the store, name look-ups. Work is done in the order it was given.
#pragma once

#include "rt/task.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace rt {

class Worker {
 public:
  Worker() : pool_(1) {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() { pool_.join(); }  // Work that was given is done.

  // Runs `work` (a callable that returns Result<T>) on this thread and resumes the caller on its own. Once given, work
  // is not cancelled: what it captured by reference must outlive it, so the await cannot be abandoned either.
  template <class Work, class T = typename std::invoke_result_t<Work>::value_type>
  Task<T> run(Work work) {
    const auto home = co_await boost::asio::this_coro::executor;
    auto initiate = [this, home](auto handler, Work todo) {
      boost::asio::post(pool_, [home, handler = std::move(handler), todo = std::move(todo)]() mutable {
        auto result = todo();
        boost::asio::post(home, [handler = std::move(handler), result = std::move(result)]() mutable {
          std::move(handler)(std::move(result));
        });
      });
    };
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(base::Result<T>)>(
        initiate, boost::asio::use_awaitable, std::move(work));
  }

 private:
  boost::asio::thread_pool pool_;
};

}  // namespace rt
