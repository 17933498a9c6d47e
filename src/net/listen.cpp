#include "net/listen.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

base::Error bind_error(std::string_view text, const boost::system::error_code& problem) {
  if (problem == asio::error::address_in_use) {
    return {base::Code::locked,
            fmt::format("{} is in use by another program: end that, or listen on another port", text)};
  }
  if (problem == asio::error::access_denied) {
    return {base::Code::refused,
            fmt::format("{} may not be listened on: ports below 1024 are the system's; take a higher one", text)};
  }
  if (problem == boost::system::errc::address_not_available) {
    return {base::Code::usage, fmt::format("{} is not an address of this machine: take 127.0.0.1 or one it has", text)};
  }
  return {base::Code::failed, fmt::format("{} cannot be listened on: {}", text, problem.message())};
}

}  // namespace

base::Result<tcp::endpoint> parse_listen(std::string_view text) {
  const auto wrong = [&] {
    return base::fail(base::Code::usage, fmt::format("'{}' is not an address to listen on: expected host:port as in "
                                                     "127.0.0.1:8000 or [::1]:8000",
                                                     base::printable(text)));
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  auto host = text.substr(0, colon);
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return wrong();
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code problem;
  const auto address = asio::ip::make_address(host, problem);
  if (problem || address.is_v6() != bracketed) return wrong();
  return tcp::endpoint(address, *port);
}

base::Result<tcp::acceptor> listen_on(const rt::Executor& executor, std::string_view text) {
  TRY(const auto endpoint, parse_listen(text));
  tcp::acceptor acceptor(executor);
  boost::system::error_code problem;
  acceptor.open(endpoint.protocol(), problem);
  if (!problem) acceptor.set_option(tcp::acceptor::reuse_address(true), problem);
  if (!problem) acceptor.bind(endpoint, problem);
  if (!problem) acceptor.listen(asio::socket_base::max_listen_connections, problem);
  if (problem) return std::unexpected(bind_error(text, problem));
  return acceptor;
}

}  // namespace net
