// Runs a task to its end on the calling thread.
#pragma once

#include "rt/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <optional>

namespace app {

template <class T>
base::Result<T> run(boost::asio::io_context& io, rt::Task<T> task) {
  std::optional<base::Result<T>> ended;
  boost::asio::co_spawn(io, std::move(task), [&ended](const std::exception_ptr& thrown, base::Result<T> result) {
    // Only cancellation may leave a task as an exception.
    if (thrown) result = base::fail(base::Code::cancelled, "cancelled");
    ended = std::move(result);
  });
  io.restart();
  while (!ended) io.run_one();
  return std::move(*ended);
}

}  // namespace app
