#include "collect/job_record.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <simdjson.h>

namespace collect {

namespace {

std::string summary(const JobView& view) {
  const auto& recorded = view.recorded;
  return fmt::format(
      R"({{"slots_total":{},"slots_done":{},"slots_missing":{},"added":{},"same":{},"revised":{},"refused":{},"vanished":{},"series":{}}})",
      view.slots_total, view.slots_done, view.slots_missing, recorded.added, recorded.same, recorded.revised,
      recorded.refused, recorded.vanished, view.series.size());
}

std::int64_t number_in(simdjson::dom::element document, std::string_view key) {
  std::int64_t value = 0;
  return document[key].get(value) == simdjson::SUCCESS ? value : 0;
}

void read_summary(std::string_view text, JobView& view) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(simdjson::padded_string(text)).get(document) != simdjson::SUCCESS) return;
  const auto count = [&](std::string_view key) { return static_cast<std::size_t>(number_in(document, key)); };
  view.slots_total = number_in(document, "slots_total");
  view.slots_done = number_in(document, "slots_done");
  view.slots_missing = number_in(document, "slots_missing");
  view.recorded = {.added = count("added"),
                   .same = count("same"),
                   .revised = count("revised"),
                   .refused = count("refused"),
                   .vanished = count("vanished")};
}

}  // namespace

std::string title_of(const BackfillSpec& spec) {
  std::vector<std::string> codes;
  for (const auto& timeframe : spec.timeframes) codes.push_back(timeframe.text());
  return fmt::format("{} {} {} from {} to {}", spec.venue, base::join(spec.symbols, ", "), base::join(codes, ", "),
                     spec.from ? market::rfc3339(*spec.from) : "the listing",
                     spec.until ? market::rfc3339(*spec.until) : "now");
}

store::Job to_record(const JobView& view) {
  return {.id = view.id,
          .kind = view.kind,
          .spec = view.spec.json(),
          .state = std::string(name(view.state)),
          .result = summary(view),
          .error = view.error,
          .created = view.created,
          .changed = view.changed};
}

base::Result<JobView> from_record(const store::Job& record) {
  JobView view;
  view.id = record.id;
  view.kind = record.kind;
  TRY(view.spec, BackfillSpec::from_json(record.spec));
  view.title = title_of(view.spec);
  view.state = job_state(record.state).value_or(JobState::interrupted);
  read_summary(record.result, view);
  view.error = record.error;
  view.created = record.created;
  view.changed = record.changed;
  return view;
}

}  // namespace collect
