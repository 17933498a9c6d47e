#include "control/job_json.hpp"

#include "serve/jobs.hpp"
#include "serve/json.hpp"

namespace serve {

// The same object that the command line prints and reads.
std::string job_json(const collect::JobView& job) {
  return control::job_json(job);
}

std::string jobs_json(std::span<const collect::JobView> jobs) {
  std::string list;
  for (const auto& job : jobs) list += (list.empty() ? "" : ",") + control::job_json(job);
  return "{\"jobs\":[" + list + "]}";
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
