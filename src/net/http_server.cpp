#include "net/http_server.hpp"

#include "net/connection.hpp"
#include "net/listen.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto settled = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds out_of_sockets_wait{100};

// Deadlines are looked at this often: a tenth of the shortest, within reason.
std::chrono::milliseconds sweep_step(const ServerSettings& settings) {
  const auto tenth = std::min(settings.header_limit, settings.idle_limit) / 10;
  return std::clamp(tenth, std::chrono::milliseconds{5}, std::chrono::milliseconds{250});
}

rt::Task<void> run_connection(Hub& hub, tcp::socket socket) {
  Connection connection(hub, std::move(socket));
  co_return co_await connection.run();
}

// Above the limit a client gets a short answer instead of a place in a queue.
void turn_away(tcp::socket socket) {
  constexpr std::string_view busy =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(busy.data(), busy.size()), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

struct HttpServer::State {
  State(ServerSettings settings, Handler handler, rt::Clock& clock)
      : hub(std::move(settings), std::move(handler), clock) {}

  Hub hub;
  std::optional<tcp::acceptor> acceptor{};
  std::optional<asio::steady_timer> empty{};  // Woken when the last connection ends.

  rt::Task<void> accept(rt::Scope& scope);
  rt::Task<void> sweep();
  void admit(rt::Scope& scope, tcp::socket socket);
  asio::awaitable<void> drain(rt::Scope& connections, std::chrono::milliseconds grace);
};

void HttpServer::State::admit(rt::Scope& scope, tcp::socket socket) {
  if (hub.counts.open >= hub.settings.connections_max) {
    ++hub.counts.refused;
    turn_away(std::move(socket));
    return;
  }
  ++hub.counts.connections;
  ++hub.counts.open;
  scope.spawn_alone("connection", run_connection(hub, std::move(socket)), [this](const base::Done&) {
    --hub.counts.open;
    if (hub.counts.open == 0) empty->cancel();
  });
}

rt::Task<void> HttpServer::State::accept(rt::Scope& scope) {
  while (true) {
    auto [problem, socket] = co_await acceptor->async_accept(settled);
    if (problem == asio::error::operation_aborted) co_return base::fail(base::Code::cancelled, "cancelled");
    if (!problem) {
      admit(scope, std::move(socket));
      continue;
    }
    asio::steady_timer pause(acceptor->get_executor(), out_of_sockets_wait);
    co_await pause.async_wait(settled);
  }
}

rt::Task<void> HttpServer::State::sweep() {
  const auto step = sweep_step(hub.settings);
  while (true) {
    CO_CHECK(co_await hub.clock.sleep(step));
    const auto now = hub.clock.steady();
    for (auto* connection : hub.connections) connection->sweep(now);
  }
}

// Idle connections end at once, open answers have `grace`.
asio::awaitable<void> HttpServer::State::drain(rt::Scope& connections, std::chrono::milliseconds grace) {
  hub.draining = true;
  for (auto* connection : hub.connections) connection->drain();
  empty->expires_after(grace);
  if (hub.counts.open > 0) co_await empty->async_wait(settled);
  connections.stop();
  co_await connections.join();
}

HttpServer::HttpServer(ServerSettings settings, Handler handler, rt::Clock& clock)
    : state_(std::make_unique<State>(std::move(settings), std::move(handler), clock)) {}

HttpServer::~HttpServer() = default;

base::Result<std::uint16_t> HttpServer::bind(const rt::Executor& executor) {
  TRY(state_->acceptor, listen_on(executor, state_->hub.settings.listen));
  state_->empty.emplace(executor);
  return state_->acceptor->local_endpoint().port();
}

rt::Task<void> HttpServer::serve(std::chrono::milliseconds grace) {
  MUST(state_->acceptor.has_value());
  const auto executor = co_await asio::this_coro::executor;
  rt::Scope connections(executor);
  rt::Scope keepers(executor);
  keepers.spawn("accept", state_->accept(connections));
  keepers.spawn("sweep", state_->sweep());
  const auto ended = co_await keepers.join();
  // From here on nothing may throw on account of the cancellation that brought us here.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  state_->acceptor.reset();
  co_await state_->drain(connections, grace);
  co_return ended;
}

void HttpServer::on_fault(std::function<void(const std::string&, const base::Error&)> call) {
  state_->hub.on_fault = std::move(call);
}

HttpServer::Counts HttpServer::counts() const {
  return state_->hub.counts;
}

}  // namespace net
