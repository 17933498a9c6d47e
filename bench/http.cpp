// How fast net moves bytes over loopback: `bench_http` asks a server in a second thread for bodies of 170 KB and of 2
// KB; `bench_http serve 127.0.0.1:8099` only serves /2k and /170k, for wrk. Meant for a release build.
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "rt/memory.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <chrono>
#include <sys/resource.h>
#include <thread>

namespace {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds run_time{3};

std::string rows(std::size_t bytes) {
  std::string body = "[";
  for (int row = 0; body.size() < bytes; ++row) {
    body += fmt::format("[{},\"42000.10\",\"42010.00\",\"41990.55\",\"42005.{}\",\"12.345\"],",
                        1'700'000'000'000 + row * 60'000, row % 90 + 10);
  }
  body.back() = ']';
  return body;
}

rt::Task<net::Reply> reply(net::Request request) {
  static const std::string small = rows(2'000);
  static const std::string large = rows(170'000);
  net::Reply reply;
  reply.headers.add("Content-Type", "application/json");
  reply.body = request.url.starts_with("/170k") ? large : small;
  co_return reply;
}

net::ServerSettings settings_for(std::string listen) {
  net::ServerSettings settings;
  settings.listen = std::move(listen);
  settings.gzip = false;
  return settings;
}

// Processor time so far, in microseconds: on a busy machine it says more than the clock on the wall.
double spent(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

struct Tally {
  std::uint64_t answers = 0, bytes = 0;
};

rt::Task<void> ask_until(net::HttpClient& client, std::string url, Steady::time_point end, Tally& tally) {
  while (Steady::now() < end) {
    net::Request request;
    request.url = url;
    CO_TRY(const auto response, co_await client.ask(std::move(request), std::chrono::seconds{10}));
    ++tally.answers;
    tally.bytes += response.body.size();
  }
  co_return base::Done{};
}

void measure(std::uint16_t port, std::string_view path, int at_once) {
  rt::SystemClock clock;
  asio::io_context context{1};
  net::ClientSettings settings;
  settings.connections_per_host = 64;
  net::HttpClient client(settings, clock);
  Tally tally;
  const auto url = fmt::format("http://127.0.0.1:{}{}", port, path);
  const auto start = Steady::now();
  const auto client_start = spent(RUSAGE_THREAD);
  const auto both_start = spent(RUSAGE_SELF);
  for (int i = 0; i < at_once; ++i) {
    asio::co_spawn(context, ask_until(client, url, start + run_time, tally),
                   [](const std::exception_ptr&, base::Done done) {
                     if (!done) fmt::print("failed: {}\n", done.error().what);
                   });
  }
  context.run();
  const auto seconds = std::chrono::duration<double>(Steady::now() - start).count();
  const auto answers = static_cast<double>(tally.answers);
  const auto client_us = spent(RUSAGE_THREAD) - client_start;
  const auto server_us = spent(RUSAGE_SELF) - both_start - client_us;
  fmt::print(
      "{:6} {:3} at once: {:7.0f} requests/s {:7.1f} MB/s; processor time a request: client {:5.1f} us, server {:5.1f} "
      "us\n",
      path, at_once, answers / seconds, static_cast<double>(tally.bytes) / seconds / 1e6, client_us / answers,
      server_us / answers);
}

int serve(std::string listen) {
  rt::SystemClock clock;
  asio::io_context context{1};
  net::HttpServer server(settings_for(std::move(listen)), reply, clock);
  if (const auto port = server.bind(context.get_executor()); !port) {
    fmt::print("{}\n", port.error().what);
    return 1;
  }
  asio::co_spawn(context, server.serve(), asio::detached);
  context.run();
  return 0;
}

int measure_all() {
  rt::SystemClock clock;
  asio::io_context context{1};
  net::HttpServer server(settings_for("127.0.0.1:0"), reply, clock);
  const auto port = server.bind(context.get_executor()).value();
  asio::cancellation_signal stop;
  asio::co_spawn(context, server.serve(), asio::bind_cancellation_slot(stop.slot(), asio::detached));
  std::thread thread([&] { context.run(); });
  for (const auto* path : {"/170k", "/2k"}) {
    for (const int at_once : {1, 4, 16, 64}) measure(port, path, at_once);
  }
  asio::post(context, [&] { stop.emit(asio::cancellation_type::terminal); });
  thread.join();
  return 0;
}

}  // namespace

int main(int count, char** words) {
  rt::keep_freed_memory();
  if (count == 3 && std::string_view(words[1]) == "serve") return serve(words[2]);
  return measure_all();
}
