#include "control/status_read.hpp"

#include "base/text.hpp"
#include "collect/job_record.hpp"
#include "control/remote.hpp"
#include "control/shelf.hpp"
#include "control/slots.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace control {

using collect::JobState;

namespace {

void measure_folder(const std::filesystem::path& folder, Status& status) {
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    if (const auto size = entry.file_size(problem); !problem) status.bytes += size;
  }
  if (const auto space = std::filesystem::space(folder, problem); !problem) status.free = space.available;
}

Status::Source& source_of(const std::string& id, Status& status) {
  for (auto& source : status.sources) {
    if (source.id == id) return source;
  }
  auto& made = status.sources.emplace_back();
  made.id = id;
  return made;
}

base::Done read_series(Context& context, Shelf& shelf, Status& status) {
  TRY(const auto infos, shelf.pick(""));
  for (const auto& info : infos) {
    const auto extent = extent_of(info, context.now());
    TRY(const auto* reader, shelf.reader(info.series.venue));
    TRY(const auto known, reader->known(info.id, extent));
    const auto counts = count_slots(info.series.timeframe, extent, known);
    auto& source = source_of(info.series.venue, status);
    ++source.series;
    source.missing += counts.missing;
    if (info.last && (!source.newest || *source.newest < *info.last)) source.newest = info.last;
    ++status.series;
    status.rows += info.rows;
    status.missing += counts.missing;
    status.series_missing += counts.missing > 0 ? 1 : 0;
  }
  return {};
}

void count_jobs(const std::vector<collect::JobView>& jobs, Status& status) {
  for (const auto& job : jobs) {
    switch (job.state) {
      case JobState::running: ++status.jobs_running; break;
      case JobState::queued: ++status.jobs_queued; break;
      case JobState::failed:
        status.problems.push_back(fmt::format("job {} failed: {}; wick job retry {}", job.id, job.error, job.id));
        [[fallthrough]];
      case JobState::paused:
      case JobState::interrupted: ++status.jobs_stopped; break;
      default: break;
    }
  }
}

base::Done read_journal(Shelf& shelf, Status& status) {
  TRY(const auto records, shelf.library().journal().jobs());
  std::vector<collect::JobView> jobs;
  for (const auto& record : records) {
    TRY(auto job, collect::from_record(record));
    // Nobody runs it any more: the process that did is gone.
    if (job.state == JobState::running || job.state == JobState::queued) job.state = JobState::interrupted;
    jobs.push_back(std::move(job));
  }
  count_jobs(jobs, status);
  return {};
}

std::string text_in(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// GET /sources: [{"id","state","error","advice","budget_used"}], bare or under "sources".
void read_sources(const std::string& body, Status& status) {
  boost::system::error_code problem;
  const auto value = boost::json::parse(body, problem);
  if (problem) return;
  const auto* list = value.is_object() ? value.get_object().if_contains("sources") : &value;
  if (list == nullptr || !list->is_array()) return;
  for (const auto& one : list->get_array()) {
    if (!one.is_object() || text_in(one.get_object(), "id").empty()) continue;
    const auto& object = one.get_object();
    auto& source = source_of(text_in(object, "id"), status);
    source.state = text_in(object, "state");
    source.error = text_in(object, "error");
    if (const auto* used = object.if_contains("budget_used"); used != nullptr && used->is_number()) {
      source.budget_used = used->to_number<double>();
    }
    if (source.state != "down") continue;
    const auto advice = text_in(object, "advice");
    status.problems.push_back(
        fmt::format("{} is down: {}{}{}", source.id, source.error, advice.empty() ? "" : "; ", advice));
  }
}

base::Done ask_daemon(Context& context, const store::Holder& holder, const std::string& ca_file, Status& status) {
  Remote daemon(holder.address, context.environment(), ca_file);
  TRY(const auto jobs, daemon.jobs());
  TRY(const auto sources, daemon.get("/sources"));
  status.live = true;
  status.how = fmt::format("live from {} (process {})", holder.address, holder.process);
  count_jobs(jobs, status);
  read_sources(sources, status);
  return {};
}

}  // namespace

base::Result<Status> read_status(Context& context) {
  TRY(const auto* settings, context.settings());
  TRY(auto shelf, Shelf::open(context));
  Status status;
  status.version = context.environment().version;
  status.folder = settings->data.string();
  status.at = context.now();
  measure_folder(settings->data, status);
  CHECK(read_series(context, shelf, status));
  const auto holder = store::Library::holder(settings->data);
  if (holder && !holder->address.empty()) {
    if (const auto told = ask_daemon(context, *holder, settings->ca_file, status); !told)
      status.problems.push_back(told.error().what);
  }
  if (status.live) return status;
  status.how = holder ? fmt::format("read from disk, in use by wick {} (process {})", holder->what, holder->process)
                      : "read from disk, no daemon runs";
  if (!holder) CHECK(read_journal(shelf, status));
  return status;
}

}  // namespace control
