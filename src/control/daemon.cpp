#include "control/context.hpp"
#include "control/verbs.hpp"

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

}  // namespace control
