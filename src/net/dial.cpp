#include "net/dial.hpp"

#include "net/exchange.hpp"
#include "rt/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

rt::Task<void> connect_to(tcp::socket& socket, tcp::endpoint endpoint) {
  const auto [problem] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
  if (!problem) co_return base::Done{};
  if (problem == asio::error::operation_aborted) co_return base::fail(base::Code::cancelled, "cancelled");
  co_return base::fail(base::Code::retry, "no connection: " + problem.message());
}

// Address after address, each with its share of the time, so that one that swallows packets does not use it all.
rt::Task<std::unique_ptr<Channel>> connect(std::string host, std::uint16_t port, Resolver& resolver,
                                           std::chrono::milliseconds limit) {
  CO_TRY(const auto addresses, co_await resolver.resolve(host));
  const auto executor = co_await asio::this_coro::executor;
  const auto share = limit / static_cast<std::int64_t>(addresses.size());
  base::Error last{base::Code::retry, "no address"};
  for (const auto& address : addresses) {
    tcp::socket socket(executor);
    const auto connected = co_await rt::within(share, connect_to(socket, {address, port}), "no connection");
    if (connected) co_return std::make_unique<Channel>(std::move(socket));
    last = connected.error();
    if (last.code == base::Code::cancelled) break;
  }
  resolver.forget(host);
  co_return std::unexpected(last);
}

base::Error tunnel_error(const Proxy& proxy, int status) {
  const auto name = fmt::format("the proxy {}:{}", proxy.host, proxy.port);
  if (status == 407) {
    return {base::Code::refused, name + " wants other credentials: set them as http://user:password@host:port"};
  }
  const auto code = status >= 500 ? base::Code::retry : base::Code::refused;
  return {code, fmt::format("{} opened no tunnel: HTTP {}", name, status)};
}

rt::Task<void> tunnel(Channel& channel, Way way, const ClientSettings& settings) {
  const auto host = way.url.host.contains(':') ? "[" + way.url.host + "]" : way.url.host;
  const auto target = fmt::format("{}:{}", host, way.url.port);
  auto question = fmt::format("CONNECT {} HTTP/1.1\r\nHost: {}\r\n", target, target);
  if (!way.proxy->authorization.empty()) question += "Proxy-Authorization: " + way.proxy->authorization + "\r\n";
  question += "\r\n";
  CO_TRY(const auto answer, co_await exchange(channel, question, {}, true, settings));
  if (answer.response.status / 100 != 2) co_return std::unexpected(tunnel_error(*way.proxy, answer.response.status));
  channel.inbox.use_up(channel.inbox.view().size());  // Nothing of the other end can have come before TLS began.
  co_return base::Done{};
}

}  // namespace

std::string Way::name() const {
  auto name = url.scheme + "://" + url.authority();
  if (proxy) name += fmt::format(" by {}:{} {}", proxy->host, proxy->port, proxy->authorization);
  return name;
}

rt::Task<std::unique_ptr<Channel>> dial(Way way, Tls* tls, Resolver& resolver, const ClientSettings& settings) {
  const auto host = way.proxy ? way.proxy->host : way.url.host;
  const auto port = way.proxy ? way.proxy->port : way.url.port;
  auto channel = co_await connect(host, port, resolver, settings.connect_limit);
  if (!channel && way.proxy) co_return base::within(fmt::format("the proxy {}:{}", host, port), channel.error());
  if (!channel) co_return channel;
  if (way.tunnels()) CO_CHECK(co_await tunnel(**channel, way, settings));
  if (way.url.secure()) CO_CHECK(co_await (*channel)->stream.secure(*tls, way.url.host));
  co_return channel;
}

}  // namespace net
