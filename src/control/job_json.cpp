#include "control/job_json.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace control {

namespace json = boost::json;

namespace {

std::string list_json(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ",") + base::json_quote(text);
  return "[" + out + "]";
}

std::string series_json(const collect::SeriesView& view) {
  // tidy: word because the REST interface calls it so
  return fmt::format(R"({{"series":{},"interval":{},"done_slots":{},"total_slots":{},"rows":{},"note":{},"error":{}}})",
                     base::json_quote(view.series.venue + ":" + view.series.symbol),
                     base::json_quote(view.series.timeframe.text()), view.slots_done, view.slots_total, view.rows,
                     base::json_quote(view.note), base::json_quote(view.error));
}

std::string text_in(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t number_in(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) return 0;
  if (value->is_int64()) return value->get_int64();
  const bool fits = value->is_double() && std::abs(value->get_double()) < 9e15;
  return fits ? static_cast<std::int64_t>(value->get_double()) : 0;
}

market::Time time_in(const json::object& object, std::string_view key) {
  return market::time_from_ms(std::clamp<std::int64_t>(number_in(object, key), 0, market::ms_of(market::time_max)));
}

std::size_t count_in(const json::object& object, std::string_view key) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, number_in(object, key)));
}

base::Result<collect::SeriesView> read_series(const json::value& value) {
  if (!value.is_object()) return base::fail(base::Code::bad_data, "a series of the job is no object");
  const auto& object = value.get_object();
  // tidy: word because the REST interface calls it so
  TRY(const auto series, market::Series::parse(text_in(object, "series") + "@" + text_in(object, "interval")));
  collect::SeriesView view{series, {}, 0, 0, 0, {}, {}};
  view.slots_done = number_in(object, "done_slots");
  view.slots_total = number_in(object, "total_slots");
  view.rows = number_in(object, "rows");
  view.note = text_in(object, "note");
  view.error = text_in(object, "error");
  return view;
}

void read_counts(const json::object& object, collect::JobView& job) {
  job.slots_done = number_in(object, "done_slots");
  job.slots_total = number_in(object, "total_slots");
  job.slots_missing = number_in(object, "missing_slots");
  job.recorded.added = count_in(object, "added");
  job.recorded.same = count_in(object, "same");
  job.recorded.revised = count_in(object, "revised");
  job.recorded.refused = count_in(object, "conflicts");
  if (const auto* rate = object.if_contains("rows_per_s"); rate != nullptr && rate->is_number()) {
    job.rows_per_second = rate->to_number<double>();
  }
  if (const auto* eta = object.if_contains("eta_s"); eta != nullptr && eta->is_number()) {
    job.eta = std::chrono::seconds{number_in(object, "eta_s")};
  }
}

base::Result<collect::JobView> read_object(const json::value& value) {
  if (!value.is_object()) return base::fail(base::Code::bad_data, "the job is no object");
  const auto& object = value.get_object();
  collect::JobView job;
  job.id = text_in(object, "id");
  const auto state = collect::job_state(text_in(object, "state"));
  if (job.id.empty() || !state) return base::fail(base::Code::bad_data, "the job has no id or no known state");
  job.state = *state;
  job.kind = text_in(object, "kind");
  job.title = text_in(object, "title");
  job.note = text_in(object, "note");
  job.error = text_in(object, "error");
  job.code = base::code_named(text_in(object, "code"));
  job.spec.venue = text_in(object, "exchange");
  job.created = time_in(object, "created");
  job.changed = time_in(object, "changed");
  read_counts(object, job);
  if (const auto* series = object.if_contains("series"); series != nullptr && series->is_array()) {
    for (const auto& one : series->get_array()) {
      TRY(auto view, read_series(one));
      job.series.push_back(std::move(view));
    }
  }
  return job;
}

base::Result<json::value> parse(std::string_view text) {
  boost::system::error_code problem;
  auto value = json::parse(text, problem);
  if (problem) return base::fail(base::Code::bad_data, fmt::format("not JSON: {}", base::printable(text, 60)));
  return value;
}

}  // namespace

std::string job_json(const collect::JobView& job) {
  std::string series;
  for (const auto& one : job.series) series += (series.empty() ? "" : ",") + series_json(one);
  const auto& recorded = job.recorded;
  return fmt::format(
      R"({{"id":{},"kind":{},"state":{},"created":{},"changed":{},"title":{},"done_slots":{},"total_slots":{},)"
      R"("missing_slots":{},"rows":{},"added":{},"same":{},"revised":{},"conflicts":{},"rows_per_s":{:.1f},"eta_s":{},)"
      R"("note":{},"error":{},"code":{},"exchange":{},"series":[{}]}})",
      base::json_quote(job.id), base::json_quote(job.kind), base::json_quote(collect::name(job.state)),
      market::ms_of(job.created), market::ms_of(job.changed), base::json_quote(job.title), job.slots_done,
      job.slots_total, job.slots_missing, recorded.added + recorded.revised, recorded.added, recorded.same,
      recorded.revised, recorded.revised + recorded.refused + recorded.vanished, job.rows_per_second,
      job.eta ? std::to_string(job.eta->count()) : "null", base::json_quote(job.note), base::json_quote(job.error),
      base::json_quote(job.error.empty() ? "" : base::name(job.code)), base::json_quote(job.spec.venue), series);
}

base::Result<collect::JobView> read_job(std::string_view text) {
  TRY(const auto value, parse(text));
  return read_object(value);
}

base::Result<std::vector<collect::JobView>> read_jobs(std::string_view text) {
  TRY(const auto value, parse(text));
  const json::value* list = &value;
  if (value.is_object()) list = value.get_object().if_contains("jobs");
  if (list == nullptr || !list->is_array()) return base::fail(base::Code::bad_data, "expected a list of jobs");
  std::vector<collect::JobView> jobs;
  for (const auto& one : list->get_array()) {
    TRY(auto job, read_object(one));
    jobs.push_back(std::move(job));
  }
  return jobs;
}

std::string job_request_json(const collect::BackfillSpec& spec, const std::string& kind) {
  std::vector<std::string> timeframes;
  for (const auto& timeframe : spec.timeframes) timeframes.push_back(timeframe.text());
  const auto time = [](const std::optional<market::Time>& at) {
    return at ? std::to_string(market::ms_of(*at)) : std::string("null");
  };
  // tidy: word because the REST interface calls it so
  return fmt::format(R"({{"kind":{},"exchange":{},"symbols":{},"intervals":{},"start":{},"end":{},"again":{}}})",
                     base::json_quote(kind), base::json_quote(spec.venue), list_json(spec.symbols),
                     list_json(timeframes), time(spec.from), time(spec.until), spec.again);
}

}  // namespace control
