#include "base/text.hpp"
#include "control/shelf.hpp"
#include "control/slots.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace control {

namespace {

// A range of slots without candles, and why.
struct Stretch {
  market::Span span;
  std::string kind;  // "missing" or the name of a known state
  std::string reason;
  int attempts = 0;
  std::optional<market::Time> next_try;
};

base::Result<std::vector<Stretch>> stretches_of(const store::Reader& reader, const store::SeriesInfo& info,
                                                market::Span window, const std::string& kind) {
  std::vector<Stretch> stretches;
  if (kind == "missing" || kind == "all") {
    TRY(const auto gaps, reader.gaps(info.id, window));
    for (const auto& gap : gaps) stretches.push_back({gap.span, "missing", gap.reason, gap.attempts, gap.next_try});
  }
  TRY(const auto known, reader.known(info.id, window));
  for (const auto& piece : known) {
    const std::string state(market::name(piece.state));
    if (piece.state == market::State::held || (kind != "all" && kind != state)) continue;
    stretches.push_back({piece.span, state, "confirmed by the exchange", 0, std::nullopt});
  }
  std::ranges::sort(stretches, {}, [](const Stretch& stretch) { return stretch.span; });
  return stretches;
}

market::Span window_of(const store::SeriesInfo& info, const Range& range, market::Time now) {
  auto window = extent_of(info, now);
  if (range.start) window.from = std::max(window.from, *range.start);
  if (range.end) window.until = std::min(window.until, *range.end);
  return window;
}

base::Result<int> gaps(Context& context) {
  const auto& arguments = context.arguments();
  TRY(const auto range, context.range());
  TRY(auto shelf, Shelf::open(context));
  TRY(const auto infos, shelf.pick(arguments.one("SELECTOR").value_or("")));
  Table table({{"series", "SERIES"},
               {"start", "START"},
               {"end", "END"},
               {"slots", "SLOTS", true},
               {"kind", "KIND"},
               {"reason", "REASON"},
               {"attempts", "TRIES", true},
               {"next_try", "NEXT TRY"}});
  std::int64_t missing = 0;
  for (const auto& info : infos) {
    TRY(const auto* reader, shelf.reader(info.series.venue));
    const auto window = window_of(info, range, context.now());
    if (window.empty()) continue;
    TRY(const auto stretches, stretches_of(*reader, info, window, arguments.one("--kind").value_or("missing")));
    for (const auto& stretch : stretches) {
      const auto slots = info.series.timeframe.slots_in(stretch.span);
      if (stretch.kind == "missing") missing += slots;
      table.add({cell(info.series.text()), cell(stretch.span.from), cell(stretch.span.until), cell(slots),
                 cell(stretch.kind), cell(stretch.reason), cell(std::int64_t{stretch.attempts}),
                 cell(stretch.next_try)});
    }
  }
  if (table.size() == 0) {
    context.note("no gaps");
    if (context.json()) CHECK(context.show("gaps", std::move(table)));
    return 0;
  }
  CHECK(context.show("gaps", std::move(table)));
  if (missing == 0) return 0;
  context.note(fmt::format("{} slots are missing; wick repair fetches them", grouped(missing)));
  return 3;
}

}  // namespace

std::vector<Command> gaps_verbs() {
  Command command;
  command.path = "gaps";
  command.summary = "ranges without candles, with the reason";
  command.examples = "wick gaps\nwick gaps binance:BTC/USDT@1m --kind all\nwick gaps 'kraken:*' --start now-28d --json";
  command.notes = "Exit code 3: something is missing. The end of a range does not belong to it.";
  command.positionals = {{"SELECTOR", "such as binance:*, BTC/USDT or *:BTC/*@1h (default all)", false}};
  command.flags = {
      {"--kind",
       "KIND",
       "what to list (default missing)",
       "",
       {"missing", "no_trade", "outage", "before_listing", "all"}},
      {"--start", "TIME", "only from then on: 2024-03-05, ms since 1970, now-7d"},
      {"--end", "TIME", "only before then"},
  };
  command.run = gaps;
  return {command};
}

}  // namespace control
