#include "serve/candle_plan.hpp"
#include "serve/candles.hpp"
#include "serve/catalogue.hpp"
#include "serve/json.hpp"

#include <fmt/format.h>

namespace serve {

namespace {

void write_origin(Json& json, const store::Reader::Origin& origin) {
  const auto& candle = origin.candle;
  const auto& from = origin.provenance;
  json.object().field("source", from.source).field("evidence", store::name(from.evidence)).field("written", from.at);
  json.field("job", from.job).field("open", candle.open).field("high", candle.high).field("low", candle.low);
  json.field("close", candle.close).field("volume", candle.volume).field("quote_volume", candle.quote_volume);
  json.field("trades", candle.trades).field("taker_base", candle.taker_base).field("taker_quote", candle.taker_quote);
  json.field("note", origin.note).end();
}

}  // namespace

std::vector<Parameter> revision_parameters() {
  return {{"series", "exchange:BASE/QUOTE", {}, true},
          {"interval", "a stored timeframe"},
          {"time", "open time of the candle: RFC 3339, seconds or milliseconds", {}, true}};
}

Answer answer_revisions(Shelf& shelf, const Call& call) {
  WANT(const auto asked, asked_series(shelf, call.query));
  WANT(const auto time, call.query.time("time", call.now));
  const auto& [info, reader] = asked.source;
  if (info.series.timeframe != asked.series.timeframe) {
    return refuse(bad_parameter("interval", fmt::format("{} is made of {}; only stored candles have revisions.",
                                                        asked.series.timeframe.text(), info.series.timeframe.text())));
  }
  WANT(const auto origins, reader->why(info.id, *time));
  Json json;
  json.object().field("series", info.series.venue + ":" + info.series.symbol);
  json.field("interval", info.series.timeframe.text()).field("time", *time).key("revisions").array();
  for (const auto& origin : origins) write_origin(json, origin);
  return json_reply(json.end().end().text());
}

}  // namespace serve
