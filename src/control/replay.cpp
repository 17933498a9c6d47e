#include "control/context.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

#include <charconv>

namespace control {

namespace {

base::Result<double> speed_of(const Arguments& arguments) {
  const auto text = arguments.one("--speed");
  if (!text) return 1.0;
  double speed = 0;
  const auto [rest, problem] = std::from_chars(text->data(), text->data() + text->size(), speed);
  if (problem == std::errc{} && rest == text->data() + text->size() && speed >= 0) return speed;
  return base::fail(base::Code::usage,
                    fmt::format("--speed {} is not a number from 0 on; 60 is an hour in a minute", *text));
}

base::Result<std::string> listen_of(const Arguments& arguments, std::string usual) {
  TRY(const auto port, arguments.number("--port", 0));
  if (port && *port > 65535) return base::fail(base::Code::usage, fmt::format("--port {} is above 65535", *port));
  auto listen = arguments.one("--listen").value_or(std::move(usual));
  if (port) listen = fmt::format("{}:{}", listen.substr(0, listen.rfind(':')), *port);
  return listen;
}

base::Result<int> replay(Context& context) {
  TRY(const auto* settings, context.settings());
  const auto& arguments = context.arguments();
  ReplayOptions options;
  TRY(options.listen, listen_of(arguments, options.listen));
  options.venue = arguments.one("--venue").value_or("");
  options.csv_files = arguments.all("--csv");
  options.store = arguments.one("--store").value_or("");
  TRY(const auto seed, arguments.number("--synthetic", 0));
  if (seed) options.synthetic_seed = static_cast<std::uint64_t>(*seed);
  TRY(const auto symbols, arguments.number("--symbols", 1));
  options.symbols = static_cast<int>(symbols.value_or(options.symbols));
  TRY(options.speed, speed_of(arguments));
  options.quiet = arguments.one("--quiet-minutes").value_or("");
  options.limit = arguments.one("--limit").value_or(options.limit);
  options.faults = arguments.one("--fault").value_or("");
  TRY(const auto fault_seed, arguments.number("--fault-seed", 0));
  options.fault_seed = static_cast<std::uint64_t>(fault_seed.value_or(1));
  options.gzip = arguments.has("--gzip");
  return context.environment().hooks.run_replay(*settings, options);
}

}  // namespace

std::vector<Command> replay_verbs() {
  Command command;
  command.path = "replay";
  command.summary = "stands in for an exchange: serves candles in its own protocol";
  command.examples =
      "wick replay --venue binance --synthetic 7 --symbols 20 --port 8100\n"
      "wick replay --venue bitfinex --csv BTCUSD-1m.csv ETHUSD-1m.csv.zst --port 8100\n"
      "wick replay --venue binance --store ./wick-data --port 8100 --fault all\n"
      "wick daemon --set venues.binance.rest=http://127.0.0.1:8100";
  command.notes =
      "docs/replay.md tells the rules of each exchange and of each fault. GET /__replay/status counts what was asked.";
  command.flags = {{"--venue", "ID", "whose protocol: binance, bitfinex or bittrex"},
                   {.name = "--csv",
                    .value = "FILE...",
                    .help = "candles as ts_ms,o,h,l,c,v[,qv,n], also .zst; FILE=BASE/QUOTE says whose",
                    .many = true},
                   {"--store", "DIR", "candles of a data folder"},
                   {"--synthetic", "SEED", "an invented market; the same number invents the same"},
                   {"--symbols", "N", "of the invented market (default 100)"},
                   {"--port", "P", "where it answers on 127.0.0.1; 0 for any free one (default 8100)"},
                   {"--listen", "HOST:PORT", "the same with another address"},
                   {"--speed", "X", "of the exchange's clock (default 1)"},
                   {.name = "--quiet-minutes",
                    .value = "HOW",
                    .help = "minutes without a row in the market: fill or skip (default: files skip)",
                    .choices = {"fill", "skip"}},
                   {"--limit", "N", "requests a minute, or off, or documented (default off)"},
                   {"--fault", "KINDS",
                    "what goes wrong: 429 418 5xx html truncated garbage slow late reset duplicated reordered holes "
                    "open revised, each with =RATE, or all"},
                   {"--fault-seed", "N", "the same number lets the same go wrong (default 1)"},
                   {"--gzip", "", "compresses answers for clients that take it"}};
  command.run = replay;
  return {command};
}

}  // namespace control
