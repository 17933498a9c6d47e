#include "base/text.hpp"
#include "collect/job_record.hpp"
#include "control/job_json.hpp"
#include "control/remote.hpp"
#include "control/shelf.hpp"
#include "control/verbs.hpp"
#include "control/working.hpp"

#include <fmt/format.h>

#include <optional>

namespace control {

using base::Code;
using collect::JobView;

namespace {

// The daemon that holds the data folder, where there is one that answers over HTTP.
base::Result<std::optional<Remote>> daemon_of(Context& context) {
  TRY(const auto* settings, context.settings());
  const auto holder = store::Library::holder(settings->data);
  if (!holder || holder->address.empty()) return std::nullopt;
  return std::optional<Remote>(std::in_place, holder->address, context.environment(), settings->ca_file);
}

base::Result<std::vector<JobView>> stored_jobs(Context& context) {
  TRY(auto shelf, Shelf::open(context));
  TRY(const auto records, shelf.library().journal().jobs());
  std::vector<JobView> jobs;
  for (const auto& record : records) {
    TRY(auto job, collect::from_record(record));
    jobs.push_back(std::move(job));
  }
  return jobs;
}

// As the daemon knows them, or as the journal does when there is none.
base::Result<std::vector<JobView>> all_jobs(Context& context) {
  TRY(auto daemon, daemon_of(context));
  return daemon ? daemon->jobs() : stored_jobs(context);
}

base::Result<JobView> one_job(Context& context, const std::string& id) {
  TRY(auto daemon, daemon_of(context));
  if (daemon) return daemon->job(id);
  TRY(auto shelf, Shelf::open(context));
  auto record = shelf.library().journal().job(id);
  if (!record && record.error().code == Code::not_found) {
    return base::fail(Code::not_found, fmt::format("there is no job '{}'; see wick job ls", base::printable(id, 40)));
  }
  if (!record) return std::unexpected(record.error());
  return collect::from_record(*record);
}

std::string id_of(Context& context) {
  return context.arguments().one("ID").value_or("");
}

base::Result<int> list(Context& context) {
  TRY(const auto jobs, all_jobs(context));
  Table table({{"id", "ID"},
               {"kind", "KIND"},
               {"state", "STATE"},
               {"done_slots", "DONE", true},
               {"total_slots", "SLOTS", true},
               {"missing_slots", "MISSING", true},
               {"changed", "CHANGED"},
               {"title", "WHAT"},
               {"error", ""}});
  for (const auto& job : jobs) {
    table.add({cell(job.id), cell(job.kind), cell(collect::name(job.state)), cell(job.slots_done),
               cell(job.slots_total), cell(job.slots_missing), cell(job.changed), cell(job.title), cell(job.error)});
  }
  if (jobs.empty()) context.note("no jobs yet; wick fetch begins one");
  if (!jobs.empty() || context.json()) CHECK(context.show("jobs", std::move(table)));
  return 0;
}

std::string job_text(const JobView& job) {
  const auto& recorded = job.recorded;
  auto out = fmt::format(
      "job       {}  {}  {}\nwhat      {}\nbegun     {}\nchanged   {}\nslots     {} of {}, {} missing\n", job.id,
      job.kind, collect::name(job.state), job.title, market::rfc3339(job.created), market::rfc3339(job.changed),
      grouped(job.slots_done), grouped(job.slots_total), grouped(job.slots_missing));
  out += fmt::format("candles   {} added, {} same, {} revised, {} refused\n", recorded.added, recorded.same,
                     recorded.revised, recorded.refused);
  if (!job.note.empty()) out += fmt::format("note      {}\n", job.note);
  if (!job.error.empty()) out += fmt::format("error     {}\n", job.error);
  return out;
}

base::Result<int> show(Context& context) {
  TRY(const auto job, one_job(context, id_of(context)));
  CHECK(context.print(context.json() ? job_json(job) + "\n" : job_text(job)));
  if (context.json() || job.series.empty()) return 0;
  Table table({{"series", "SERIES"},
               {"done", "DONE", true},
               {"total", "SLOTS", true},
               {"rows", "ROWS", true},
               {"note", "NOTE"}});
  for (const auto& view : job.series) {
    table.add({cell(view.series.text()), cell(view.slots_done), cell(view.slots_total), cell(view.rows),
               cell(view.error.empty() ? view.note : view.error)});
  }
  CHECK(context.print(table.text()));
  return 0;
}

base::Result<int> watch(Context& context) {
  TRY(auto daemon, daemon_of(context));
  if (!daemon) return show(context);  // Nobody runs it: as it stands is all there is to see.
  TRY(const auto job, daemon->job(id_of(context)));
  return work_through(context, *daemon, job, false);
}

base::Result<int> resume(Context& context) {
  TRY(const auto* settings, context.settings());
  TRY(const auto runner, open_runner(context.environment(), *settings, "job resume"));
  TRY(const auto job, runner->resume(id_of(context)));
  return work_through(context, *runner, job, true);
}

base::Result<int> told(Context& context, const JobView& job) {
  if (context.json()) {
    CHECK(context.print(job_json(job) + "\n"));
  } else {
    CHECK(context.print(fmt::format("job {} is {}\n", job.id, collect::name(job.state))));
  }
  return 0;
}

base::Result<int> pause(Context& context) {
  TRY(auto daemon, daemon_of(context));
  if (daemon) {
    TRY(const auto job, daemon->pause(id_of(context)));
    return told(context, job);
  }
  TRY(const auto job, one_job(context, id_of(context)));
  return base::fail(Code::usage, fmt::format("job {} is {} and no daemon runs it; there is nothing to pause", job.id,
                                             collect::name(job.state)));
}

base::Result<int> cancel(Context& context) {
  TRY(const auto* settings, context.settings());
  TRY(const auto runner, open_runner(context.environment(), *settings, "job cancel"));
  TRY(const auto job, runner->cancel(id_of(context)));
  return told(context, job);
}

Command verb(const std::string& name, const std::string& summary, base::Result<int> (*run)(Context&)) {
  Command command;
  command.path = "job " + name;
  command.summary = summary;
  command.examples = fmt::format("wick job {} 7f31", name);
  command.positionals = {{"ID", "of the job; its first characters will do"}};
  command.run = run;
  return command;
}

}  // namespace

std::vector<Command> job_verbs() {
  Command ls;
  ls.path = "job ls";
  ls.summary = "jobs, the newest first";
  ls.examples = "wick job ls\nwick job ls --json";
  ls.run = list;
  auto shown = verb("show", "one job in full", show);
  shown.notes =
      "Members of --json: id kind state created changed (ms) title done_slots total_slots missing_slots rows\n"
      "added same revised conflicts rows_per_s eta_s note error exchange series.";
  auto watched = verb("watch", "its progress, until it ends", watch);
  watched.notes = "Ctrl-C ends the watching; the job goes on.";
  auto resumed = verb("resume", "goes on with a job that was stopped or failed", resume);
  return {ls,
          shown,
          watched,
          verb("pause", "stops it between two answers; it can be resumed", pause),
          resumed,
          verb("cancel", "ends it for good; what it has fetched stays", cancel),
          verb("retry", "the same as resume, for a job that failed", resume)};
}

}  // namespace control
