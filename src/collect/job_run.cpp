#include "collect/job_run.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace collect {

namespace {

constexpr std::string_view feed_kind = "feed";
constexpr auto rate_window = std::chrono::seconds{5};

}  // namespace

JobRun::JobRun(Workshop workshop, JobView view, std::vector<Pick> picks, std::size_t series_at_once)
    : workshop_{workshop}, view_{std::move(view)}, picks_{std::move(picks)}, series_at_once_{series_at_once} {
  view_.series.resize(picks_.size());
  for (std::size_t i = 0; i < picks_.size(); ++i) view_.series[i].series = picks_[i].series;
}

rt::Task<void> JobRun::run() {
  rt::Scope scope(co_await boost::asio::this_coro::executor);
  for (std::size_t i = 0; i < std::min(series_at_once_, picks_.size()); ++i) scope.spawn("backfill", work());
  auto done = co_await scope.join();
  // Fillings are told of what was written until all of it is: they must not go before.
  auto flushed = co_await workshop_.writing.flush();
  if (!flushed) co_return flushed;
  co_return done;
}

rt::Task<void> JobRun::work() {
  while (next_ < picks_.size()) {
    const auto index = next_++;
    auto& pick = picks_[index];
    Wish wish{.job = view_.id,
              .series = pick.series,
              .instrument = pick.instrument,
              .from = view_.spec.from,
              .until = view_.spec.until,
              .again = view_.spec.again,
              .patient = view_.kind == feed_kind};
    auto& filling = fillings_.emplace_back(workshop_, std::move(wish), view_.series[index],
                                           [this](const store::Recorded& recorded) {
                                             view_.recorded += recorded;
                                             changed_ = true;
                                           });
    CO_CHECK(co_await filling.run());
  }
  co_return base::Done{};
}

void JobRun::refresh(std::chrono::steady_clock::time_point now) {
  view_.slots_total = view_.slots_done = 0;
  for (const auto& series : view_.series) {
    view_.slots_total += series.slots_total;
    view_.slots_done += series.slots_done;
  }
  view_.slots_missing = view_.slots_total - view_.slots_done;
  samples_.push_back({now, view_.recorded.added + view_.recorded.same, view_.slots_done});
  while (samples_.size() > 2 && samples_.front().at < now - rate_window) samples_.pop_front();
  const std::chrono::duration<double> passed = samples_.back().at - samples_.front().at;
  view_.eta.reset();
  if (passed.count() <= 0) return;
  view_.rows_per_second = static_cast<double>(samples_.back().rows - samples_.front().rows) / passed.count();
  const double slots_per_second = static_cast<double>(samples_.back().slots - samples_.front().slots) / passed.count();
  if (slots_per_second > 0) {
    view_.eta =
        std::chrono::seconds{static_cast<std::int64_t>(static_cast<double>(view_.slots_missing) / slots_per_second)};
  }
}

void JobRun::finish(const base::Done& how, market::Time now) {
  view_.changed = now;
  view_.note.clear();
  view_.eta.reset();
  const bool stopped = !how && how.error().code == base::Code::cancelled;
  if (stopped) {
    view_.state = ending_;
  } else if (!how) {
    view_.state = JobState::failed;
    view_.error = how.error().what;
    view_.code = how.error().code;
  } else {
    const auto failed =
        std::ranges::count_if(view_.series, [](const SeriesView& series) { return !series.error.empty(); });
    view_.state =
        failed > 0 && failed == std::ssize(view_.series) && view_.slots_done == 0 ? JobState::failed : JobState::done;
    const auto first =
        std::ranges::find_if(view_.series, [](const SeriesView& series) { return !series.error.empty(); });
    if (failed == 1) view_.error = fmt::format("{}: {}", first->series.text(), first->error);
    if (failed > 1)
      view_.error = fmt::format("{}: {} (and {} more series)", first->series.text(), first->error, failed - 1);
  }
  changed_ = true;
}

}  // namespace collect
