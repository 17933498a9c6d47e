#include "control/context.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

#include <charconv>

namespace control {

namespace {

base::Result<std::uint64_t> seed_of(Context& context) {
  TRY(const auto seed, context.arguments().number("--seed", 0));
  return static_cast<std::uint64_t>(seed.value_or(1));
}

base::Result<int> daemon(Context& context) {
  TRY(const auto* settings, context.settings());
  return context.environment().hooks.run_daemon(*settings);
}

base::Result<int> demo(Context& context) {
  TRY(const auto* settings, context.settings());
  DemoOptions options;
  options.listen = context.arguments().one("--listen").value_or("");
  TRY(options.seed, seed_of(context));
  return context.environment().hooks.run_demo(*settings, options);
}

base::Result<int> replay(Context& context) {
  TRY(const auto* settings, context.settings());
  ReplayOptions options;
  const auto& arguments = context.arguments();
  options.listen = arguments.one("--listen").value_or(options.listen);
  options.market = arguments.one("--market").value_or(options.market);
  options.faults = arguments.one("--faults").value_or("");
  options.venues = arguments.list("--exchange");
  TRY(options.seed, seed_of(context));
  return context.environment().hooks.run_replay(*settings, options);
}

}  // namespace

std::vector<Command> daemon_verbs() {
  Command command;
  command.path = "daemon";
  command.summary = "collects the feeds of the settings and serves what is stored";
  command.examples = "wick daemon\nwick daemon --set http.listen=127.0.0.1:9000 --data /srv/candles";
  command.notes = "Stops cleanly at SIGINT and SIGTERM; what has arrived is written first.";
  command.run = daemon;
  return {command};
}

std::vector<Command> demo_verbs() {
  Command command;
  command.path = "demo";
  command.summary = "everything at work on an invented market, without internet";
  command.examples = "wick demo\nwick demo --listen 127.0.0.1:9000 --seed 7";
  command.notes = "Keeps its candles in a data folder of its own; every page is marked DEMO.";
  command.flags = {{"--listen", "HOST:PORT", "where the daemon answers (default: the setting http.listen)"},
                   {"--seed", "N", "the same number invents the same market (default 1)"}};
  command.run = demo;
  return {command};
}

std::vector<Command> replay_verbs() {
  Command command;
  command.path = "replay";
  command.summary = "stands in for exchanges: serves candles in their own protocols";
  command.examples =
      "wick replay --listen 127.0.0.1:8100\n"
      "wick replay --exchange binance,bitfinex --market ./candles\n"
      "wick daemon --set venues.binance.rest=http://127.0.0.1:8100/binance";
  command.flags = {{"--listen", "HOST:PORT", "where it answers (default 127.0.0.1:8100)"},
                   {"--exchange", "IDS", "whose protocols it speaks, with commas (default all it knows)"},
                   {"--market", "WHAT", "synthetic (default), or a folder of candle files"},
                   {"--seed", "N", "of the synthetic market (default 1)"},
                   {"--faults", "SCRIPT", "what goes wrong, and when (default nothing)"}};
  command.run = replay;
  return {command};
}

}  // namespace control
