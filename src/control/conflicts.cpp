#include "base/text.hpp"
#include "control/shelf.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

#include <charconv>

namespace control {

using base::Code;

namespace {

std::string values_of(const market::Candle& candle) {
  return fmt::format("{} {} {} {} {}", candle.open.text(), candle.high.text(), candle.low.text(), candle.close.text(),
                     candle.volume ? candle.volume->text() : "-");
}

std::string json_of(const market::Candle& candle) {
  return fmt::format("{{\"open\":{},\"high\":{},\"low\":{},\"close\":{},\"volume\":{}}}", candle.open.text(),
                     candle.high.text(), candle.low.text(), candle.close.text(),
                     candle.volume ? candle.volume->text() : "null");
}

Cell candle_cell(const market::Candle& candle) {
  return cell_json(values_of(candle), json_of(candle));
}

base::Result<int> list(Context& context) {
  TRY(auto shelf, Shelf::open(context));
  TRY(const auto infos, shelf.pick(context.arguments().one("SELECTOR").value_or("")));
  Table table({{"id", "ID"},
               {"series", "SERIES"},
               {"time", "TIME"},
               {"served", "SERVED o h l c v"},
               {"served_source", "FROM"},
               {"other", "OTHER o h l c v"},
               {"other_source", "FROM"},
               {"rule", "RULE"},
               {"settled", ""}});
  for (const auto& info : infos) {
    TRY(const auto* reader, shelf.reader(info.series.venue));
    TRY(const auto conflicts, reader->conflicts(info.id, context.arguments().has("--all")));
    for (const auto& one : conflicts) {
      table.add({cell(fmt::format("{}:{}", info.series.venue, one.id)), cell(info.series.text()),
                 cell(one.served.open_time), candle_cell(one.served), cell(one.served_from.source),
                 candle_cell(one.other), cell(one.other_from.source), cell(one.rule),
                 cell_json(one.settled ? "yes" : "no", one.settled ? "true" : "false")});
    }
  }
  if (table.size() == 0) context.note("no conflicts");
  if (table.size() != 0 || context.json()) CHECK(context.show("conflicts", std::move(table)));
  return 0;
}

struct ConflictId {
  std::string venue;
  std::int64_t number = 0;
};

base::Result<ConflictId> parse_id(const std::string& text) {
  ConflictId id;
  const auto colon = text.find(':');
  id.venue = text.substr(0, colon);
  if (colon != std::string::npos) {
    const auto* end = text.data() + text.size();
    const auto [rest, problem] = std::from_chars(text.data() + colon + 1, end, id.number);
    if (problem == std::errc{} && rest == end) return id;
  }
  return base::fail(Code::usage, fmt::format("'{}' is not the id of a conflict; expected EXCHANGE:NUMBER as wick "
                                             "conflicts ls prints it",
                                             base::printable(text, 40)));
}

base::Result<int> resolve(Context& context) {
  TRY(const auto id, parse_id(context.arguments().one("ID").value_or("")));
  TRY(const auto* settings, context.settings());
  const auto use = context.arguments().one("--use");
  if (!use) return base::fail(Code::usage, "wick conflicts resolve needs --use served or --use other");
  TRY(auto shelf, Shelf::open(context));
  TRY(const auto venues, shelf.library().venues());
  if (std::ranges::find(venues, id.venue) == venues.end()) {
    return base::fail(Code::not_found, fmt::format("nothing of '{}' is stored{}", base::printable(id.venue, 40),
                                                   base::did_you_mean(id.venue, venues)));
  }
  TRY(auto library, store::Library::open_to_write(settings->data, "conflicts resolve"));
  TRY(auto* writer, library.writer(id.venue));
  CHECK(writer->settle_conflict(id.number, *use == "other"));
  context.note(
      fmt::format("conflict {}: the {} candle is served; both stay on record", *context.arguments().one("ID"), *use));
  return 0;
}

}  // namespace

std::vector<Command> conflicts_verbs() {
  Command ls;
  ls.path = "conflicts ls";
  ls.summary = "candles that two answers tell differently";
  ls.examples = "wick conflicts ls\nwick conflicts ls binance:BTC/USDT@1m --all --json";
  ls.positionals = {{"SELECTOR", "such as binance:*, BTC/USDT or *:BTC/*@1h (default all)", false}};
  ls.flags = {{"--all", "", "also those that are settled"}};
  ls.run = list;
  Command one;
  one.path = "conflicts resolve";
  one.summary = "chooses which of the two is served";
  one.examples = "wick conflicts resolve binance:17 --use other";
  one.notes = "Both candles stay on record: see wick why.";
  one.positionals = {{"ID", "as wick conflicts ls prints it"}};
  one.flags = {{"--use", "WHICH", "the candle that is served from now on", "", {"served", "other"}}};
  one.run = resolve;
  return {ls, one};
}

}  // namespace control
