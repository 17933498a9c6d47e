#include "rt/scope.hpp"

#include "rt/clock.hpp"
#include "rt/within.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

using namespace std::chrono_literals;

namespace {

rt::Task<void> sleep_then_count(rt::Clock& clock, std::chrono::milliseconds length, int& count) {
  CO_CHECK(co_await clock.sleep(length));
  ++count;
  co_return base::Done{};
}

rt::Task<void> fail_at_once() { co_return base::fail(base::Code::bad_data, "broken"); }

rt::Task<void> nest(rt::Clock& clock, int& count, bool& cleaned) {
  rt::Scope inner(co_await boost::asio::this_coro::executor);
  inner.spawn("child", sleep_then_count(clock, 1h, count));
  const auto joined = co_await inner.join();
  CO_CHECK(co_await clock.sleep(1ms));  // What must still be done can be awaited.
  cleaned = !joined && joined.error().code == base::Code::cancelled;
  co_return joined;
}

}  // namespace

TEST(Scope, joins_with_its_last_child) {
  boost::asio::io_context io;
  rt::SystemClock clock;
  rt::Scope scope(io.get_executor());
  int count = 0;
  for (int i = 0; i < 3; ++i) scope.spawn("child", sleep_then_count(clock, 1ms, count));
  base::Done joined = base::fail(base::Code::failed, "");
  boost::asio::co_spawn(io, scope.join(), [&](const std::exception_ptr&, base::Done done) { joined = std::move(done); });
  io.run();
  EXPECT_TRUE(joined);
  EXPECT_EQ(count, 3);
}

TEST(Scope, a_child_that_fails_stops_its_siblings_and_is_named) {
  boost::asio::io_context io;
  rt::SystemClock clock;
  rt::Scope scope(io.get_executor());
  int count = 0;
  scope.spawn("sleeper", sleep_then_count(clock, 1h, count));
  scope.spawn("failer", fail_at_once());
  base::Done joined;
  boost::asio::co_spawn(io, scope.join(), [&](const std::exception_ptr&, base::Done done) { joined = std::move(done); });
  io.run();
  ASSERT_FALSE(joined);
  EXPECT_EQ(joined.error().what, "failer: broken");
  EXPECT_EQ(count, 0);
}

TEST(Scope, cancelling_the_joiner_stops_the_children_and_lets_it_clean_up) {
  boost::asio::io_context io;
  rt::SystemClock clock;
  rt::Scope outer(io.get_executor());
  int count = 0;
  bool cleaned = false;
  outer.spawn("nest", nest(clock, count, cleaned));
  io.run_for(5ms);
  outer.stop();
  io.run();
  EXPECT_TRUE(cleaned);
  EXPECT_EQ(outer.size(), 0U);
}

TEST(Within, the_late_task_is_cancelled_and_told_as_worth_retrying) {
  boost::asio::io_context io;
  rt::SystemClock clock;
  int count = 0;
  base::Done result;
  boost::asio::co_spawn(io, rt::within(5ms, sleep_then_count(clock, 1h, count)),
                        [&](const std::exception_ptr&, base::Done done) { result = std::move(done); });
  io.run();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::Code::retry);
  EXPECT_EQ(count, 0);
}
