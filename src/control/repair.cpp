#include "base/text.hpp"
#include "control/remote.hpp"
#include "control/shelf.hpp"
#include "control/slots.hpp"
#include "control/verbs.hpp"
#include "control/working.hpp"

#include <fmt/format.h>

#include <map>

namespace control {

namespace {

// What to fetch again: one job for each exchange and timeframe, from the first gap to the last.
struct Plan {
  collect::BackfillSpec spec;
  std::int64_t slots = 0;
};

void add_gaps(const market::Series& series, const std::vector<market::Gap>& gaps, Plan& plan) {
  plan.spec.venue = series.venue;
  plan.spec.timeframes = {series.timeframe};
  if (std::ranges::find(plan.spec.symbols, series.symbol) == plan.spec.symbols.end()) {
    plan.spec.symbols.push_back(series.symbol);
  }
  for (const auto& gap : gaps) {
    plan.slots += series.timeframe.slots_in(gap.span);
    plan.spec.from = std::min(plan.spec.from.value_or(gap.span.from), gap.span.from);
    plan.spec.until = std::max(plan.spec.until.value_or(gap.span.until), gap.span.until);
  }
}

base::Result<std::vector<Plan>> make_plans(Context& context, Shelf& shelf) {
  TRY(const auto range, context.range());
  TRY(const auto infos, shelf.pick(context.arguments().one("SELECTOR").value_or("")));
  std::map<std::string, Plan> plans;
  for (const auto& info : infos) {
    auto window = extent_of(info, context.now());
    if (range.start) window.from = std::max(window.from, *range.start);
    if (range.end) window.until = std::min(window.until, *range.end);
    if (window.empty()) continue;
    TRY(const auto* reader, shelf.reader(info.series.venue));
    TRY(const auto gaps, reader->gaps(info.id, window));
    if (!gaps.empty()) add_gaps(info.series, gaps, plans[info.series.venue + "@" + info.series.timeframe.text()]);
  }
  std::vector<Plan> all;
  for (auto& [key, plan] : plans) all.push_back(std::move(plan));
  return all;
}

base::Done show_plans(Context& context, const std::vector<Plan>& plans) {
  Table table({{"exchange", "EXCHANGE"},
               {"symbols", "SYMBOLS"},
               {"interval", "TIMEFRAME"},  // tidy: word because the REST interface calls it so
               {"start", "START"},
               {"end", "END"},
               {"slots", "SLOTS", true}});
  for (const auto& plan : plans) {
    table.add({cell(plan.spec.venue), cell(base::join(plan.spec.symbols, ",")), cell(plan.spec.timeframes[0].text()),
               cell(plan.spec.from), cell(plan.spec.until), cell(plan.slots)});
  }
  return context.show("plans", std::move(table));
}

base::Result<int> repair(Context& context) {
  TRY(const auto* settings, context.settings());
  std::vector<Plan> plans;
  {
    TRY(auto shelf, Shelf::open(context));
    TRY(plans, make_plans(context, shelf));
  }
  if (plans.empty()) context.note("nothing to repair");
  if (context.arguments().has("--dry-run")) {
    CHECK(show_plans(context, plans));
    return plans.empty() ? 0 : 3;
  }
  if (plans.empty()) return 0;
  TRY(const auto runner, open_runner(context.environment(), *settings, "repair"));
  int worst = 0;
  for (auto& plan : plans) {
    TRY(auto job, runner->start(plan.spec, "repair"));
    job.spec = std::move(plan.spec);
    TRY(const int code, work_through(context, *runner, job, true));
    if (code >= 128) return code;
    worst = std::max(worst, code);
  }
  return worst;
}

}  // namespace

std::vector<Command> repair_verbs() {
  Command command;
  command.path = "repair";
  command.summary = "fetches what is missing";
  command.examples = "wick repair --dry-run\nwick repair binance:BTC/USDT@1m\nwick repair 'kraken:*' --start now-28d";
  command.notes = "Exit code 3: slots are still missing; wick gaps tells why.";
  command.positionals = {{"SELECTOR", "such as binance:*, BTC/USDT or *:BTC/*@1h (default all)", false}};
  command.flags = {{"--start", "TIME", "only gaps from then on: 2024-03-05, ms since 1970, now-7d"},
                   {"--end", "TIME", "only gaps before then"},
                   {"--dry-run", "", "only show what would be fetched"}};
  command.run = repair;
  return {command};
}

}  // namespace control
