#include "serve/candle_plan.hpp"

#include "base/text.hpp"
#include "serve/lists.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace serve {

namespace {

constexpr std::int64_t rows_usual = 500;
constexpr std::int64_t rows_max = 10'000;

Or<market::Series> series_named(const Query& query) {
  WANT(const auto interval, query.timeframe("interval"));
  auto series = market::Series::parse(query.text("series"), interval);
  if (!series) {
    const bool complete = query.text("series").contains(':');
    if (complete && !interval && !query.text("series").contains('@')) {
      return refuse(bad_parameter("interval", "'interval' is missing: say which, for example interval=1m."));
    }
    return refuse(bad_parameter("series", fmt::format("'series': {}.", series.error().what)));
  }
  if (interval && series->timeframe != *interval) {
    return refuse(
        bad_parameter("interval", fmt::format("'series' says {} and 'interval' says {}; one of them is enough.",
                                              series->timeframe.text(), interval->text())));
  }
  return *std::move(series);
}

Or<std::vector<Column>> columns_of(const Query& query, Fill fill) {
  using enum Column;
  std::vector<Column> columns = {time, open, high, low, close, volume, closed, complete};
  if (fill != Fill::none) columns.push_back(filled);
  const auto wanted = query.find("fields");
  if (!wanted) return columns;
  columns = {time};
  const auto names = column_names();
  for (const auto& word : base::split(*wanted, ',')) {
    const auto column = column_named(word);
    if (!column) {
      auto problem = bad_parameter("fields", fmt::format("'fields' has no '{}'; accepted are: {}.",
                                                         base::printable(word), base::join(names, ", ")));
      problem.did_you_mean = base::nearest(word, names);
      return refuse(std::move(problem));
    }
    if (!among(columns, *column)) columns.push_back(*column);
  }
  return columns;
}

Fill fill_named(const std::string& word) {
  return word == "null" ? Fill::null : word == "prev" ? Fill::previous : Fill::none;
}

Format format_named(const std::string& word) {
  if (word == "json-columns") return Format::columns;
  if (word == "json-objects") return Format::objects;
  if (word == "csv") return Format::csv;
  return word == "ndjson" ? Format::ndjson : Format::rows;
}

// The format that Accept asks for, where it names one of ours.
std::string_view accepted_format(const net::Headers& headers) {
  const auto accept = headers.find("Accept").value_or("");
  if (accept.starts_with("text/csv")) return "csv";
  return accept.starts_with("application/x-ndjson") ? "ndjson" : "json";
}

// The first slot that there can be anything to say of.
market::Time beginning(const Stored& source, const market::Timeframe& timeframe, market::Time otherwise) {
  auto first = otherwise;
  if (source.info.first) first = std::min(first, *source.info.first);
  if (source.info.wanted) first = std::min(first, source.info.wanted->from);
  return timeframe.floor(first);
}

// Start and end as given, onto the grid and up to the running bucket.
Or<CandlePlan> with_window(CandlePlan plan, const Query& query, market::Time now) {
  const auto& timeframe = plan.series.timeframe;
  WANT(const auto start, query.time("start", now));
  WANT(const auto end, query.time("end", now));
  if (start && end && *end <= *start) {
    return refuse(bad_parameter(
        "end", fmt::format("'end' ({}) is not after 'start' ({}).", market::rfc3339(*end), market::rfc3339(*start))));
  }
  const auto newest = timeframe.next(timeframe.floor(now));
  plan.window.until = end ? std::min(timeframe.ceil(*end), newest) : newest;
  plan.window.from = start ? timeframe.ceil(*start) : beginning(plan.source, timeframe, plan.window.until);
  plan.window.from = std::min(plan.window.from, plan.window.until);
  plan.newest = !start;
  plan.ends_given = start && end;
  return plan;
}

}  // namespace

std::vector<Parameter> candle_parameters() {
  return {
      {"series", "exchange:BASE/QUOTE, for example binance:BTC/USDT", {}, true},
      {"interval", "timeframe, stored or made of a finer one: 1m 5m 1h 1d 1w 1M"},
      {"start", "first open time: RFC 3339, seconds, milliseconds or now-7d"},
      {"end", "open time to end before, as start"},
      {"limit", "most rows, 1 to 10000; 500 unless start and end are both given"},
      {"order", "oldest or newest first", {"asc", "desc"}},
      {"fill", "what becomes of empty slots", {"none", "null", "prev"}},
      {"fields", "columns, separated by commas"},
      {"format", "how the rows are written", {"json", "json-columns", "json-objects", "csv", "ndjson"}},
      {"num", "prices as numbers or as strings", {"number", "string"}},
      {"require", "complete: 409 where a slot is missing", {"complete"}},
  };
}

const Stored* best_source(std::span<const Stored> stored, const market::Timeframe& timeframe) {
  const Stored* best = nullptr;
  for (const auto& candidate : stored) {  // Shortest first: the last that fits is the coarsest.
    const auto& finer = candidate.info.series.timeframe;
    if (finer == timeframe) return &candidate;
    if (timeframe.made_of(finer)) best = &candidate;
  }
  return best;
}

std::vector<std::string> offered_timeframes(std::span<const Stored> stored) {
  std::vector<market::Timeframe> found;
  for (const auto& timeframe : market::timeframes()) {
    if (best_source(stored, timeframe) != nullptr) found.push_back(timeframe);
  }
  for (const auto& each : stored) {
    if (!among(found, each.info.series.timeframe)) found.push_back(each.info.series.timeframe);
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) { return a < b; });
  std::vector<std::string> names;
  for (const auto& timeframe : found) names.push_back(timeframe.text());
  return names;
}

Or<Asked> asked_series(Shelf& shelf, const Query& query) {
  WANT(auto series, series_named(query));
  WANT(const auto stored, shelf.of(series.venue, series.symbol));
  if (stored.empty()) return refuse(shelf.unknown(series.venue + ":" + series.symbol));
  const Stored* source = best_source(stored, series.timeframe);
  if (source == nullptr) {
    const auto offered = offered_timeframes(stored);
    auto problem = bad_parameter(
        "interval", fmt::format("{} of {}:{} is neither stored nor can it be made; there are: {}.",
                                series.timeframe.text(), series.venue, series.symbol, base::join(offered, ", ")));
    problem.did_you_mean = offered;
    return refuse(std::move(problem));
  }
  return Asked{std::move(series), *source};
}

Or<CandlePlan> plan_candles(Shelf& shelf, const Call& call) {
  const auto& query = call.query;
  WANT(auto asked, asked_series(shelf, query));
  CandlePlan plan{.series = std::move(asked.series), .source = std::move(asked.source), .window = {}};
  plan.fill = fill_named(query.text("fill"));
  plan.format = format_named(query.text("format", accepted_format(call.request.headers)));
  plan.descending = query.text("order") == "desc";
  plan.quoted = query.text("num") == "string";
  plan.complete_only = query.text("require") == "complete";
  WANT(plan.columns, columns_of(query, plan.fill));
  WANT(const auto limit, query.whole("limit", rows_usual, 1, rows_max));
  WANT(plan, with_window(std::move(plan), query, call.now));
  if (query.find("limit") || !plan.ends_given) plan.limit = static_cast<std::size_t>(limit);
  return plan;
}

}  // namespace serve
