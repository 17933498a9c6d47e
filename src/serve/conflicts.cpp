#include "base/text.hpp"
#include "serve/catalogue.hpp"
#include "serve/json.hpp"
#include "serve/quality.hpp"

#include <fmt/format.h>

namespace serve {

namespace {

constexpr std::size_t conflicts_max = 2000;

void write_side(Json& json, std::string_view key, const market::Candle& candle, const store::Provenance& from) {
  json.key(key).object().field("open", candle.open).field("high", candle.high).field("low", candle.low);
  json.field("close", candle.close).field("volume", candle.volume).field("source", from.source);
  json.field("evidence", store::name(from.evidence)).field("written", from.at).field("job", from.job).end();
}

void write_conflict(Json& json, const Stored& stored, const store::Conflict& conflict) {
  const auto& series = stored.info.series;
  // Ids count within an exchange; the exchange before them makes them ours.
  json.object().field("id", fmt::format("{}.{}", series.venue, conflict.id));
  json.field("series", series.venue + ":" + series.symbol).field("interval", series.timeframe.text());
  json.field("time", conflict.served.open_time).field("rule", conflict.rule).field("settled", conflict.settled);
  write_side(json, "served", conflict.served, conflict.served_from);
  write_side(json, "other", conflict.other, conflict.other_from);
  json.end();
}

}  // namespace

std::vector<Parameter> conflicts_parameters() {
  return {{"selector", "which series: binance:BTC/USDT@1m, bitfinex:*; all without it"},
          {"settled", "also those that are settled", {"true", "false"}}};
}

Answer answer_conflicts(Shelf& shelf, const Call& call) {
  const auto selector = market::Selector::parse(call.query.text("selector"));
  if (!selector) return refuse(bad_parameter("selector", fmt::format("'selector': {}.", selector.error().what)));
  WANT(const auto stored, shelf.picked_by(*selector));
  const bool settled_too = call.query.text("settled") == "true";
  std::size_t written = 0;
  Json json;
  json.object().key("conflicts").array();
  for (const auto& each : stored) {
    WANT(const auto found, each.reader->conflicts(each.info.id, settled_too));
    for (const auto& conflict : found) {
      if (written++ < conflicts_max) write_conflict(json, each, conflict);
    }
  }
  json.end();
  if (written > conflicts_max) json.field("conflicts_left_out", written - conflicts_max);
  return json_reply(json.end().text());
}

}  // namespace serve
