#include "app/demo.hpp"

#include "app/daemon.hpp"
#include "app/stand_in.hpp"

namespace app {

namespace {

using namespace std::chrono_literals;

struct Part {
  std::string venue;
  int symbols;
  std::vector<std::string> wished;
  std::vector<market::Timeframe> timeframes;
};

const std::vector<Part>& parts() {
  static const std::vector<Part> all = {
      {"binance", 12, {"*"}, {market::m1}},
      {"bitfinex", 6, {"BTC/USDT", "ETH/USDT"}, {market::m1}},
  };
  return all;
}

replay::Settings exchange_of(const Part& part, std::uint64_t seed) {
  replay::Settings settings;
  settings.venue = part.venue;
  settings.synthetic_seed = seed;
  settings.symbols = part.symbols;
  return settings;
}

}  // namespace

int run_demo(control::Settings settings, const control::DemoOptions& options, const control::Environment& environment) {
  settings.demo = true;
  settings.data += "-demo";
  settings.feeds.clear();
  if (!options.listen.empty()) settings.http_listen = options.listen;
  std::vector<std::unique_ptr<StandInThread>> exchanges;
  for (const auto& part : parts()) {
    auto exchange = StandInThread::start(exchange_of(part, options.seed));
    if (!exchange) {
      environment.err("wick: the made-up " + part.venue + " did not start: " + exchange.error().what + "\n");
      return base::exit_code(exchange.error().code);
    }
    settings.venues[part.venue].rest = (*exchange)->url();
    settings.feeds.push_back({.venue = part.venue,
                              .symbols = part.wished,
                              .timeframes = part.timeframes,
                              .since = environment.now() - std::chrono::days{30},
                              .live = true});
    exchanges.push_back(std::move(*exchange));
  }
  return run_daemon(settings, environment);
}

}  // namespace app
