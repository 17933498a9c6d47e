#include "collect/collector.hpp"

#include "base/text.hpp"
#include "collect/job_record.hpp"
#include "collect/job_run.hpp"
#include "collect/picking.hpp"
#include "collect/sources.hpp"
#include "collect/writing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace collect {

namespace {

constexpr auto tick = std::chrono::milliseconds{250};
constexpr auto instruments_age_max = std::chrono::hours{24};
constexpr std::size_t ended_permits = 1U << 20U;
constexpr std::size_t ended_kept = 32;  // Runs whose series can still be looked at after they have ended.

std::string fetched_key(const std::string& venue) {
  return "instruments:" + venue;
}

}  // namespace

struct Collector::State {
  struct Running {
    Running(Workshop workshop, JobView view, std::vector<JobRun::Pick> picks, std::size_t at_once)
        : run{workshop, std::move(view), std::move(picks), at_once} {}
    JobRun run;
    rt::Semaphore ended{0};
    bool over = false;
  };

  State(store::Library& its_library, const venue::Registry& its_venues, net::Http& http, rt::Worker& its_disk,
        rt::Clock& its_clock, CollectorSettings its_settings)
      : library{its_library},
        venues{its_venues},
        disk{its_disk},
        clock{its_clock},
        settings{its_settings},
        sources{venues, http, library.journal(), clock, settings.rest, settings.series_at_once} {}

  store::Library& library;
  const venue::Registry& venues;
  rt::Worker& disk;
  rt::Clock& clock;
  CollectorSettings settings;
  Sources sources;
  std::optional<rt::Scope> scope;  // Jobs and the quarter-second beat; made by whoever starts the first.
  std::optional<rt::Scope> writing_scope;
  std::optional<Writing> writing;
  std::map<std::string, std::unique_ptr<Running>> runs;
  std::map<std::size_t, Listener> listeners;
  std::size_t next_listener = 0;
  bool ticking = false;

  rt::Task<void> open_workshop();
  rt::Task<JobView> begin(JobView view);
  rt::Task<void> run(Running& job);
  rt::Task<void> tick_while_running();
  rt::Task<std::vector<market::Instrument>> instruments(std::string venue);
  rt::Task<std::vector<market::Instrument>> ask_instruments(std::string venue);
  rt::Task<void> stop(std::string id, JobState ending);
  void tell(const JobRun& run) const;
  void forget_old();
  std::vector<Running*> active() const;
  void mark_interrupted();
};

// Needs the executor of whoever calls, so it cannot be done in the constructor.
rt::Task<void> Collector::State::open_workshop() {
  if (writing) co_return base::Done{};
  const auto executor = co_await boost::asio::this_coro::executor;
  scope.emplace(executor);
  writing_scope.emplace(executor);
  writing.emplace(library, disk, executor,
                  Writing::Limits{.rows = settings.memory_rows, .every = settings.commit_every});
  writing_scope->spawn("writing", writing->run());
  co_return base::Done{};
}

std::vector<Collector::State::Running*> Collector::State::active() const {
  std::vector<Running*> found;
  for (const auto& [id, job] : runs) {
    if (!job->over) found.push_back(job.get());
  }
  return found;
}

void Collector::State::tell(const JobRun& run) const {
  const auto listening = listeners;  // A listener may take itself off while it is told.
  for (const auto& [token, listener] : listening) listener(run.view());
}

rt::Task<void> Collector::State::tick_while_running() {
  while (!active().empty()) {
    CO_CHECK(co_await clock.sleep(tick));
    for (auto* const job : active()) {
      const auto source = sources.open(job->run.view().spec.venue);
      job->run.set_note(source ? (*source)->note : std::string());
      job->run.refresh(clock.steady());
      tell(job->run);
    }
  }
  ticking = false;
  co_return base::Done{};
}

// Resolves the symbols of a job, puts it into the journal and lets it run.
rt::Task<JobView> Collector::State::begin(JobView view) {
  CO_CHECK(co_await open_workshop());
  CO_TRY(auto* const venue, sources.open(view.spec.venue));
  CO_TRY(const auto known, co_await instruments(view.spec.venue));
  CO_TRY(auto picks, pick(view.spec, known));
  view.state = JobState::running;
  view.error.clear();
  view.changed = clock.now();
  if (view.id.empty()) {
    CO_TRY(view.id, library.journal().add_job(to_record(view)));
  } else {
    CO_CHECK(library.journal().put_job(to_record(view)));
  }
  const Workshop workshop{*venue->source, venue->questions, *writing, library, disk, clock};
  const auto id = view.id;
  auto& job = runs[id];
  job = std::make_unique<Running>(workshop, std::move(view), std::move(picks), settings.series_at_once);
  scope->spawn(id, run(*job));
  if (!std::exchange(ticking, true)) scope->spawn("progress", tick_while_running());
  co_return job->run.view();
}

rt::Task<void> Collector::State::run(Running& job) {
  const auto how = co_await job.run.run();
  job.run.refresh(clock.steady());
  job.run.finish(how, clock.now());
  job.over = true;
  auto kept = library.journal().put_job(to_record(job.run.view()));
  tell(job.run);
  job.ended.give(ended_permits);
  forget_old();
  co_return kept;
}

void Collector::State::forget_old() {
  std::vector<std::pair<market::Time, std::string>> over;
  for (const auto& [id, job] : runs) {
    if (job->over) over.emplace_back(job->run.view().changed, id);
  }
  if (over.size() <= ended_kept) return;
  std::ranges::sort(over);
  over.resize(over.size() - ended_kept);
  for (const auto& [changed, id] : over) runs.erase(id);
}

rt::Task<void> Collector::State::stop(std::string id, JobState ending) {
  const auto found = runs.find(id);
  if (found == runs.end() || found->second->over) {
    co_return base::fail(base::Code::not_found, fmt::format("no job '{}' is running", base::printable(id, 20)));
  }
  found->second->run.set_ending(ending);
  scope->stop(id);
  CO_CHECK(co_await found->second->ended.take());
  co_return base::Done{};
}

rt::Task<std::vector<market::Instrument>> Collector::State::ask_instruments(std::string venue) {
  CO_TRY(auto* const source, sources.open(venue));
  CO_TRY(auto fresh, co_await source->source->instruments(feed::Priority::interactive));
  const auto keep = [this, &venue, &fresh]() -> base::Done {
    TRY(auto* const writer, library.writer(venue));
    CHECK(writer->put_instruments(fresh));
    return library.journal().put(fetched_key(venue), std::to_string(market::ms_of(clock.now())));
  };
  CO_CHECK(co_await disk.run(keep));
  co_return fresh;
}

rt::Task<std::vector<market::Instrument>> Collector::State::instruments(std::string venue) {
  const auto look = [this, &venue]() -> base::Result<std::vector<market::Instrument>> {
    TRY(auto* const writer, library.writer(venue));
    return writer->instruments();
  };
  CO_TRY(auto stored, co_await disk.run(look));
  CO_TRY(const auto fetched, library.journal().get(fetched_key(venue)));
  const auto age = clock.now() - market::time_from_ms(fetched ? std::strtoll(fetched->c_str(), nullptr, 10) : 0);
  if (!stored.empty() && age < instruments_age_max) co_return stored;
  auto fresh = co_await ask_instruments(venue);
  if (!fresh && !stored.empty() && base::worth_retrying(fresh.error().code)) co_return stored;
  co_return fresh;
}

// What ran when the process before us ended did not end by itself.
void Collector::State::mark_interrupted() {
  const auto records = library.journal().jobs();
  if (!records) return;
  for (auto record : *records) {
    if (record.state != name(JobState::running) && record.state != name(JobState::queued)) continue;
    record.state = name(JobState::interrupted);
    static_cast<void>(library.journal().put_job(record));  // Only how it is called; the next start tries again.
  }
}

Collector::Collector(store::Library& library, const venue::Registry& venues, net::Http& http, rt::Worker& disk,
                     rt::Clock& clock, CollectorSettings settings)
    : state_{std::make_unique<State>(library, venues, http, disk, clock, settings)} {
  state_->mark_interrupted();
}

Collector::~Collector() = default;

rt::Task<JobView> Collector::start(BackfillSpec spec, std::string kind) {
  auto& state = *state_;
  CO_TRY(const auto* const facts, state.venues.find(spec.venue));
  CO_CHECK(check(spec, *facts, state.clock.now()));
  JobView view;
  view.kind = std::move(kind);
  view.title = title_of(spec);
  view.spec = std::move(spec);
  view.created = state.clock.now();
  co_return co_await state.begin(std::move(view));
}

rt::Task<JobView> Collector::resume(std::string id) {
  auto& state = *state_;
  store::Job record;
  if (id.empty()) {
    CO_TRY(const auto records, state.library.journal().jobs());
    const auto open = std::ranges::find_if(records, [](const store::Job& job) {
      const auto known = job_state(job.state);
      return known == JobState::paused || known == JobState::failed || known == JobState::interrupted;
    });
    if (open == records.end()) {
      co_return base::fail(base::Code::not_found, "no job can be resumed: all have ended; `wick job ls` lists them");
    }
    record = *open;
  } else {
    CO_TRY(record, state.library.journal().job(id));
  }
  CO_TRY(auto view, from_record(record));
  if (const auto known = state.runs.find(view.id); known != state.runs.end() && !known->second->over) {
    co_return base::fail(base::Code::usage, fmt::format("job {} is running", view.id));
  }
  view.recorded = {};
  co_return co_await state.begin(std::move(view));
}

rt::Task<void> Collector::pause(std::string id) {
  co_return co_await state_->stop(std::move(id), JobState::paused);
}

rt::Task<void> Collector::cancel(std::string id) {
  auto& state = *state_;
  const auto found = state.runs.find(id);
  if (found != state.runs.end() && !found->second->over) co_return co_await state.stop(id, JobState::cancelled);
  CO_TRY(auto record, state.library.journal().job(id));
  record.state = name(JobState::cancelled);
  record.changed = state.clock.now();
  co_return state.library.journal().put_job(record);
}

rt::Task<JobView> Collector::wait(std::string id) {
  const auto found = state_->runs.find(id);
  if (found == state_->runs.end()) co_return job(id);
  CO_CHECK(co_await found->second->ended.take());
  co_return job(id);
}

base::Result<JobView> Collector::job(const std::string& id) const {
  if (const auto found = state_->runs.find(id); found != state_->runs.end()) return found->second->run.view();
  TRY(const auto record, state_->library.journal().job(id));
  if (const auto found = state_->runs.find(record.id); found != state_->runs.end()) return found->second->run.view();
  return from_record(record);
}

base::Result<std::vector<JobView>> Collector::jobs() const {
  TRY(const auto records, state_->library.journal().jobs());
  std::vector<JobView> views;
  for (const auto& record : records) {
    const auto found = state_->runs.find(record.id);
    if (found != state_->runs.end()) {
      views.push_back(found->second->run.view());
    } else {
      TRY(auto view, from_record(record));
      views.push_back(std::move(view));
    }
  }
  return views;
}

std::vector<SourceView> Collector::sources() const {
  std::map<std::string, std::int64_t> stored;
  if (const auto venues = state_->library.venues()) {
    for (const auto& venue : *venues) stored[venue] = 0;
  }
  return state_->sources.views(stored);
}

rt::Task<std::vector<market::Instrument>> Collector::instruments(std::string venue) {
  co_return co_await state_->instruments(std::move(venue));
}

std::size_t Collector::listen(Listener listener) {
  state_->listeners[state_->next_listener] = std::move(listener);
  return state_->next_listener++;
}

void Collector::unlisten(std::size_t token) {
  state_->listeners.erase(token);
}

rt::Task<void> Collector::close() {
  auto& state = *state_;
  if (!state.writing) co_return base::Done{};
  state.scope->stop();
  auto jobs = co_await state.scope->join();
  state.writing->close();
  auto written = co_await state.writing_scope->join();
  co_return written ? jobs : written;
}

}  // namespace collect
