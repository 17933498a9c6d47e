#include "serve/jobs.hpp"
#include "serve/json.hpp"

namespace serve {

namespace {

void write_series(Json& json, const collect::SeriesView& view) {
  json.object().field("series", view.series.venue + ":" + view.series.symbol);
  json.field("interval", view.series.timeframe.text()).field("done_slots", view.slots_done);
  json.field("total_slots", view.slots_total).field("rows", view.rows).field("note", view.note);
  json.field("error", view.error).end();
}

void write_job(Json& json, const collect::JobView& job) {
  json.object().field("id", job.id).field("kind", job.kind).field("state", collect::name(job.state));
  json.field("created", job.created).field("changed", job.changed).field("title", job.title);
  json.field("done_slots", job.slots_done)
      .field("total_slots", job.slots_total)
      .field("missing_slots", job.slots_missing);
  json.field("rows", job.recorded.added + job.recorded.revised).field("added", job.recorded.added);
  json.field("same", job.recorded.same).field("revised", job.recorded.revised);
  json.field("conflicts", job.recorded.revised + job.recorded.refused + job.recorded.vanished);
  json.field("rows_per_s", job.rows_per_second).key("eta_s");
  if (job.eta) {
    json.value(job.eta->count());
  } else {
    json.raw("null");
  }
  json.field("note", job.note).field("error", job.error).field("exchange", job.spec.venue).key("series").array();
  for (const auto& view : job.series) write_series(json, view);
  json.end().end();
}

}  // namespace

std::string job_json(const collect::JobView& job) {
  Json json;
  write_job(json, job);
  return std::move(json).text();
}

std::string jobs_json(std::span<const collect::JobView> jobs) {
  Json json;
  json.object().key("jobs").array();
  for (const auto& job : jobs) write_job(json, job);
  return json.end().end().text();
}

std::string sources_json(std::span<const collect::SourceView> sources) {
  Json json;
  json.object().key("sources").array();
  for (const auto& source : sources) {
    json.object().field("id", source.id).field("state", source.state).field("since", source.since);
    json.field("error", source.error).field("advice", source.advice).field("budget", source.budget_used);
    json.field("series", source.series).end();
  }
  return json.end().end().text();
}

}  // namespace serve
