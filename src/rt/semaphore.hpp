// A number of permits that tasks of one thread share. Whoever waits longest is served first.
#pragma once

#include "rt/task.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <list>

namespace rt {

class Semaphore {
 public:
  explicit Semaphore(std::size_t permits) : free_{permits} {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  // Returns with `count` permits taken. Code::cancelled without any. REQUIRES: count is never more than all permits.
  Task<void> take(std::size_t count = 1);
  // Gives permits back, also ones that take() never gave (to start with fewer).
  void give(std::size_t count = 1);
  std::size_t free() const { return free_; }

 private:
  struct Waiter {
    std::size_t count;
    boost::asio::steady_timer timer;
    bool served = false;
  };

  void serve();

  std::size_t free_;
  std::list<Waiter> waiters_;
};

// Permits that go back when this goes.
class Permit {
 public:
  Permit(Semaphore& semaphore, std::size_t count) : semaphore_{&semaphore}, count_{count} {}
  Permit(Permit&& other) noexcept : semaphore_{other.semaphore_}, count_{std::exchange(other.count_, 0)} {}
  Permit& operator=(Permit&&) = delete;
  ~Permit() {
    if (count_ > 0) semaphore_->give(count_);
  }

 private:
  Semaphore* semaphore_;
  std::size_t count_;
};

}  // namespace rt
