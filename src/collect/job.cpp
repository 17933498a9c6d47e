#include "collect/job.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>

namespace collect {

namespace {

constexpr std::array<std::string_view, 7> state_names = {"queued", "running",   "paused",     "done",
                                                         "failed", "cancelled", "interrupted"};

std::string json_list(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const auto& word : words) quoted.push_back(base::json_quote(word));
  return "[" + base::join(quoted, ",") + "]";
}

std::string json_time(const std::optional<market::Time>& at) {
  return at ? std::to_string(market::ms_of(*at)) : std::string("null");
}

std::optional<market::Time> time_in(simdjson::dom::element document, std::string_view key) {
  std::int64_t ms = 0;
  if (document[key].get(ms) != simdjson::SUCCESS) return std::nullopt;
  return market::time_from_ms(ms);
}

base::Result<std::vector<std::string>> words_in(simdjson::dom::element document, std::string_view key) {
  simdjson::dom::array list;
  if (document[key].get(list) != simdjson::SUCCESS) {
    return base::fail(base::Code::bad_data, fmt::format("a job without the list '{}'", key));
  }
  std::vector<std::string> words;
  for (const auto item : list) {
    std::string_view word;
    if (item.get(word) == simdjson::SUCCESS) words.emplace_back(word);
  }
  return words;
}

}  // namespace

std::string BackfillSpec::json() const {
  std::vector<std::string> codes;
  for (const auto& timeframe : timeframes) codes.push_back(timeframe.text());
  return fmt::format(R"({{"venue":{},"symbols":{},"timeframes":{},"from":{},"until":{},"again":{}}})",
                     base::json_quote(venue), json_list(symbols), json_list(codes), json_time(from), json_time(until),
                     again);
}

base::Result<BackfillSpec> BackfillSpec::from_json(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  std::string_view venue;
  const bool readable = parser.parse(simdjson::padded_string(text)).get(document) == simdjson::SUCCESS &&
                        document["venue"].get(venue) == simdjson::SUCCESS;
  if (!readable) return base::fail(base::Code::bad_data, "not a job: " + base::printable(text, 80));
  BackfillSpec spec;
  spec.venue = venue;
  TRY(spec.symbols, words_in(document, "symbols"));
  TRY(const auto codes, words_in(document, "timeframes"));
  for (const auto& code : codes) {
    TRY(auto timeframe, market::Timeframe::parse(code));
    spec.timeframes.push_back(timeframe);
  }
  spec.from = time_in(document, "from");
  spec.until = time_in(document, "until");
  if (document["again"].get(spec.again) != simdjson::SUCCESS) spec.again = false;
  return spec;
}

std::string_view name(JobState state) {
  return state_names[static_cast<std::size_t>(state)];
}

std::optional<JobState> job_state(std::string_view name) {
  for (std::size_t i = 0; i < state_names.size(); ++i) {
    if (state_names[i] == name) return static_cast<JobState>(i);
  }
  return std::nullopt;
}

}  // namespace collect
