#include "serve/candle_text.hpp"

namespace serve {

std::unique_ptr<CandleText> candle_text(const CandlePlan& plan) {
  return plan.format == Format::columns ? column_text(plan) : line_text(plan);
}

std::string_view media_type(Format format) {
  switch (format) {
    case Format::csv: return "text/csv; charset=utf-8";
    case Format::ndjson: return "application/x-ndjson";
    default: return "application/json";
  }
}

std::string candle_head(const CandlePlan& plan) {
  Json json;
  json.object().field("series", plan.series.venue + ":" + plan.series.symbol);
  json.field("interval", plan.series.timeframe.text()).key("derived_from");
  if (plan.derived()) {
    json.value(plan.source.info.series.timeframe.text());
  } else {
    json.raw("null");
  }
  return std::move(json).text();
}

std::string candle_foot(const CandleSummary& summary) {
  Json json;
  json.object();
  write_holes(json, summary.holes);
  write_slots(json, summary.slots);
  json.key("next");
  if (summary.next.empty()) {
    json.raw("null");
  } else {
    json.value(summary.next);
  }
  return json.end().text().substr(1);
}

}  // namespace serve
