#include "base/text.hpp"
#include "control/fill.hpp"
#include "control/flow.hpp"
#include "control/rows.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace control {

using base::Code;

namespace {

constexpr std::array basic_fields = {Field::time, Field::open, Field::high, Field::low, Field::close, Field::volume};
constexpr std::array optional_fields = {Field::quote_volume, Field::trades, Field::taker_base, Field::taker_quote};

bool has(const market::Candle& candle, Field field) {
  switch (field) {
    case Field::quote_volume: return candle.quote_volume.has_value();
    case Field::trades: return candle.trades.has_value();
    case Field::taker_base: return candle.taker_base.has_value();
    case Field::taker_quote: return candle.taker_quote.has_value();
    default: return true;
  }
}

// The optional columns that at least one candle of the answer has. Reads on only while some have not been seen.
base::Result<std::vector<Field>> stored_fields(const store::Reader& reader, const Flow& flow) {
  std::array<bool, optional_fields.size()> seen{};
  const auto look = [&](const market::Candles& piece) {
    for (std::size_t i = 0; i < seen.size(); ++i) {
      seen[i] =
          seen[i] || std::ranges::any_of(piece, [&](const auto& candle) { return has(candle, optional_fields[i]); });
    }
    return !std::ranges::all_of(seen, [](bool found) { return found; });
  };
  CHECK(reader.each(flow.from.id, flow.span, look));
  std::vector<Field> fields;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i]) fields.push_back(optional_fields[i]);
  }
  return fields;
}

base::Result<std::vector<Field>> named_fields(const std::vector<std::string>& words) {
  std::vector<std::string> known;
  for (int i = 0; i <= static_cast<int>(Field::filled); ++i) known.emplace_back(name(static_cast<Field>(i)));
  std::vector<Field> fields;
  for (const auto& word : words) {
    const auto field = field_of(word);
    if (!field) {
      return base::fail(Code::usage,
                        fmt::format("--fields: candles have no '{}'{}; expected some of {}", base::printable(word, 40),
                                    base::did_you_mean(word, known), base::join(known, ", ")));
    }
    fields.push_back(*field);
  }
  return fields;
}

base::Result<std::vector<Field>> choose_fields(Context& context, const store::Reader& reader, const Flow& flow) {
  const auto& arguments = context.arguments();
  if (arguments.has("--fields")) return named_fields(arguments.list("--fields"));
  std::vector<Field> fields(basic_fields.begin(), basic_fields.end());
  if (arguments.one("--columns").value_or("all") == "basic") return fields;
  TRY(const auto more, stored_fields(reader, flow));
  fields.insert(fields.end(), more.begin(), more.end());
  if (flow.derived()) fields.push_back(Field::parts);
  if (arguments.one("--fill").value_or("none") == "prev") fields.push_back(Field::filled);
  return fields;
}

RowStyle style_of(Context& context) {
  const auto& arguments = context.arguments();
  RowStyle style;
  style.format = arguments.one("--output").value_or(context.json() ? "json" : "csv");
  style.rfc3339 = arguments.one("--time").value_or(style.format == "table" ? "rfc3339" : "ms") == "rfc3339";
  return style;
}

void tell_source(Context& context, const Flow& flow) {
  if (!flow.derived()) return;
  context.note(fmt::format("{} is not stored; made of {}", flow.asked.text(), flow.from.series.text()));
}

void tell_missing(Context& context, const Flow& flow) {
  const auto missing = flow.settled.missing_in(flow.span);
  const auto first = missing.spans().front().from;
  context.note(
      fmt::format("{} of {} candles are missing in {} ranges, the first from {}; wick gaps {} tells why, wick "
                  "repair {} fetches them",
                  grouped(flow.missing), grouped(flow.asked.timeframe.slots_in(flow.span)), missing.spans().size(),
                  market::rfc3339(first), flow.from.series.text(), flow.from.series.text()));
}

// Gives the rows, and cuts the flow to what was given where a limit ended it.
base::Done write_rows(Shelf& shelf, Flow& flow, Fill fill, std::int64_t limit, RowWriter& writer) {
  Filler filler(flow, fill, limit, writer);
  CHECK(read_flow(shelf, flow,
                  [&](const market::Candle& candle, std::int64_t parts) { return filler.add(candle, parts); }));
  CHECK(filler.finish());
  if (writer.rows() >= limit) end_behind(flow, filler.last());
  return {};
}

base::Result<int> get(Context& context) {
  const auto& arguments = context.arguments();
  TRY(const auto asked, market::Series::parse(arguments.one("SERIES").value_or("")));
  TRY(const auto range, context.range());
  TRY(const auto limit, arguments.number("--limit", 1));
  const auto fill = fill_of(arguments.one("--fill").value_or("none"));
  TRY(auto shelf, Shelf::open(context));
  TRY(auto flow, plan_flow(shelf, asked, range, context.now()));
  if (arguments.has("--newest")) CHECK(keep_newest(shelf, flow, limit.value_or(500), fill != Fill::none));
  TRY(const auto* reader, shelf.reader(asked.venue));
  auto style = style_of(context);
  TRY(style.fields, choose_fields(context, *reader, flow));
  tell_source(context, flow);
  RowWriter writer(style, context.environment().out);
  // tidy: word because the REST interface calls it so
  CHECK(writer.begin(fmt::format("\"series\":{},\"interval\":{},\"made_of\":{},",
                                 base::json_quote(asked.venue + ":" + asked.symbol),
                                 base::json_quote(asked.timeframe.text()),
                                 flow.derived() ? base::json_quote(flow.from.series.timeframe.text()) : "null")));
  CHECK(write_rows(shelf, flow, fill, limit.value_or(INT64_MAX), writer));
  CHECK(writer.end(fmt::format(",\"slots\":{{\"expected\":{},\"returned\":{},\"missing\":{}}}",
                               asked.timeframe.slots_in(flow.span), writer.rows(), flow.missing)));
  if (flow.missing == 0) return 0;
  tell_missing(context, flow);
  return 3;
}

}  // namespace

std::vector<Command> get_verbs() {
  Command command;
  command.path = "get";
  command.summary = "the candles of a series, on stdout";
  command.examples =
      "wick get binance:BTC/USDT@1m > btc.csv\n"
      "wick get binance:BTC/USDT@1h --start 2024-01-01 --end 2024-02-01 -o ndjson\n"
      "wick get kraken:ETH/USD@1d --newest --limit 30 -o table";
  command.notes =
      "Ranges are half-open: --start belongs to it, --end does not. Without both: everything. Candles that have not\n"
      "closed are left out. A timeframe that is not stored is made of a finer one; its column `parts` counts those.\n"
      "Exit code 3: the data is given, but slots of the range are missing.";
  command.positionals = {{"SERIES", "EXCHANGE:BASE/QUOTE@TIMEFRAME, such as binance:BTC/USDT@1m"}};
  command.flags = {
      {"--start", "TIME", "the first candle opens then or later: 2024-03-05, 2024-03-05T14:30, ms since 1970, now-7d"},
      {"--end", "TIME", "the last candle opens before then"},
      {"--limit", "N", "at most N candles, the oldest of the range"},
      {"--newest", "", "with --limit: the newest of the range (default 500)"},
      {"--output", "FORMAT", "how to write them (default csv)", "-o", {"csv", "json", "ndjson", "table"}},
      {"--time", "FORM", "times as ms since 1970 (default) or in words (default of -o table)", "", {"ms", "rfc3339"}},
      {"--fill",
       "HOW",
       "slots without candle: left out (default), as nulls, or as the previous close with volume 0",
       "",
       {"none", "null", "prev"}},
      {"--columns",
       "WHICH",
       "time,open,high,low,close,volume, or these and all else that is stored (default all)",
       "",
       {"basic", "all"}},
  };
  command.run = get;
  return {command};
}

}  // namespace control
