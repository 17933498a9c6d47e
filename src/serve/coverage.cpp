#include "serve/candle_pager.hpp"
#include "serve/catalogue.hpp"
#include "serve/holes.hpp"
#include "serve/quality.hpp"

#include <fmt/format.h>

namespace serve {

namespace {

constexpr std::size_t buckets_max = 20'000;
constexpr std::int64_t spans_max = 10'000;

// From the wish, else from what is stored, to the newest closed slot; each end as given where it is.
Or<market::Span> window_of(const Asked& asked, const Call& call) {
  const auto& timeframe = asked.series.timeframe;
  const auto& info = asked.source.info;
  WANT(const auto start, call.query.time("start", call.now));
  WANT(const auto end, call.query.time("end", call.now));
  if (start && end && *end <= *start) return refuse(bad_parameter("end", "'end' is not after 'start'."));
  const auto closed = timeframe.floor(call.now);
  market::Span window{closed, end ? std::min(timeframe.ceil(*end), closed) : closed};
  if (info.first) window.from = std::min(window.from, *info.first);
  if (info.wanted) window.from = std::min(window.from, info.wanted->from);
  window.from = start ? timeframe.ceil(*start) : timeframe.floor(window.from);
  window.from = std::min(window.from, window.until);
  return window;
}

// A quiet market has a span for every minute or two: where there are too many, short ones are joined.
void write_spans(Json& json, const market::Timeframe& timeframe, market::Span window, std::span<const Run> all) {
  std::vector<Run> fewer;
  std::span<const Run> runs = all;
  if (std::ssize(all) > spans_max) {
    const auto slots = timeframe.slots_in(window) / spans_max + 1;
    const auto length = std::chrono::duration_cast<std::chrono::milliseconds>(slots * timeframe.about());
    runs = fewer = coarser(all, length);
    json.field("joined_ms", length.count());
  }
  json.key("spans").array();
  for (const auto& run : runs) {
    json.array().value(run.span.from).value(run.span.until).value(name(run.slot)).end();
  }
  json.end();
}

void write_buckets(Json& json, std::span<const BucketCounts> buckets) {
  json.key("buckets").array();
  for (const auto& [open, counts] : buckets) {
    json.array().value(open).value(counts.ok).value(counts.no_trade).value(counts.outage);
    json.value(counts.before_listing).value(counts.missing).end();
  }
  json.end();
}

Or<std::vector<BucketCounts>> buckets_of(const market::Timeframe& bucket, const market::Timeframe& timeframe,
                                         market::Span window, std::span<const Run> runs) {
  if (!bucket.made_of(timeframe)) {
    return refuse(bad_parameter(
        "bucket", fmt::format("Whole candles of {} do not fill a bucket of {}.", timeframe.text(), bucket.text())));
  }
  if (bucket.slots_in(window) > static_cast<std::int64_t>(buckets_max)) {
    return refuse(
        bad_parameter("bucket", fmt::format("{} makes more than {} buckets; take a longer one or a shorter range.",
                                            bucket.text(), buckets_max)));
  }
  return count_by(bucket, timeframe, runs);
}

}  // namespace

std::vector<Parameter> coverage_parameters() {
  return {{"series", "exchange:BASE/QUOTE", {}, true},
          {"interval", "timeframe, stored or made of a finer one"},
          {"start", "RFC 3339, seconds, milliseconds or now-7d; else what is wanted or stored"},
          {"end", "as start; else the newest closed slot"},
          {"bucket", "a timeframe: counts for each of its buckets"}};
}

Answer answer_coverage(Shelf& shelf, const Call& call) {
  WANT(const auto asked, asked_series(shelf, call.query));
  WANT(const auto window, window_of(asked, call));
  WANT(const auto bucket, call.query.timeframe("bucket"));
  const auto& timeframe = asked.series.timeframe;
  WANT(const auto known, asked.source.reader->known(asked.source.info.id, window));
  const auto found = runs(timeframe, window, known, call.now, Partial::is_missing);
  Json json;
  json.object().field("series", asked.series.venue + ":" + asked.series.symbol).field("interval", timeframe.text());
  json.field("start", window.from).field("end", window.until);
  write_spans(json, timeframe, window, found);
  write_slots(json, count(timeframe, found));
  if (bucket) {
    WANT(const auto buckets, buckets_of(*bucket, timeframe, window, found));
    write_buckets(json, buckets);
  }
  return json_reply(json.end().text());
}

}  // namespace serve
