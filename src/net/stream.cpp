#include "net/stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <array>
#include <openssl/x509v3.h>
#include <sys/socket.h>

namespace net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto settled = asio::as_tuple(asio::use_awaitable);

bool is_address(const std::string& host) {
  boost::system::error_code problem;
  asio::ip::make_address(host, problem);
  return !problem;
}

bool name_server(SSL* handle, const std::string& host) {
  std::string name = host;  // SSL_set_tlsext_host_name, without its old-style cast.
  return SSL_ctrl(handle, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
}

// Names the host to the other end and makes OpenSSL check the certificate against it.
base::Done expect_host(SSL* handle, const std::string& host) {
  SSL_set_hostflags(handle, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const bool named = is_address(host) ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), host.c_str()) == 1
                                      : SSL_set1_host(handle, host.c_str()) == 1 && name_server(handle, host);
  if (named) return {};
  return base::fail(base::Code::usage,
                    fmt::format("'{}' is no host name that a certificate could be checked against", host));
}

// The other end speaks only TLS below 1.2: trying again will not help.
bool too_old(const boost::system::error_code& problem) {
  if (problem.category() != asio::error::get_ssl_category()) return false;
  const auto reason = ERR_GET_REASON(static_cast<unsigned long>(problem.value()));
  return reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION;
}

}  // namespace

struct Stream::Layer {
  Layer(tcp::socket& socket, asio::ssl::context& context) : stream(socket, context) {}
  asio::ssl::stream<tcp::socket&> stream;
};

Stream::Stream(tcp::socket socket) : socket_(std::move(socket)) {
  boost::system::error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
}

Stream::~Stream() = default;

rt::Task<void> Stream::secure(Tls& tls, std::string host) {
  tls_ = std::make_unique<Layer>(socket_, tls.context);
  auto* const handle = tls_->stream.native_handle();
  CO_CHECK(expect_host(handle, host));
  const auto [problem] = co_await tls_->stream.async_handshake(asio::ssl::stream_base::client, settled);
  if (!problem) co_return base::Done{};
  if (problem == asio::error::operation_aborted) co_return base::fail(base::Code::cancelled, "cancelled");
  const auto verdict = SSL_get_verify_result(handle);
  if (verdict != X509_V_OK) co_return std::unexpected(certificate_error(verdict));
  co_return base::fail(too_old(problem) ? base::Code::refused : base::Code::retry,
                       "the TLS handshake failed: " + problem.message());
}

asio::awaitable<Moved> Stream::read_some(asio::mutable_buffer room) {
  Moved moved;
  if (tls_) {
    std::tie(moved.problem, moved.bytes) = co_await tls_->stream.async_read_some(room, settled);
  } else {
    std::tie(moved.problem, moved.bytes) = co_await socket_.async_read_some(room, settled);
  }
  co_return moved;
}

asio::awaitable<Moved> Stream::write_some(asio::const_buffer first, asio::const_buffer second) {
  Moved moved;
  if (tls_) {
    const auto next = first.size() > 0 ? first : second;
    std::tie(moved.problem, moved.bytes) = co_await tls_->stream.async_write_some(next, settled);
  } else {
    const std::array<asio::const_buffer, 2> both{first, second};
    std::tie(moved.problem, moved.bytes) = co_await socket_.async_write_some(both, settled);
  }
  co_return moved;
}

void Stream::cancel() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Stream::shut() {
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void Stream::reset() {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

void Stream::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

bool Stream::quiet() {
  char byte = 0;
  const auto got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace net
