#include "base/text.hpp"
#include "control/shelf.hpp"
#include "control/slots.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

namespace control {

namespace {

base::Result<SlotCounts> counts_of(Shelf& shelf, const store::SeriesInfo& info, market::Time now) {
  const auto extent = extent_of(info, now);
  TRY(const auto* reader, shelf.reader(info.series.venue));
  TRY(const auto known, reader->known(info.id, extent));
  return count_slots(info.series.timeframe, extent, known);
}

base::Result<int> list(Context& context) {
  TRY(auto shelf, Shelf::open(context));
  TRY(const auto infos, shelf.pick(context.arguments().one("SELECTOR").value_or("")));
  Table table({{"series", "SERIES"},
               {"first", "FIRST"},
               {"last", "LAST"},
               {"rows", "ROWS", true},
               {"completeness", "COMPLETE", true},
               {"missing", "MISSING", true},
               {"venue_symbol", ""},
               {"slots", ""}});
  for (const auto& info : infos) {
    TRY(const auto counts, counts_of(shelf, info, context.now()));
    table.add({cell(info.series.text()), cell(info.first), cell(info.last), cell(info.rows),
               cell_percent(counts.completeness()), cell(counts.missing), cell(info.venue_symbol),
               cell_json("", counts.json())});
  }
  if (infos.empty()) context.note("nothing is stored yet; wick fetch collects");
  CHECK(context.show("series", std::move(table)));
  return 0;
}

std::string span_text(const std::optional<market::Span>& span) {
  return span ? fmt::format("{} to {}", market::rfc3339(span->from), market::rfc3339(span->until)) : "-";
}

std::string span_json(const std::optional<market::Span>& span) {
  if (!span) return "null";
  return fmt::format("{{\"start\":{},\"end\":{}}}", market::ms_of(span->from), market::ms_of(span->until));
}

base::Result<int> show(Context& context) {
  TRY(const auto series, market::Series::parse(context.arguments().one("SERIES").value_or("")));
  TRY(auto shelf, Shelf::open(context));
  TRY(const auto info, shelf.find(series));
  TRY(const auto counts, counts_of(shelf, info, context.now()));
  TRY(const auto* reader, shelf.reader(series.venue));
  TRY(const auto conflicts, reader->conflicts(info.id, false));
  const auto first = cell(info.first);
  const auto last = cell(info.last);
  const auto listed = cell(info.listed);
  const auto complete = cell_percent(counts.completeness());
  if (context.json()) {
    CHECK(context.print(fmt::format(
        "{{\"series\":{},\"venue_symbol\":{},\"first\":{},\"last\":{},\"rows\":{},\"wanted\":{},\"listed\":{},"
        "\"slots\":{},\"completeness\":{},\"conflicts\":{}}}\n",
        base::json_quote(series.text()), base::json_quote(info.venue_symbol), first.json, last.json, info.rows,
        span_json(info.wanted), listed.json, counts.json(), complete.json, conflicts.size())));
    return 0;
  }
  CHECK(
      context.print(fmt::format("series          {}\nvenue's symbol  {}\nfirst           {}\nlast            {}\n"
                                "candles         {}\nwanted          {}\nlisted          {}\n",
                                series.text(), info.venue_symbol, first.text, last.text, grouped(info.rows),
                                span_text(info.wanted), listed.text)));
  CHECK(
      context.print(fmt::format("complete        {}\n  held          {}\n  no trades     {}\n  outage        {}\n"
                                "  not listed    {}\n  missing       {}\nconflicts       {}\n",
                                complete.text, grouped(counts.held), grouped(counts.no_trade), grouped(counts.outage),
                                grouped(counts.before_listing), grouped(counts.missing), conflicts.size())));
  return 0;
}

}  // namespace

std::vector<Command> series_verbs() {
  Command ls;
  ls.path = "series ls";
  ls.summary = "what is stored: range, rows, completeness";
  ls.examples = "wick series ls\nwick series ls 'binance:*/USDT'\nwick series ls --json";
  ls.notes = "A series is complete as far as its slots are held or had no trades, of those since its listing.";
  ls.positionals = {{"SELECTOR", "such as binance:*, BTC/USDT or *:BTC/*@1h (default all)", false}};
  ls.run = list;
  Command one;
  one.path = "series show";
  one.summary = "one series in full";
  one.examples = "wick series show binance:BTC/USDT@1m";
  one.positionals = {{"SERIES", "EXCHANGE:BASE/QUOTE@TIMEFRAME"}};
  one.run = show;
  return {ls, one};
}

}  // namespace control
