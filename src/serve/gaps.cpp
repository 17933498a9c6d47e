#include "base/text.hpp"
#include "serve/catalogue.hpp"
#include "serve/holes.hpp"
#include "serve/quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace serve {

namespace {

constexpr std::size_t gaps_max = 5000;

Or<market::Selector> selector_of(const Query& query) {
  auto selector = market::Selector::parse(query.text("selector"));
  if (!selector) return refuse(bad_parameter("selector", fmt::format("'selector': {}.", selector.error().what)));
  return *std::move(selector);
}

// Missing wanted slots and outages of one series.
base::Result<std::vector<Hole>> holes_of(const Stored& stored, market::Time now) {
  const auto& [info, reader] = stored;
  if (!info.wanted) return std::vector<Hole>{};
  const auto& timeframe = info.series.timeframe;
  market::Span window{timeframe.floor(info.wanted->from),
                      std::min(timeframe.ceil(info.wanted->until), timeframe.floor(now))};
  if (window.empty()) return std::vector<Hole>{};
  TRY(const auto known, reader->known(info.id, window));
  TRY(const auto ledger, reader->gaps(info.id, window));
  return holes(runs(timeframe, window, known, now, Partial::is_ok), ledger);
}

struct Listed {
  const Stored* stored;
  Hole hole;
  std::int64_t slots;
};

void write_gap(Json& json, const Listed& listed) {
  const auto& series = listed.stored->info.series;
  const auto& hole = listed.hole;
  json.object().field("series", series.venue + ":" + series.symbol).field("interval", series.timeframe.text());
  json.field("start", hole.span.from).field("end", hole.span.until).field("slots", listed.slots);
  json.field("kind", hole.kind).field("reason", hole.reason).field("attempts", hole.attempts);
  json.field("next_try", hole.next_try).end();
}

Answer write_gaps(std::vector<Listed> found) {
  // The longest first; of equal ones, the order of the catalogue.
  std::ranges::sort(found, [](const Listed& a, const Listed& b) {
    return std::tuple(b.slots, a.stored, a.hole.span) < std::tuple(a.slots, b.stored, b.hole.span);
  });
  Json json;
  json.object().key("gaps").array();
  for (const auto& listed : std::span{found}.first(std::min(found.size(), gaps_max))) write_gap(json, listed);
  json.end();
  if (found.size() > gaps_max) json.field("gaps_left_out", found.size() - gaps_max);
  return json_reply(json.end().text());
}

}  // namespace

std::vector<Parameter> gaps_parameters() {
  return {{"selector", "which series: binance:BTC/USDT@1m, bitfinex:*, BTC/*; all without it"},
          {"kind", "only these", {"missing", "outage"}},
          {"min", "only gaps of at least so many slots"}};
}

Answer answer_gaps(Shelf& shelf, const Call& call) {
  WANT(const auto selector, selector_of(call.query));
  WANT(const auto least, call.query.whole("min", 1, 1, INT64_MAX));
  WANT(const auto stored, shelf.picked_by(selector));
  std::vector<Listed> found;
  for (const auto& each : stored) {
    WANT(auto holes, holes_of(each, call.now));
    for (auto& hole : holes) {
      const auto slots = each.info.series.timeframe.slots_in(hole.span);
      if (slots < least || call.query.text("kind", hole.kind) != hole.kind) continue;
      found.push_back({&each, std::move(hole), slots});
    }
  }
  return write_gaps(std::move(found));
}

base::Result<std::vector<collect::BackfillSpec>> repairs(Shelf& shelf, const market::Selector& selector) {
  TRY(const auto stored, shelf.picked_by(selector));
  // What one symbol lacks: its timeframes and the span around its gaps.
  struct Lack {
    std::vector<market::Timeframe> timeframes;
    market::Span span{market::time_max, market::Time{}};
  };
  std::map<std::pair<std::string, std::string>, Lack> lacks;
  for (const auto& [info, reader] : stored) {
    if (!info.wanted) continue;
    TRY(const auto gaps, reader->gaps(info.id, *info.wanted));
    if (gaps.empty()) continue;
    auto& lack = lacks[{info.series.venue, info.series.symbol}];
    lack.timeframes.push_back(info.series.timeframe);
    lack.span = {std::min(lack.span.from, gaps.front().span.from), std::max(lack.span.until, gaps.back().span.until)};
  }
  std::vector<collect::BackfillSpec> specs;
  for (auto& [name, lack] : lacks) {
    const auto same = std::ranges::find_if(
        specs, [&](const auto& spec) { return spec.venue == name.first && spec.timeframes == lack.timeframes; });
    if (same == specs.end()) {
      specs.push_back({name.first, {name.second}, lack.timeframes, lack.span.from, lack.span.until});
    } else {
      same->symbols.push_back(name.second);
      same->from = std::min(*same->from, lack.span.from);
      same->until = std::max(*same->until, lack.span.until);
    }
  }
  return specs;
}

}  // namespace serve
