#include "control/chart.hpp"

#include "control/flow.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

namespace control {

namespace {

base::Result<int> chart(Context& context) {
  const auto& arguments = context.arguments();
  TRY(const auto asked, market::Series::parse(arguments.one("SERIES").value_or("")));
  TRY(const auto range, context.range());
  TRY(const auto height, arguments.number("--height", 2));
  TRY(const auto width, arguments.number("--width", 30));
  ChartStyle style;
  style.width = static_cast<int>(std::min<std::int64_t>(width.value_or(context.environment().width), 1000));
  style.height = static_cast<int>(std::min<std::int64_t>(height.value_or(20), 200));
  style.unicode = context.environment().unicode && !arguments.has("--ascii");
  style.colour = context.colour();
  TRY(auto shelf, Shelf::open(context));
  TRY(auto flow, plan_flow(shelf, asked, range, context.now()));
  CHECK(keep_newest(shelf, flow, chart_columns(style), false));
  market::Candles candles;
  CHECK(read_flow(shelf, flow, [&](const market::Candle& candle, std::int64_t) -> base::Result<bool> {
    candles.push_back(candle);
    return true;
  }));
  if (candles.empty()) {
    return base::fail(base::Code::not_found, fmt::format("{} has no candles there; see wick coverage {}", asked.text(),
                                                         flow.from.series.text()));
  }
  const auto& last = candles.back();
  CHECK(context.print(fmt::format("{}\no {} h {} l {} c {}  v {}\n", asked.text(), last.open.text(), last.high.text(),
                                  last.low.text(), last.close.text(), last.volume ? last.volume->text() : "-")));
  CHECK(context.print(draw_chart(candles, style)));
  if (flow.missing == 0) return 0;
  context.note(fmt::format("{} candles are missing in this chart; see wick gaps {}", grouped(flow.missing),
                           flow.from.series.text()));
  return 3;
}

}  // namespace

std::vector<Command> chart_verbs() {
  Command command;
  command.path = "chart";
  command.summary = "candles in the terminal";
  command.examples = "wick chart binance:BTC/USDT@1h\nwick chart kraken:ETH/USD@1d --height 30 --end 2024-06-01";
  command.notes = "The newest candles that fit the width. Rising ones are full, falling ones light.";
  command.positionals = {{"SERIES", "EXCHANGE:BASE/QUOTE@TIMEFRAME"}};
  command.flags = {{"--start", "TIME", "not before then"},
                   {"--end", "TIME", "the newest before then"},
                   {"--height", "LINES", "of the candles (default 20)"},
                   {"--width", "CHARACTERS", "of the whole (default: the terminal's)"},
                   {"--ascii", "", "only plain characters"}};
  command.run = chart;
  return {command};
}

}  // namespace control
