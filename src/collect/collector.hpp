// Runs jobs: exchanges side by side, within an exchange as much as its limiter allows, everything durable before it
// counts as done. Lives on one thread; the store's writers live on the worker it is given.
#pragma once

#include "collect/job.hpp"
#include "feed/source.hpp"
#include "rt/scope.hpp"
#include "rt/worker.hpp"
#include "store/library.hpp"
#include "venue/facts.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace collect {

// How a venue stands, for people.
struct SourceView {
  std::string id;
  std::string state;                    // "ok", "waiting" (limits), "down", "closed", "idle"
  std::optional<market::Time> since{};  // Of this state.
  std::string error;                    // The last one, while it matters.
  std::string advice;                   // What to do about it.
  double budget_used = 0;               // Of the request budget, 0 to 1.
  std::int64_t series = 0;              // Stored.
};

struct CollectorSettings {
  std::size_t series_at_once = 8;     // Within one venue.
  std::size_t memory_rows = 400'000;  // Candles that may wait for the disk, over all jobs.
  std::chrono::milliseconds commit_every{250};
  feed::RestSettings rest{};
};

class Collector {
 public:
  // Everything it is given outlives it. `disk` is the one thread that touches writers of `library`.
  Collector(store::Library& library, const venue::Registry& venues, net::Http& http, rt::Worker& disk, rt::Clock& clock,
            CollectorSettings settings = {});
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // Checks the wish against the venue (Code::usage with the nearest names: unknown exchange, symbol, timeframe,
  // reversed or future range; Code::refused for a closed exchange) and begins. The job is in the journal when this
  // returns.
  rt::Task<JobView> start(BackfillSpec spec, std::string kind = "backfill");
  // Continues a paused, failed or interrupted job where its coverage ends. Without id: the newest that can be
  // continued; Code::not_found where there is none.
  rt::Task<JobView> resume(std::string id);
  // Between pages; what is on its way is still written. The job can be resumed.
  rt::Task<void> pause(std::string id);
  rt::Task<void> cancel(std::string id);

  // Ends with the job; its view then. Cancelling the waiter leaves the job alone.
  rt::Task<JobView> wait(std::string id);

  // Running ones as they are now, ended ones as the journal tells; newest first.
  base::Result<std::vector<JobView>> jobs() const;
  base::Result<JobView> job(const std::string& id) const;
  std::vector<SourceView> sources() const;
  // The venue's instruments: asked once a day, kept in the store; the stored ones when the venue does not answer.
  rt::Task<std::vector<market::Instrument>> instruments(std::string venue);

  // Called on this thread at every change of a job, at most four times a second for each.
  using Listener = std::function<void(const JobView&)>;
  std::size_t listen(Listener listener);
  void unlisten(std::size_t token);

  // Stops all jobs between pages, writes what has arrived, marks them interrupted.
  rt::Task<void> close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace collect
