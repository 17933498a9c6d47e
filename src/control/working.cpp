#include "control/working.hpp"

#include "control/job_json.hpp"
#include "control/progress.hpp"
#include "control/shelf.hpp"
#include "control/slots.hpp"

#include <fmt/format.h>

#include <csignal>

namespace control {

using collect::JobState;

namespace {

base::Result<SlotCounts> counts_of(Shelf& shelf, const collect::JobView& job, const market::Series& series,
                                   market::Time now) {
  TRY(const auto info, shelf.find(series));
  TRY(const auto* reader, shelf.reader(series.venue));
  auto window = extent_of(info, now);
  if (job.spec.from) window.from = std::max(window.from, *job.spec.from);
  if (job.spec.until) window.until = std::min(window.until, *job.spec.until);
  if (window.empty()) return SlotCounts{};
  TRY(const auto known, reader->known(info.id, window));
  return count_slots(series.timeframe, window, known);
}

std::string summary_text(const collect::JobView& job, const std::optional<Standing>& standing) {
  const auto& recorded = job.recorded;
  auto text = fmt::format(
      "{} added, {} same, {} revised, {} refused", grouped(static_cast<std::int64_t>(recorded.added)),
      grouped(static_cast<std::int64_t>(recorded.same)), grouped(static_cast<std::int64_t>(recorded.revised)),
      grouped(static_cast<std::int64_t>(recorded.refused)));
  if (recorded.vanished > 0)
    text += fmt::format(", {} vanished", grouped(static_cast<std::int64_t>(recorded.vanished)));
  if (standing) text += fmt::format("; {} slots without trades", grouped(standing->without_trades));
  return text + fmt::format("; {} missing\n", grouped(job.slots_missing));
}

base::Done tell_summary(Context& context, const collect::JobView& job) {
  const auto standing = standing_of(context, job);
  if (!context.json())
    return context.quiet() ? context.print(job.id + "\n") : context.print(summary_text(job, standing));
  return context.print(fmt::format("{{\"type\":\"summary\",\"job\":{},\"void_slots\":{}}}\n", job_json(job),
                                   standing ? std::to_string(standing->without_trades) : "null"));
}

base::Result<int> interrupted(Context& context, const Watched& watched, bool stop_it) {
  const auto& id = watched.job.id;
  if (context.json()) CHECK(tell_summary(context, watched.job));
  context.environment().err(stop_it ? fmt::format("stopped; nothing lost. Continue with: wick job resume {}\n", id)
                                    : fmt::format("the job goes on. Look again with: wick job watch {}\n", id));
  return 128 + watched.signal;
}

}  // namespace

std::optional<Standing> standing_of(Context& context, const collect::JobView& job) {
  auto shelf = Shelf::open(context);
  if (!shelf) return std::nullopt;
  Standing standing;
  for (const auto& view : job.series) {
    const auto counts = counts_of(*shelf, job, view.series, context.now());
    if (!counts) return std::nullopt;
    standing.without_trades += counts->no_trade + counts->outage;
    standing.missing += counts->missing;
  }
  return standing;
}

base::Result<int> work_through(Context& context, JobRunner& runner, const collect::JobView& job, bool stop_it) {
  Progress progress(context);
  progress.begin(job);
  TRY(auto watched, runner.watch(job.id, stop_it, [&](const collect::JobView& view) { progress.seen(view); }));
  watched.job.spec = job.spec;
  progress.end(watched.job);
  if (watched.signal != 0) return interrupted(context, watched, stop_it);
  CHECK(tell_summary(context, watched.job));
  const auto& ended = watched.job;
  if (ended.state == JobState::failed) {
    return base::fail(ended.code, fmt::format("job {} failed: {}; try again with: wick job retry {}", ended.id,
                                              ended.error, ended.id));
  }
  if (ended.state != JobState::done) {
    context.note(
        fmt::format("job {} is {}; continue with: wick job resume {}", ended.id, collect::name(ended.state), ended.id));
    return 3;
  }
  if (ended.slots_missing == 0) return 0;
  context.note(fmt::format("{} slots are still missing; wick gaps tells why", grouped(ended.slots_missing)));
  return 3;
}

}  // namespace control
