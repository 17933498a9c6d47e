#include "base/text.hpp"
#include "control/context.hpp"
#include "control/venues.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

namespace control {

namespace {

std::vector<std::string> timeframes_of(const venue::Facts& facts) {
  std::vector<std::string> texts;
  for (const auto& [timeframe, code] : facts.timeframes) texts.push_back(timeframe.text());
  return texts;
}

Cell list_cell(std::vector<std::string> texts) {
  const auto words = base::join(texts, " ");
  for (auto& text : texts) text = base::json_quote(text);
  return cell_json(words.empty() ? "-" : words, "[" + base::join(texts, ",") + "]");
}

base::Result<int> list(Context& context) {
  TRY(const auto* settings, context.settings());
  TRY(const auto venues, load_venues(*settings));
  Table table({{"id", "EXCHANGE"},
               {"name", "NAME"},
               {"timeframes", "TIMEFRAMES"},
               {"page_rows", "ROWS A PAGE", true},
               {"closed", ""},
               {"rest", "ADDRESS"}});
  for (const auto& [id, facts] : venues.all()) {
    table.add({cell(id), cell(facts.closed ? facts.name + " (closed)" : facts.name), list_cell(timeframes_of(facts)),
               cell(std::int64_t{facts.paging.rows}),
               cell_json(facts.closed.value_or("-"), facts.closed ? base::json_quote(*facts.closed) : "null"),
               cell(facts.rest)});
  }
  CHECK(context.show("exchanges", std::move(table)));
  return 0;
}

std::string facts_json(const venue::Facts& facts) {
  return fmt::format(
      "{{\"id\":{},\"name\":{},\"docs\":{},\"read_on\":{},\"rest\":{},\"stream\":{},\"closed\":{},\"timeframes\":{},"
      "\"page_rows\":{},\"quiet\":{},\"requests\":{},\"per_ms\":{},\"volume_unit\":{}}}\n",
      base::json_quote(facts.id), base::json_quote(facts.name), base::json_quote(facts.docs),
      base::json_quote(facts.read_on), base::json_quote(facts.rest), base::json_quote(facts.stream),
      facts.closed ? base::json_quote(*facts.closed) : "null", list_cell(timeframes_of(facts)).json, facts.paging.rows,
      facts.quiet == venue::Quiet::filled ? "\"filled\"" : "\"absent\"", facts.limit.requests, facts.limit.per.count(),
      base::json_quote(facts.volume_unit));
}

std::string facts_text(const venue::Facts& facts) {
  auto out = fmt::format("{}  {}\n", facts.id, facts.name);
  if (facts.closed) out += fmt::format("closed          {}\n", *facts.closed);
  out += fmt::format("address         {}\n", facts.rest);
  if (!facts.stream.empty()) out += fmt::format("stream          {}\n", facts.stream);
  out += fmt::format("timeframes      {}\n", base::join(timeframes_of(facts), " "));
  out += fmt::format("rows a page     {}\n", facts.paging.rows);
  out += fmt::format("quiet slots     {}\n",
                     facts.quiet == venue::Quiet::filled ? "filled with flat candles" : "left out of answers");
  if (facts.limit.requests > 0) {
    out += fmt::format("limit           {} in {} s\n", facts.limit.requests,
                       std::chrono::duration<double>(facts.limit.per).count());
  }
  if (facts.depth) out += fmt::format("reaches back    {} days\n", *facts.depth / std::chrono::hours{24});
  return out + fmt::format("volume in       {} units\nfacts from      {} ({})\n", facts.volume_unit, facts.docs,
                           facts.read_on);
}

base::Result<int> show(Context& context) {
  TRY(const auto* settings, context.settings());
  TRY(const auto venues, load_venues(*settings));
  TRY(const auto* facts, venues.find(context.arguments().one("EXCHANGE").value_or("")));
  CHECK(context.print(context.json() ? facts_json(*facts) : facts_text(*facts)));
  return 0;
}

}  // namespace

std::vector<Command> venue_verbs() {
  Command ls;
  ls.path = "venue ls";
  ls.summary = "exchanges that wick can read";
  ls.examples = "wick venue ls\nwick venue ls --quiet";
  ls.run = list;
  Command one;
  one.path = "venue show";
  one.summary = "what is known of one exchange: timeframes, pages, limits";
  one.examples = "wick venue show binance";
  one.positionals = {{"EXCHANGE", "its id, as wick venue ls prints it"}};
  one.run = show;
  return {ls, one};
}

}  // namespace control
