// One job at work: its series side by side, its view kept up to date.
#pragma once

#include "collect/filling.hpp"
#include "collect/job.hpp"

#include <chrono>
#include <deque>
#include <list>
#include <optional>
#include <vector>

namespace collect {

class JobRun {
 public:
  // What a job is made of, after its symbols have been resolved.
  struct Pick {
    market::Series series;
    market::Instrument instrument;
  };

  JobRun(Workshop workshop, JobView view, std::vector<Pick> picks, std::size_t series_at_once);
  JobRun(const JobRun&) = delete;
  JobRun& operator=(const JobRun&) = delete;

  // Ends with the job. All that had arrived is durable then, even when the run was cancelled (Code::cancelled).
  rt::Task<void> run();

  // What to call the job when it is stopped from outside.
  void set_ending(JobState state) { ending_ = state; }
  JobState ending() const { return ending_; }

  // The view with its sums; `now` is for the rate.
  const JobView& view() const { return view_; }
  void refresh(std::chrono::steady_clock::time_point now);
  void set_note(std::string note) { view_.note = std::move(note); }
  void finish(const base::Done& how, market::Time now);
  // Whether something changed since the last time this was asked.
  bool take_changed() { return std::exchange(changed_, false); }

 private:
  struct Sample {
    std::chrono::steady_clock::time_point at;
    std::size_t rows;
    std::int64_t slots;
  };

  rt::Task<void> work();

  Workshop workshop_;
  JobView view_;
  std::vector<Pick> picks_;
  std::size_t series_at_once_;
  std::size_t next_ = 0;
  std::list<Filling> fillings_;
  std::deque<Sample> samples_;
  JobState ending_ = JobState::interrupted;
  bool changed_ = true;
};

}  // namespace collect
