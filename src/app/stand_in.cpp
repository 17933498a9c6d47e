#include "app/stand_in.hpp"

#include "app/run.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

base::Result<replay::Settings> settings_of(const control::ReplayOptions& options) {
  replay::Settings settings;
  settings.venue = options.venue;
  settings.csv_files = options.csv_files;
  if (!options.store.empty()) settings.store = options.store;
  settings.synthetic_seed = options.synthetic_seed;
  settings.symbols = options.symbols;
  settings.speed = options.speed;
  settings.limit = options.limit;
  settings.fault_seed = options.fault_seed;
  settings.listen = options.listen;
  settings.gzip = options.gzip;
  if (!options.faults.empty()) {
    TRY(settings.faults, replay::Faults::parse(options.faults));
  }
  if (!options.quiet.empty()) {
    settings.quiet = options.quiet == "fill" ? replay::Quiet::filled : replay::Quiet::absent;
  }
  return settings;
}

rt::Task<void> stop_at_signal(rt::Clock& clock, const control::Environment& environment, rt::Scope& scope) {
  while (environment.signal() == 0) CO_CHECK(co_await clock.sleep(100ms));
  scope.stop();
  co_return base::Done{};
}

rt::Task<void> replay_until_signal(replay::Settings settings, rt::Clock& clock,
                                   const control::Environment& environment) {
  rt::Scope scope(co_await boost::asio::this_coro::executor);
  const auto host = settings.listen.substr(0, settings.listen.rfind(':'));
  const auto ready = [&environment, host, venue = settings.venue](const replay::Ready& now) {
    environment.err(fmt::format("{} stands on http://{}:{} with {} symbols; it is {} there. Ctrl-C stops.\n", venue,
                                host, now.port, now.symbols, market::rfc3339(now.now)));
  };
  const auto ended = [&environment](const std::string& counts) { environment.err(counts + "\n"); };
  scope.spawn("replay", replay::run(std::move(settings), clock, ready, ended));
  scope.spawn("signals", stop_at_signal(clock, environment, scope));
  co_return co_await scope.join();
}

}  // namespace

int run_replay(const control::ReplayOptions& options, const control::Environment& environment) {
  const auto fail = [&environment](const base::Error& error) {
    environment.err("wick: " + error.what + "\n");
    return base::exit_code(error.code);
  };
  auto settings = settings_of(options);
  if (!settings) return fail(settings.error());
  boost::asio::io_context io{1};
  rt::SystemClock clock;
  const auto ended = run(io, replay_until_signal(*std::move(settings), clock, environment));
  if (const int signal = environment.signal(); signal != 0) return 128 + signal;
  return ended ? 0 : fail(ended.error());
}

base::Result<std::unique_ptr<StandInThread>> StandInThread::start(replay::Settings settings) {
  auto made = std::make_unique<StandInThread>();
  base::Done failure;
  bool over = false;
  made->scope_.spawn_alone("replay",
                           replay::run(std::move(settings), made->clock_,
                                       [&made](const replay::Ready& ready) { made->port_ = ready.port; }, {}),
                           [&](base::Done ended) {
                             failure = std::move(ended);
                             over = true;
                           });
  while (made->port_ == 0 && !over) made->io_.run_one();
  if (!failure) return std::unexpected(failure.error());
  made->thread_ = std::jthread([stand_in = made.get()] { stand_in->io_.run(); });
  return made;
}

StandInThread::~StandInThread() {
  boost::asio::post(io_, [this] { scope_.stop(); });
  if (thread_.joinable()) thread_.join();
  io_.restart();
  io_.run();
}

}  // namespace app
