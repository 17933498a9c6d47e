// Brings answers to the disk: gathers them, joins neighbours, records them in few durable transactions, and only then
// tells whoever gave them. Memory is bounded: giving waits while too much is on its way.
#pragma once

#include "rt/clock.hpp"
#include "rt/semaphore.hpp"
#include "rt/worker.hpp"
#include "store/library.hpp"

#include <boost/asio/steady_timer.hpp>  // tidy: asio because a timer that never fires is the bell its waiters hear

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace collect {

// What has become durable of one series.
struct Written {
  store::SeriesId series{};
  store::Recorded recorded;
  market::Span span;  // Known since then.
};

class Writing {
 public:
  struct Limits {
    std::size_t rows = 400'000;            // That may wait in memory.
    std::chrono::milliseconds every{250};  // At least this often, …
    std::size_t batch_rows = 64'000;       // … and as soon as so many wait.
  };
  using Told = std::function<void(const Written&)>;

  // Everything outlives this.
  Writing(store::Library& library, rt::Worker& disk, rt::Executor executor, Limits limits);

  // Takes an answer to be written for `venue`. `told` is called, on this thread, when it is durable, once for answers
  // of the same series and job that were joined. Waits while memory is full. After an error of the disk nothing is
  // taken any more and that error is given to everybody.
  rt::Task<void> give(std::string venue, store::Answer answer, Told told);
  // Returns when all that was given is durable, or with the disk's error.
  rt::Task<void> flush();
  // Writes until close(); to be spawned once.
  rt::Task<void> run();
  void close();

 private:
  struct Given {
    std::string venue;
    store::Answer answer;
    Told told;
  };
  struct Batch {
    std::string venue;
    std::vector<store::Answer> answers;
    std::map<std::pair<store::SeriesId, std::string>, Told> tellings;
    std::size_t rows = 0;
  };

  std::vector<Batch> take_batches();
  rt::Task<void> write(Batch batch);
  rt::Task<void> wait_for_more();

  store::Library& library_;
  rt::Worker& disk_;
  Limits limits_;
  rt::Semaphore memory_;
  boost::asio::steady_timer more_;
  boost::asio::steady_timer emptied_;
  std::vector<Given> waiting_;
  std::size_t waiting_rows_ = 0;
  std::size_t writing_rows_ = 0;
  bool flush_wanted_ = false;
  bool closed_ = false;
  std::set<std::string> written_to_;  // Venues whose stores may want tidying.
  base::Done health_;
};

}  // namespace collect
