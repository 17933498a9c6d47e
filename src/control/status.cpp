#include "base/text.hpp"
#include "collect/job_record.hpp"
#include "control/remote.hpp"
#include "control/shelf.hpp"
#include "control/slots.hpp"
#include "control/status_read.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

namespace control {

using namespace std::chrono_literals;

namespace {

std::string bytes_text(std::uintmax_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (bytes >= (1ULL << 30U)) return fmt::format("{:.1f} GiB", value / (1ULL << 30U));
  if (bytes >= (1ULL << 20U)) return fmt::format("{:.1f} MiB", value / (1ULL << 20U));
  return fmt::format("{:.1f} KiB", value / 1024);
}

std::string sources_text(const Status& status) {
  Table table({{"exchange", "SOURCE"},
               {"state", "STATE"},
               {"series", "SERIES", true},
               {"missing", "MISSING", true},
               {"newest", "NEWEST"},
               {"budget", "BUDGET", true},
               {"error", "LAST ERROR"}});
  for (const auto& source : status.sources) {
    table.add({cell(source.id), cell(source.state), cell(source.series), cell(source.missing), cell(source.newest),
               cell(source.budget_used < 0 ? "" : fmt::format("{:.0f} %", source.budget_used * 100)),
               cell(source.error)});
  }
  return table.text();
}

std::string status_text(const Status& status) {
  auto out = fmt::format("{}  wick {}  data {}  {}  (free {})\n", base::upper(status.verdict()), status.version,
                         status.folder, bytes_text(status.bytes), bytes_text(status.free));
  out += fmt::format("{} as of {}\n", status.how, market::rfc3339(status.at));
  if (!status.sources.empty()) out += sources_text(status);
  out += fmt::format(
      "Jobs {} running, {} queued, {} to be resumed.  Candles {} in {} series.  Slots missing {} in {} series.\n",
      status.jobs_running, status.jobs_queued, status.jobs_stopped, grouped(status.rows), status.series,
      grouped(status.missing), status.series_missing);
  for (const auto& problem : status.problems) out += fmt::format("PROBLEM  {}\n", problem);
  return out;
}

std::string status_json(const Status& status) {
  std::string sources;
  for (const auto& source : status.sources) {
    sources += fmt::format(
        R"({}{{"exchange":{},"state":{},"series":{},"missing":{},"newest":{},"budget_used":{},"error":{}}})",
        sources.empty() ? "" : ",", base::json_quote(source.id), base::json_quote(source.state), source.series,
        source.missing, cell(source.newest).json,
        source.budget_used < 0 ? "null" : fmt::format("{:.3f}", source.budget_used), base::json_quote(source.error));
  }
  std::string problems;
  for (const auto& problem : status.problems) problems += (problems.empty() ? "" : ",") + base::json_quote(problem);
  return fmt::format(
      R"({{"verdict":{},"live":{},"version":{},"time":{},"data":{},"bytes":{},"free_bytes":{},"series":{},"rows":{},)"
      R"("missing_slots":{},"series_missing":{},"jobs":{{"running":{},"queued":{},"stopped":{}}},"sources":[{}],)"
      R"("problems":[{}]}})",
      base::json_quote(status.verdict()), status.live, base::json_quote(status.version), market::ms_of(status.at),
      base::json_quote(status.folder), status.bytes, status.free, status.series, status.rows, status.missing,
      status.series_missing, status.jobs_running, status.jobs_queued, status.jobs_stopped, sources, problems);
}

base::Result<int> status(Context& context) {
  const bool watch = context.arguments().has("--watch");
  for (;;) {
    TRY(const auto now, read_status(context));
    const bool redraw = watch && context.environment().out_is_terminal && !context.json();
    if (redraw) CHECK(context.print("\x1b[H\x1b[2J"));
    CHECK(context.print(context.json() ? status_json(now) + "\n" : status_text(now)));
    if (!watch) return now.verdict() == "ok" ? 0 : 3;
    for (int i = 0; i < 20; ++i) {
      if (const int signal = context.environment().signal(); signal != 0) return 128 + signal;
      context.environment().sleep(100ms);
    }
  }
}

}  // namespace

std::vector<Command> status_verbs() {
  Command command;
  command.path = "status";
  command.summary = "whether all is well: sources, jobs, what is missing";
  command.examples = "wick status\nwick status --watch\nwick status --json";
  command.notes =
      "Exit code 3: something is missing, a source is down or a job failed. Asks the daemon where one holds the\n"
      "data folder, else reads the disk, and says which.";
  command.flags = {{"--watch", "", "again every 2 s, until Ctrl-C"}};
  command.run = status;
  return {command};
}

}  // namespace control
