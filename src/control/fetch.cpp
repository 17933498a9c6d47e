#include "base/text.hpp"
#include "control/remote.hpp"
#include "control/venues.hpp"
#include "control/verbs.hpp"
#include "control/working.hpp"

#include <fmt/format.h>

namespace control {

using base::Code;

namespace {

// `wick fetch binance:BTC/USDT@1m`: the selector says what --exchange, --symbols and --timeframes would.
base::Done apply_selector(const std::string& text, collect::BackfillSpec& spec) {
  TRY(const auto selector, market::Selector::parse(text));
  const auto venue = selector.venue();
  if (!venue) {
    return base::fail(Code::usage,
                      fmt::format("'{}' names no exchange; expected EXCHANGE:BASE/QUOTE@TIMEFRAME, such as "
                                  "binance:BTC/USDT@1m",
                                  base::printable(text, 80)));
  }
  spec.venue = *venue;
  spec.symbols = {selector.symbol()};
  if (selector.timeframe()) spec.timeframes = {*selector.timeframe()};
  return {};
}

base::Done read_timeframes(const std::vector<std::string>& words, collect::BackfillSpec& spec) {
  if (words.empty()) return {};
  spec.timeframes.clear();
  for (const auto& word : words) {
    TRY(const auto timeframe, market::Timeframe::parse(word));
    spec.timeframes.push_back(timeframe);
  }
  return {};
}

base::Result<collect::BackfillSpec> read_spec(Context& context) {
  const auto& arguments = context.arguments();
  collect::BackfillSpec spec;
  spec.timeframes = {market::m1};
  if (const auto selector = arguments.one("SELECTOR")) CHECK(apply_selector(*selector, spec));
  if (const auto exchange = arguments.one("--exchange")) spec.venue = *exchange;
  if (arguments.has("--symbols")) spec.symbols = arguments.list("--symbols");
  CHECK(read_timeframes(arguments.list("--timeframes"), spec));
  if (spec.venue.empty()) {
    return base::fail(Code::usage,
                      "wick fetch needs an exchange: --exchange binance, or a series such as "
                      "binance:BTC/USDT@1m; wick venue ls lists them");
  }
  if (spec.symbols.empty()) spec.symbols = {"*"};
  TRY(const auto range, context.range());
  spec.from = range.start;
  spec.until = range.end;
  if (spec.until && *spec.until > context.now()) {
    return base::fail(Code::usage, fmt::format("--end {} lies in the future; leave it out to fetch up to now",
                                               market::rfc3339(*spec.until)));
  }
  spec.again = arguments.has("--again");
  return spec;
}

// What can be told without network, before the data folder is locked.
base::Done check_spec(const Settings& settings, const collect::BackfillSpec& spec) {
  TRY(const auto venues, load_venues(settings));
  TRY(const auto* facts, venues.find(spec.venue));
  for (const auto& timeframe : spec.timeframes) {
    if (facts->code_of(timeframe)) continue;
    std::vector<std::string> offered;
    for (const auto& [known, code] : facts->timeframes) offered.push_back(known.text());
    return base::fail(Code::usage,
                      fmt::format("{} has no candles of {}{}; expected some of {}", spec.venue, timeframe.text(),
                                  base::did_you_mean(timeframe.text(), offered), base::join(offered, ", ")));
  }
  return {};
}

base::Result<int> fetch(Context& context) {
  TRY(const auto* settings, context.settings());
  TRY(auto spec, read_spec(context));
  CHECK(check_spec(*settings, spec));
  if (spec.symbols == std::vector<std::string>{"*"}) {
    context.note(fmt::format("all symbols of {}; choose some with --symbols", spec.venue));
  }
  TRY(const auto runner, open_runner(context.environment(), *settings, "fetch"));
  TRY(auto job, runner->start(spec, "backfill"));
  job.spec = std::move(spec);
  return work_through(context, *runner, job, true);
}

base::Result<int> resume(Context& context) {
  TRY(const auto* settings, context.settings());
  TRY(const auto runner, open_runner(context.environment(), *settings, "fetch resume"));
  TRY(const auto job, runner->resume(context.arguments().one("ID").value_or("")));
  return work_through(context, *runner, job, true);
}

}  // namespace

std::vector<Command> fetch_verbs() {
  Command command;
  command.path = "fetch";
  command.summary = "collects history, once";
  command.examples =
      "wick fetch --exchange binance --symbols BTC/USDT,ETH/USDT --start 2024-01-01 --end 2024-02-01\n"
      "wick fetch binance:BTC/USDT@1h --start now-30d\n"
      "wick fetch bitfinex:'*/USD'\n"
      "wick fetch resume";
  command.notes =
      "What is known already is not asked for again. Stop it with Ctrl-C whenever you like; wick fetch resume goes "
      "on.\n"
      "With --json: lines {\"type\":\"progress\",\"job\":{…}}, then "
      "{\"type\":\"summary\",\"job\":{…},\"void_slots\":N}.\n"
      "Exit code 3: finished, but slots are still missing. A daemon that holds the data folder does the work.";
  command.positionals = {{"SELECTOR", "such as binance:BTC/USDT@1m or 'binance:*/USDT', instead of the flags", false}};
  command.flags = {
      {"--exchange", "ID", "where from; wick venue ls lists them"},
      {"--symbols", "A/B,C/D", "which, with commas; * stands for anything (default all)", "", {}, true},
      {"--timeframes", "1m,1h", "which, with commas (default 1m)", "", {}, true},
      {"--start", "TIME",
       "from then on (default: from the exchange's first candle): 2024-03-05, ms since 1970, now-7d"},
      {"--end", "TIME", "up to then, not including it (default now)"},
      {"--again", "", "ask also for what is known, and compare"},
  };
  command.run = fetch;
  Command again;
  again.path = "fetch resume";
  again.summary = "goes on with a job that was stopped or failed";
  again.examples = "wick fetch resume\nwick fetch resume 7f31";
  again.positionals = {{"ID", "of the job (default: the newest that can go on)", false}};
  again.run = resume;
  return {command, again};
}

}  // namespace control
