#include "app/daemon.hpp"

#include "app/engine.hpp"
#include "app/run.hpp"
#include "app/version.hpp"
#include "net/http_server.hpp"
#include "rt/scope.hpp"
#include "serve/api.hpp"

#include <fmt/format.h>

#include <csignal>
#include <spdlog/spdlog.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto signal_look_every = 100ms;
constexpr auto grace = 5s;  // For answers that are on their way when the daemon stops.

int fail(const control::Environment& environment, const base::Error& error) {
  environment.err("wick: " + error.what + "\n");
  return base::exit_code(error.code);
}

serve::About about_of(const control::Settings& settings, const std::string& address, market::Time now) {
  return {.version = std::string(version),
          .revision = std::string(revision),
          .demo = settings.demo,
          .listen = address,
          .started = now,
          .data = settings.data};
}

// Ends, by stopping the scope, when a signal has come.
rt::Task<void> stop_at_signal(rt::Clock& clock, const control::Environment& environment, rt::Scope& scope,
                              serve::Api& api) {
  while (environment.signal() == 0) CO_CHECK(co_await clock.sleep(signal_look_every));
  spdlog::info("stopping: open answers may end, what has arrived is written");
  api.drain();
  scope.stop();
  co_return base::Done{};
}

rt::Task<void> serve_and_collect(Engine& engine, net::HttpServer& server, serve::Api& api,
                                 const control::Settings& settings, const control::Environment& environment) {
  rt::Scope scope(co_await boost::asio::this_coro::executor);
  scope.spawn("http", server.serve(grace));
  scope.spawn("feeds", collect::keep(engine.collector, settings.feeds, engine.clock));
  scope.spawn("signals", stop_at_signal(engine.clock, environment, scope, api));
  co_return co_await scope.join();
}

base::Done run_until_signal(Engine& engine, const control::Settings& settings,
                            const control::Environment& environment) {
  rt::Worker readers;
  std::optional<serve::Api> api;
  net::HttpServer server(
      {.listen = settings.http_listen}, [&api](net::Request request) { return api->answer(std::move(request)); },
      engine.clock);
  server.on_fault([](const std::string& url, const base::Error& error) { spdlog::warn("{}: {}", url, error.what); });
  TRY(const auto port, server.bind(engine.io.get_executor()));
  const auto address = fmt::format("{}:{}", settings.http_listen.substr(0, settings.http_listen.rfind(':')), port);
  api.emplace(engine.library, serve::work_of(engine.collector, engine.library, engine.disk), engine.venues, readers,
              engine.clock, about_of(settings, address, engine.clock.now()));
  CHECK(engine.library.announce(address));
  environment.err(fmt::format("{}Open http://{}/ for the chart. Ctrl-C stops.\n",
                              settings.demo ? "DEMO: made-up candles. " : "", address));
  auto ended = run(engine.io, serve_and_collect(engine, server, *api, settings, environment));
  auto closed = engine.close();
  if (!ended && ended.error().code != base::Code::cancelled) return ended;
  return closed;
}

}  // namespace

int run_daemon(const control::Settings& settings, const control::Environment& environment) {
  auto engine = Engine::open(settings, environment.variables, "daemon");
  if (!engine) return fail(environment, engine.error());
  const auto ended = run_until_signal(**engine, settings, environment);
  if (!ended) return fail(environment, ended.error());
  const int signal = environment.signal();
  return signal == 0 ? 0 : 128 + signal;
}

}  // namespace app
