#include "rt/scope.hpp"

#include "rt/aside.hpp"
#include "rt/backoff.hpp"
#include "rt/clock.hpp"
#include "rt/within.hpp"
#include "rt/worker.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <random>
#include <thread>

namespace rt {
namespace {

namespace asio = boost::asio;
using base::Code;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Runs a task to its end, telling what left it; cancels it after `cancel_after` where given.
template <class T>
base::Result<T> run(Task<T> task, std::optional<milliseconds> cancel_after = std::nullopt) {
  asio::io_context context{1};
  asio::cancellation_signal signal;
  base::Result<T> outcome = base::fail(Code::failed, "it never ended");
  asio::steady_timer timer(context);
  if (cancel_after) {
    timer.expires_after(*cancel_after);
    timer.async_wait([&](const boost::system::error_code& stopped) {
      if (!stopped) signal.emit(asio::cancellation_type::terminal);
    });
  }
  asio::co_spawn(
      context, std::move(task),
      asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr& exception, base::Result<T> result) {
        timer.cancel();
        outcome = exception ? base::Result<T>(std::unexpected(thrown(exception))) : std::move(result);
      }));
  context.run();
  return outcome;
}

Task<void> doze(milliseconds length) {
  SystemClock clock;
  co_return co_await clock.sleep(length);
}

Task<void> mark_end(milliseconds length, bool& ended) {
  struct Mark {
    bool& flag;
    explicit Mark(bool& target) : flag(target) {}
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;
    ~Mark() { flag = true; }
  };
  const Mark mark(ended);
  co_return co_await doze(length);
}

Task<void> failing() {
  CO_CHECK(co_await doze(milliseconds{1}));
  co_return base::fail(Code::bad_data, "row 3 is torn");
}

Task<void> throwing() {
  CO_CHECK(co_await doze(milliseconds{1}));
  throw std::runtime_error("from a library");
}

Task<int> answer_after(milliseconds length) {
  CO_CHECK(co_await doze(length));
  co_return 42;
}

Task<void> scope_of_two(Task<void> first, bool& second_ended) {
  Scope scope(co_await asio::this_coro::executor);
  scope.spawn("first", std::move(first));
  scope.spawn("second", mark_end(seconds{30}, second_ended));
  co_return co_await scope.join();
}

TEST(Scope, stops_the_siblings_of_a_child_that_fails_and_names_it) {
  bool ended = false;
  const auto outcome = run(scope_of_two(failing(), ended));
  EXPECT_EQ(outcome.error().code, Code::bad_data);
  EXPECT_EQ(outcome.error().what, "first: row 3 is torn");
  EXPECT_TRUE(ended);
}

TEST(Scope, tells_what_a_child_threw) {
  bool ended = false;
  const auto outcome = run(scope_of_two(throwing(), ended));
  EXPECT_EQ(outcome.error().what, "first: from a library");
  EXPECT_TRUE(ended);
}

TEST(Scope, ends_its_children_before_a_cancelled_join_ends) {
  bool ended = false;
  const auto outcome = run(scope_of_two(doze(seconds{30}), ended), milliseconds{20});
  EXPECT_EQ(outcome.error().code, Code::cancelled);
  EXPECT_TRUE(ended);
}

Task<void> lone_child(std::vector<Code>& heard, bool& sibling_ended) {
  Scope scope(co_await asio::this_coro::executor);
  scope.spawn_alone("alone", failing(), [&](const base::Done& done) { heard.push_back(done.error().code); });
  scope.spawn("sibling", mark_end(milliseconds{20}, sibling_ended));
  co_return co_await scope.join();
}

TEST(Scope, leaves_the_failure_of_a_child_alone_to_whoever_asked) {
  std::vector<Code> heard;
  bool ended = false;
  EXPECT_TRUE(run(lone_child(heard, ended)));
  EXPECT_EQ(heard, std::vector{Code::bad_data});
  EXPECT_TRUE(ended);
}

Task<void> scope_in_scope(bool& ended) {
  Scope outer(co_await asio::this_coro::executor);
  outer.spawn("inner", scope_of_two(doze(seconds{30}), ended));
  CO_CHECK(co_await doze(milliseconds{10}));
  outer.stop();
  co_return co_await outer.join();
}

TEST(Scope, reaches_the_scopes_inside_it) {
  bool ended = false;
  EXPECT_TRUE(run(scope_in_scope(ended)));
  EXPECT_TRUE(ended);
}

TEST(Within, gives_the_result_in_time) {
  EXPECT_EQ(run(within(seconds{30}, answer_after(milliseconds{1}))).value(), 42);
}

TEST(Within, says_how_long_it_waited_and_ends_the_loser_first) {
  bool ended = false;
  const auto outcome = run(within(milliseconds{20}, mark_end(seconds{30}, ended)));
  EXPECT_EQ(outcome.error().code, Code::retry);
  EXPECT_EQ(outcome.error().what, "no answer within 20 ms");
  EXPECT_TRUE(ended);
}

TEST(Within, does_not_wait_for_the_limit_when_the_task_throws) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(run(within(seconds{30}, throwing())).error().what, "from a library");
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds{10});
}

TEST(Within, is_cancelled_when_its_caller_is) {
  const auto outcome = run(within(seconds{30}, within(seconds{20}, answer_after(seconds{30}))), milliseconds{20});
  EXPECT_EQ(outcome.error().code, Code::cancelled);
}

Task<std::thread::id> thread_of(Worker& worker) {
  auto work = []() -> base::Result<std::thread::id> { return std::this_thread::get_id(); };
  const auto home = std::this_thread::get_id();
  CO_TRY(const auto there, co_await worker.run(work));
  if (std::this_thread::get_id() != home) co_return base::fail(Code::failed, "resumed elsewhere");
  co_return there;
}

TEST(Worker, works_on_its_own_thread_and_resumes_the_caller_on_his) {
  Worker worker;
  const auto there = run(thread_of(worker));
  ASSERT_TRUE(there) << there.error().what;
  EXPECT_NE(*there, std::this_thread::get_id());
}

Task<std::vector<int>> many(Worker& worker) {
  std::vector<int> done;
  for (int i = 0; i < 200; ++i) {
    auto work = [i, &done]() -> base::Result<int> {
      done.push_back(i);
      return i;
    };
    CO_CHECK(co_await worker.run(std::move(work)));
  }
  co_return done;
}

TEST(Worker, does_what_it_was_given_in_that_order) {
  Worker worker;
  const auto done = run(many(worker)).value();
  ASSERT_EQ(done.size(), 200U);
  EXPECT_TRUE(std::ranges::is_sorted(done));
}

Task<int> aside_until(std::shared_future<void> gate) {
  auto work = [gate]() -> base::Result<int> {
    gate.wait();
    return 7;
  };
  co_return co_await aside(std::move(work));
}

TEST(Aside, gives_back_what_its_thread_found) {
  std::promise<void> gate;
  gate.set_value();
  EXPECT_EQ(run(aside_until(gate.get_future().share())).value(), 7);
}

TEST(Aside, leaves_work_behind_that_does_not_end) {
  std::promise<void> gate;
  const auto outcome = run(within(milliseconds{20}, aside_until(gate.get_future().share())));
  EXPECT_EQ(outcome.error().code, Code::retry);
  gate.set_value();
}

TEST(Backoff, stays_under_a_ceiling_that_doubles_up_to_its_most) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE(seed);
  Backoff backoff({milliseconds{100}, milliseconds{1000}}, seed);
  for (const int ceiling : {100, 200, 400, 800, 1000, 1000, 1000}) {
    const auto wait = backoff.next();
    EXPECT_GE(wait.count(), 0);
    EXPECT_LE(wait.count(), ceiling);
  }
  EXPECT_EQ(backoff.tries(), 7);
  for (int i = 0; i < 1000; ++i) EXPECT_LE(backoff.next(), milliseconds{1000});
  backoff.reset();
  EXPECT_LE(backoff.next(), milliseconds{100});
}

}  // namespace
}  // namespace rt
