#include "rt/semaphore.hpp"

#include "rt/scope.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace {

rt::Task<void> hold(rt::Semaphore& semaphore, int name, std::vector<int>& order, std::size_t count) {
  CO_CHECK(co_await semaphore.take(count));
  order.push_back(name);
  co_return base::Done{};
}

}  // namespace

TEST(Semaphore, serves_whoever_waits_longest_and_only_as_many_as_there_are_permits) {
  boost::asio::io_context io;
  rt::Scope scope(io.get_executor());
  rt::Semaphore semaphore(2);
  std::vector<int> order;
  scope.spawn("first", hold(semaphore, 1, order, 2));
  scope.spawn("second", hold(semaphore, 2, order, 2));
  scope.spawn("third", hold(semaphore, 3, order, 1));
  io.poll();
  EXPECT_EQ(order, (std::vector{1}));
  semaphore.give(1);
  io.poll();
  EXPECT_EQ(order, (std::vector{1})) << "a small wish does not overtake a large one";
  semaphore.give(2);
  io.run();
  EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(Semaphore, a_waiter_that_is_cancelled_takes_nothing_and_holds_nobody_up) {
  boost::asio::io_context io;
  rt::Scope doomed(io.get_executor());
  rt::Scope scope(io.get_executor());
  rt::Semaphore semaphore(1);
  std::vector<int> order;
  scope.spawn("first", hold(semaphore, 1, order, 1));
  io.poll();
  io.restart();  // It ran out of work.
  doomed.spawn("second", hold(semaphore, 2, order, 1));
  scope.spawn("third", hold(semaphore, 3, order, 1));
  io.poll();
  doomed.stop();
  io.poll();
  semaphore.give(1);
  io.run();
  EXPECT_EQ(order, (std::vector{1, 3}));
  EXPECT_EQ(semaphore.free(), 0U);
}
