#include "base/text.hpp"
#include "control/shelf.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

namespace control {

namespace {

Cell number(const std::optional<base::Decimal>& value) {
  return value ? cell_json(value->text(), value->text()) : cell_json("-", "null");
}

base::Result<int> nothing(Context& context, const store::Reader& reader, const store::SeriesInfo& info,
                          market::Time open) {
  const market::Span bucket{open, info.series.timeframe.next(open)};
  TRY(const auto known, reader.known(info.id, bucket));
  const auto where = fmt::format("{} has no candle at {}", info.series.text(), market::rfc3339(open));
  if (!known.empty()) {
    context.note(fmt::format("{}: the exchange confirmed {}", where, market::name(known.front().state)));
    return base::exit_code(base::Code::not_found);
  }
  TRY(const auto gaps, reader.gaps(info.id, bucket));
  const auto reason = gaps.empty() ? "nobody asked for it" : gaps.front().reason;
  return base::fail(base::Code::not_found, fmt::format("{}: {}", where, reason));
}

base::Result<int> why(Context& context) {
  const auto& arguments = context.arguments();
  TRY(const auto series, market::Series::parse(arguments.one("SERIES").value_or("")));
  TRY(const auto at, market::parse_time(arguments.one("TIME").value_or(""), context.now()));
  TRY(auto shelf, Shelf::open(context));
  TRY(const auto info, shelf.find(series));
  TRY(const auto* reader, shelf.reader(series.venue));
  const auto open = series.timeframe.floor(at);
  TRY(const auto origins, reader->why(info.id, open));
  if (origins.empty()) return nothing(context, *reader, info, open);
  Table table({{"revision", "REV", true},
               {"written", "WRITTEN"},
               {"source", "SOURCE"},
               {"evidence", "EVIDENCE"},
               {"open", "OPEN", true},
               {"high", "HIGH", true},
               {"low", "LOW", true},
               {"close", "CLOSE", true},
               {"volume", "VOLUME", true},
               {"job", "JOB"},
               {"note", "NOTE"}});
  auto revision = static_cast<std::int64_t>(origins.size());
  for (const auto& [candle, provenance, note] : origins) {
    table.add({cell(revision--), cell(provenance.at), cell(provenance.source), cell(store::name(provenance.evidence)),
               number(candle.open), number(candle.high), number(candle.low), number(candle.close),
               number(candle.volume), cell(provenance.job), cell(note)});
  }
  CHECK(context.show("revisions", std::move(table)));
  return 0;
}

}  // namespace

std::vector<Command> why_verbs() {
  Command command;
  command.path = "why";
  command.summary = "where one candle came from, and what it replaced";
  command.examples = "wick why binance:BTC/USDT@1m 2024-03-05T14:31:00Z";
  command.notes = "The served candle first, then what the ledger kept, newest first.";
  command.positionals = {{"SERIES", "EXCHANGE:BASE/QUOTE@TIMEFRAME"}, {"TIME", "any moment within the candle"}};
  command.run = why;
  return {command};
}

}  // namespace control
