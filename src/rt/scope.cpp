#include "rt/scope.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace rt {

namespace asio = boost::asio;

namespace {

// What a thrown exception says: only Asio's cancellation may leave a task that way.
base::Done told(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) return base::fail(base::Code::cancelled, "cancelled");
    return base::fail(base::Code::failed, error.code().message());
  } catch (const std::exception& error) {
    return base::fail(base::Code::failed, error.what());
  }
}

}  // namespace

Scope::Scope(const Executor& executor) : idle_{executor} {}

Scope::~Scope() {
  MUST(children_.empty());
}

void Scope::start(Task<void> task, Children::iterator child, std::function<void(base::Done)> ended) {
  auto finished = [this, child, ended = std::move(ended)](const std::exception_ptr& thrown, base::Done result) {
    if (thrown) result = told(thrown);
    ended(std::move(result));
    children_.erase(child);
    if (children_.empty()) idle_.cancel();
  };
  asio::co_spawn(idle_.get_executor(), std::move(task),
                 asio::bind_cancellation_slot(child->signal.slot(), std::move(finished)));
}

void Scope::spawn(std::string name, Task<void> task) {
  const auto child = children_.emplace(children_.end());
  child->name = std::move(name);
  start(std::move(task), child, [this, child](base::Done result) {
    if (result || result.error().code == base::Code::cancelled) return;
    if (!failure_) failure_ = base::within(child->name, result.error()).error();
    stop();
  });
}

void Scope::spawn_alone(std::string name, Task<void> task, std::function<void(base::Done)> ended) {
  const auto child = children_.emplace(children_.end());
  child->name = std::move(name);
  start(std::move(task), child, std::move(ended));
}

void Scope::stop() {
  for (auto& child : children_) child.signal.emit(asio::cancellation_type::terminal);
}

void Scope::stop(std::string_view name) {
  for (auto& child : children_) {
    if (child.name == name) child.signal.emit(asio::cancellation_type::terminal);
  }
}

Task<void> Scope::join() {
  // Cancellation of whoever joins stops the children, and is then over for the joiner: children are always waited for,
  // and what must still be done (flush, tell) can be awaited after join() has returned Code::cancelled.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  bool cancelled = false;
  while (!children_.empty()) {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
      cancelled = true;
      co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
      stop();
    }
    idle_.expires_at(std::chrono::steady_clock::time_point::max());
    co_await idle_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  if (failure_) co_return std::unexpected(*failure_);
  if (cancelled) co_return base::fail(base::Code::cancelled, "cancelled");
  co_return base::Done{};
}

}  // namespace rt
