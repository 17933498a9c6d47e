// The one place which spells Asio's coroutine type. A Task<T> is lazy: it runs when awaited or spawned.
//
// Tasks are named functions that take their parameters by value; a capability that outlives the task (Clock&, Http&)
// may be a reference. Cancellation arrives at a co_await as an exception of Asio and leaves a task as Code::cancelled.
#pragma once

#include "base/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace rt {

template <class T>
using Task = boost::asio::awaitable<base::Result<T>>;

using Executor = boost::asio::any_io_executor;

}  // namespace rt
