// For tests: a clock that jumps to the next sleeper when nobody can go on, and a network that answers by script.
#pragma once

#include "net/http_client.hpp"
#include "rt/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <vector>

namespace feed::testing {

namespace asio = boost::asio;

class JumpingClock final : public rt::Clock {
 public:
  explicit JumpingClock(rt::WallTime start) : wall_{start} {}

  rt::WallTime now() const override { return wall_ + passed_; }
  std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point{std::chrono::hours{5}} + passed_;
  }
  rt::Task<void> sleep(std::chrono::milliseconds length) override {
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::steady_clock::time_point::max());
    const auto place = sleepers_.insert(sleepers_.end(), {passed_ + length, &timer});
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    const bool woken = place->timer == nullptr;
    sleepers_.erase(place);
    if (!woken) co_return base::fail(base::Code::cancelled, "woken while waiting");
    co_return base::Done{};
  }

  // Until nobody sleeps and nothing is left to do, or `limit` has passed.
  void run(asio::io_context& context, std::chrono::milliseconds limit = std::chrono::days{30}) {
    for (const auto end = passed_ + limit;;) {
      context.restart();
      context.poll();
      const auto next = earliest();
      if (next == sleepers_.end()) return;
      if (next->at > end) {
        passed_ = end;
        return;
      }
      passed_ = std::max(passed_, next->at);
      next->timer->cancel();
      next->timer = nullptr;
    }
  }
  // Of the wall clock alone.
  void jump(std::chrono::milliseconds by) { wall_ += by; }
  void pass(std::chrono::milliseconds length) { passed_ += length; }
  std::chrono::milliseconds passed() const { return passed_; }

 private:
  struct Sleeper {
    std::chrono::milliseconds at;
    asio::steady_timer* timer;
  };
  std::list<Sleeper>::iterator earliest() {
    auto best = sleepers_.end();
    for (auto each = sleepers_.begin(); each != sleepers_.end(); ++each) {
      if (each->timer != nullptr && (best == sleepers_.end() || each->at < best->at)) best = each;
    }
    return best;
  }

  rt::WallTime wall_;
  std::chrono::milliseconds passed_{0};
  std::list<Sleeper> sleepers_;
};

// Answers each question by `script`, and notes when it came.
class ScriptedHttp final : public net::Http {
 public:
  using Script = std::function<base::Result<net::Response>(const net::Request&, std::size_t number)>;
  struct Asked {
    std::string url;
    std::chrono::milliseconds at;
  };

  ScriptedHttp(JumpingClock& clock, Script script) : clock_{clock}, script_{std::move(script)} {}

  rt::Task<net::Response> ask(net::Request request, std::chrono::milliseconds /*limit*/) override {
    asked.push_back({request.url, clock_.passed()});
    CO_CHECK(co_await clock_.sleep(delay));
    co_return script_(request, asked.size());
  }

  std::vector<Asked> asked;
  std::chrono::milliseconds delay{5};

 private:
  JumpingClock& clock_;
  Script script_;
};

inline net::Response response(int status, std::string body,
                              std::vector<std::pair<std::string, std::string>> headers = {}) {
  net::Response made{.status = status, .headers = {}, .body = std::move(body)};
  for (auto& [name, value] : headers) made.headers.set(std::move(name), std::move(value));
  return made;
}

// A task under way on a context, with its result once it has ended.
template <class T>
class Started {
 public:
  Started(asio::io_context& context, rt::Task<T> task) {
    asio::co_spawn(
        context, std::move(task),
        asio::bind_cancellation_slot(signal_.slot(), [this](const std::exception_ptr& thrown, base::Result<T> got) {
          result = thrown ? base::Result<T>(base::fail(base::Code::cancelled, "thrown out")) : std::move(got);
        }));
  }
  Started(const Started&) = delete;
  Started& operator=(const Started&) = delete;
  void cancel() { signal_.emit(asio::cancellation_type::terminal); }

  std::optional<base::Result<T>> result;

 private:
  asio::cancellation_signal signal_;
};

}  // namespace feed::testing
