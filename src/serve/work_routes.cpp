#include "serve/catalogue.hpp"
#include "serve/desk.hpp"
#include "serve/job_events.hpp"
#include "serve/jobs.hpp"
#include "serve/json.hpp"
#include "serve/quality.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace serve {

namespace {

using boost::asio::awaitable;

net::Reply accepted(const collect::JobView& job) {
  auto reply = json_reply(job_json(job), 202);
  reply.headers.set("Location", "/api/v1/jobs/" + job.id);
  return reply;
}

Problem unknown_job(const std::string& id, const base::Error& error) {
  if (error.code != base::Code::not_found) return problem_of(error);
  auto problem = not_found("unknown-job", fmt::format("There is no job '{}'; /api/v1/jobs lists them.", id));
  problem.param = "id";
  return problem;
}

Answer list_jobs(Desk& desk, const Call& /*call*/) {
  WANT(const auto jobs, desk.work.jobs());
  return json_reply(jobs_json(jobs));
}

Answer show_job(Desk& desk, const Call& call) {
  const auto& id = call.path.at("id");
  const auto job = desk.work.job(id);
  if (!job) return refuse(unknown_job(id, job.error()));
  return json_reply(job_json(*job));
}

Answer follow_jobs(Desk& desk, const Call& /*call*/) {
  return job_events(desk.work, desk.clock, desk.draining, "");
}

Answer follow_job(Desk& desk, const Call& call) {
  const auto& id = call.path.at("id");
  const auto job = desk.work.job(id);
  if (!job) return refuse(unknown_job(id, job.error()));
  return job_events(desk.work, desk.clock, desk.draining, job->id);
}

// The collector knows how they stand, the store how much of each there is.
awaitable<Answer> list_sources(Desk& desk, Call /*call*/) {
  auto sources = desk.work.sources();
  auto read = [&desk] { return desk.shelf.all(); };
  CO_WANT(const auto stored, co_await desk.readers.run(std::move(read)));
  for (auto& source : sources) {
    source.series = std::ranges::count(stored, source.id, [](const Stored& each) { return each.info.series.venue; });
  }
  co_return json_reply(sources_json(sources));
}

awaitable<Answer> start_job(Desk& desk, Call call) {
  CO_WANT(auto spec, read_backfill(call.request.body, call.now));
  CO_WANT(const auto job, co_await desk.work.start(std::move(spec), "backfill"));
  co_return accepted(job);
}

// The job as it is after something was done to it.
awaitable<Answer> change_job(Desk& desk, Call call, std::string verb) {
  const auto id = call.path.at("id");
  const auto job = desk.work.job(id);
  if (!job) co_return refuse(unknown_job(id, job.error()));
  if (verb == "resume") {
    CO_WANT(const auto resumed, co_await desk.work.resume(job->id));
    co_return accepted(resumed);
  }
  const auto changed = verb == "pause" ? co_await desk.work.pause(job->id) : co_await desk.work.cancel(job->id);
  if (!changed) co_return refuse(problem_of(changed.error()));
  CO_WANT(const auto now, desk.work.job(job->id));
  co_return json_reply(job_json(now));
}

// One job per exchange and set of timeframes; the answer is the first, with the ids of the others under "also".
awaitable<Answer> repair(Desk& desk, Call call) {
  CO_WANT(const auto selector, read_repair(call.request.body));
  auto find = [&desk, selector] { return repairs(desk.shelf, selector); };
  CO_WANT(auto specs, co_await desk.readers.run(std::move(find)));
  if (specs.empty()) {
    co_return refuse(
        {409, "nothing-missing", "Nothing is missing", "No wanted slot of these series is missing.", "selector"});
  }
  std::vector<collect::JobView> jobs;
  for (auto& spec : specs) {
    CO_WANT(auto job, co_await desk.work.start(std::move(spec), "repair"));
    jobs.push_back(std::move(job));
  }
  auto reply = accepted(jobs.front());
  std::vector<std::string> also;
  for (const auto& job : std::span{jobs}.subspan(1)) also.push_back(job.id);
  Json others;
  reply.body.pop_back();
  reply.body += ",\"also\":" + others.value(also).text() + "}";
  co_return reply;
}

awaitable<Answer> resolve(Desk& desk, Call call) {
  CO_WANT(const auto id, read_conflict_id(call.path.at("id")));
  CO_WANT(const auto serve_other, read_resolution(call.request.body));
  const auto settled = co_await desk.work.settle_conflict(id.first, id.second, serve_other);
  if (!settled) co_return refuse(problem_of(settled.error()));
  Json json;
  json.object()
      .field("id", call.path.at("id"))
      .field("settled", true)
      .field("served", serve_other ? "other" : "current");
  co_return json_reply(json.end().text());
}

Route post(std::string path, std::string summary, std::string takes, int status, Handler handle) {
  return {.method = "POST",
          .pattern = "/api/v1" + std::move(path),
          .summary = std::move(summary),
          .takes = std::move(takes),
          .status = status,
          .handle = std::move(handle)};
}

}  // namespace

std::vector<Route> work_routes(Desk& desk) {
  std::vector<Route> routes;
  const auto get = [&](std::string path, std::string summary, Read read, std::string gives = "application/json") {
    routes.push_back({.method = "GET",
                      .pattern = "/api/v1" + std::move(path),
                      .summary = std::move(summary),
                      .gives = std::move(gives),
                      .handle = at_once(desk, std::move(read))});
  };
  get("/jobs", "Jobs, the newest first", list_jobs);
  get("/jobs/events", "Changes of all jobs", follow_jobs, "text/event-stream");
  get("/jobs/{id}", "One job", show_job);
  get("/jobs/{id}/events", "Changes of one job, until it has ended", follow_job, "text/event-stream");
  routes.push_back({.method = "GET",
                    .pattern = "/api/v1/sources",
                    .summary = "How each exchange that was asked stands",
                    .handle = [&desk](Call call) { return list_sources(desk, std::move(call)); }});
  routes.push_back(post("/jobs", "Begins a backfill", "Backfill", 202,
                        [&desk](Call call) { return start_job(desk, std::move(call)); }));
  for (const std::string verb : {"pause", "resume", "cancel"}) {
    routes.push_back(post("/jobs/{id}:" + verb, "Does so with a job: " + verb, "", verb == "resume" ? 202 : 200,
                          [&desk, verb](Call call) { return change_job(desk, std::move(call), verb); }));
  }
  routes.push_back(post("/gaps:repair", "Fetches what is missing", "Repair", 202,
                        [&desk](Call call) { return repair(desk, std::move(call)); }));
  routes.push_back(post("/conflicts/{id}:resolve", "Chooses which of two candles is served", "Resolution", 200,
                        [&desk](Call call) { return resolve(desk, std::move(call)); }));
  return routes;
}

}  // namespace serve
