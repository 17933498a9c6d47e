// A Scope owns the tasks spawned into it: no task outlives its scope, and stop() reaches all of them.
#pragma once

#include "rt/task.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <string>

namespace rt {

class Scope {
 public:
  explicit Scope(const Executor& executor);
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();  // REQUIRES: join() has ended, or nothing was spawned.

  // Starts `task` on the scope's executor. A child that fails, other than by cancellation, stops its siblings.
  void spawn(std::string name, Task<void> task);
  // The same for a child whose failure is its own affair: `ended` hears of it instead.
  void spawn_alone(std::string name, Task<void> task, std::function<void(base::Done)> ended);

  // Asks every child to end. They unwind at their next co_await. Children spawned later are not asked.
  void stop();
  // The same for the children of one name.
  void stop(std::string_view name);

  // Ends with the last child; tells the first failure, as "name: what". When the joiner is cancelled the children are
  // stopped and still waited for; the answer is then Code::cancelled, and the joiner can await again.
  Task<void> join();

  std::size_t size() const { return children_.size(); }

 private:
  struct Child {
    std::string name;
    boost::asio::cancellation_signal signal;
  };
  using Children = std::list<Child>;

  void start(Task<void> task, Children::iterator child, std::function<void(base::Done)> ended);

  boost::asio::steady_timer idle_;
  Children children_;
  std::optional<base::Error> failure_;
};

}  // namespace rt
