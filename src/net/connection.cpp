#include "net/connection.hpp"

#include "net/outlet.hpp"
#include "rt/thrown.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace net {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;

namespace {

constexpr std::size_t inbox_bytes = 4U << 10U;
constexpr std::size_t slice_bytes = 64U << 10U;
constexpr std::size_t discard_bytes_max = 1U << 20U;
constexpr std::chrono::milliseconds discard_limit{1'000};

MessageLimits limits_of(const ServerSettings& settings) {
  return {settings.header_bytes_max, settings.body_bytes_max};
}

// "http://host/path" asks for "/path": proxies speak so, and so may anybody.
std::string path_of(std::string target) {
  if (target.starts_with('/') || !target.starts_with("http")) return target;
  const auto host = target.find("://");
  if (host == std::string::npos) return target;
  const auto path = target.find('/', host + 3);
  return path == std::string::npos ? "/" : target.substr(path);
}

// How long the address is, or is becoming while its line has not been read.
std::size_t address_length(const RequestParser& parser, std::string_view unread) {
  if (!parser.method.empty()) return parser.target.size();
  return std::min(unread.find('\n'), unread.size());
}

bool takes_gzip(const Headers& headers) {
  const auto list = headers.find("Accept-Encoding");
  return list && has_token(*list, "gzip") && list->find("gzip;q=0") == std::string_view::npos;
}

}  // namespace

const std::string& Hub::date() {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
  if (date_.empty() || date_of_ != now) {
    date_of_ = now;
    date_ = http_date(now);
  }
  return date_;
}

Connection::Connection(Hub& hub, asio::ip::tcp::socket socket)
    : hub_(hub), stream_(std::move(socket)), inbox_(inbox_bytes) {
  place_ = hub_.connections.insert(hub_.connections.end(), this);
}

Connection::~Connection() {
  hub_.connections.erase(place_);
}

rt::Task<void> Connection::run() {
  expect_within(hub_.settings.header_limit);
  while (open_ && !hub_.draining) {
    RequestParser parser(limits_of(hub_.settings));
    const int status = co_await receive(parser);
    if (status == 0) break;
    if (status != 200) {
      co_await refuse(status);
      break;
    }
    CO_CHECK(co_await answer(parser));
    idle_ = inbox_.empty();
    expect_within(idle_ ? hub_.settings.idle_limit : hub_.settings.header_limit);
  }
  stream_.close();
  co_return base::Done{};
}

// 200 once the request is whole, 0 when nobody is there any more, otherwise the status to refuse it with.
asio::awaitable<int> Connection::receive(RequestParser& parser) {
  bool greeted = false;
  while (true) {
    const int status = digest(parser);
    if (status != 0) co_return status;
    if (parser.is_header_done() && !greeted) {
      greeted = true;
      expect_within(hub_.settings.idle_limit);
      co_await greet_body(parser);
    }
    const bool came = co_await more(parser);
    if (!came) co_return expired_ && !idle_ ? 408 : 0;
  }
}

// Feeds the parser what has come in: 0 when it wants more.
int Connection::digest(RequestParser& parser) {
  while (!inbox_.empty() && !parser.is_done()) {
    boost::beast::error_code problem;
    const auto bytes = inbox_.view();
    inbox_.use_up(parser.put(asio::buffer(bytes.data(), bytes.size()), problem));
    if (address_length(parser, inbox_.view()) > hub_.settings.url_bytes_max) return 414;
    if (problem == boost::beast::http::error::need_more) return 0;
    if (problem) return status_of(problem);
  }
  return parser.is_done() ? 200 : 0;
}

// Waits for more bytes; false when none come.
asio::awaitable<bool> Connection::more(RequestParser&) {
  const auto moved = co_await stream_.read_some(inbox_.room());
  if (moved.problem) co_return false;
  inbox_.arrived(moved.bytes);
  if (idle_) expect_within(hub_.settings.header_limit);
  idle_ = false;
  co_return true;
}

// A client that waits to be told to go on with its body is told so.
asio::awaitable<void> Connection::greet_body(RequestParser& parser) {
  const auto expect = parser.headers.find("Expect");
  if (!expect || !same_name(*expect, "100-continue")) co_return;
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  co_await stream_.write_some(asio::buffer(go_on.data(), go_on.size()), {});
}

rt::Task<void> Connection::answer(RequestParser& parser) {
  expect_nothing();
  idle_ = false;
  ++hub_.counts.requests;
  Asked asked;
  asked.version = parser.version;
  asked.keep_alive = parser.keep_alive() && parser.version == 11;  // HTTP/1.0 would want to be told.
  asked.head_only = parser.method == "HEAD";
  asked.takes_gzip = takes_gzip(parser.headers);
  Request request;
  request.method = asked.head_only ? "GET" : std::move(parser.method);
  request.url = path_of(std::move(parser.target));
  request.headers = std::move(parser.headers);
  request.body = std::move(parser.body);
  url_ = request.url;
  auto reply = co_await ask_handler(std::move(request));
  if (!reply) co_return std::unexpected(std::move(reply).error());
  asked.keep_alive = asked.keep_alive && !hub_.draining;
  co_return co_await deliver(std::move(*reply), asked);
}

// The handler's reply; an error of its own becomes a 500 that keeps it to itself.
rt::Task<Reply> Connection::ask_handler(Request request) {
  base::Result<Reply> reply;
  try {
    reply = co_await hub_.handler(std::move(request));
  } catch (...) {
    reply = std::unexpected(rt::thrown(std::current_exception()));
  }
  if (reply || reply.error().code == base::Code::cancelled) co_return reply;
  if (hub_.on_fault) hub_.on_fault(url_, reply.error());
  Reply failed;
  failed.status = 500;
  failed.headers.add("Content-Type", "text/plain; charset=utf-8");
  failed.body = "The server failed to answer this; its log says why.\n";
  co_return failed;
}

rt::Task<void> Connection::deliver(Reply reply, Asked asked) {
  if (reply.upgrade) co_return co_await upgrade(std::move(reply));
  const auto framing = frame(reply, asked, hub_.settings.gzip);
  open_ = framing.keep_alive;
  Outlet outlet(*this, framing, reply.fault);
  if (framing.kind == Framing::Kind::whole && framing.gzip) reply.body = Deflater().finish(reply.body);
  write_head(head_, reply, framing, reply.body.size(), hub_.date());
  if (asked.head_only || framing.kind == Framing::Kind::none) co_return co_await outlet.send(head_, {});
  if (framing.kind == Framing::Kind::whole) co_return co_await outlet.send(head_, reply.body);
  CO_CHECK(co_await outlet.send(head_, {}));
  for (std::size_t at = 0; at < reply.body.size(); at += slice_bytes) {
    CO_CHECK(co_await outlet.write(reply.body.substr(at, slice_bytes)));
  }
  if (reply.stream) {
    const auto streamed = co_await reply.stream(outlet);
    if (!streamed) {
      if (streamed.error().code != base::Code::cancelled && hub_.on_fault) hub_.on_fault(url_, streamed.error());
      co_return base::fail(base::Code::cancelled,
                           "the stream ended early");  // Cut: the client must not take it for whole.
    }
  }
  co_return co_await outlet.finish();
}

rt::Task<void> Connection::upgrade(Reply reply) {
  open_ = false;
  Framing framing;
  framing.kind = Framing::Kind::upgrade;
  write_head(head_, reply, framing, 0, hub_.date());
  Outlet outlet(*this, framing, {});
  CO_CHECK(co_await outlet.send(head_, {}));
  co_return co_await reply.upgrade(stream_, std::string(inbox_.view()));
}

// Tells why and closes; what the client still sends is read away for a moment, or it would lose the answer to an RST.
asio::awaitable<void> Connection::refuse(int status) {
  ++hub_.counts.refused;
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "text/plain; charset=utf-8");
  reply.body = std::string(reason(status)) + "\n";
  Framing framing;
  framing.keep_alive = false;
  write_head(head_, reply, framing, reply.body.size(), hub_.date());
  expired_ = false;
  Outlet outlet(*this, framing, {});
  const auto sent = co_await outlet.send(head_, reply.body);
  if (!sent) co_return;
  stream_.shut();
  expect_within(discard_limit);
  std::string waste(inbox_bytes, '\0');
  for (std::size_t total = 0; total < discard_bytes_max;) {
    const auto moved = co_await stream_.read_some(asio::buffer(waste));
    if (moved.problem) co_return;
    total += moved.bytes;
  }
}

void Connection::sweep(Steady::time_point now) {
  if (now < deadline_ || expired_) return;
  expired_ = true;
  stream_.cancel();
}

void Connection::drain() {
  if (idle_) stream_.cancel();
}

void Connection::expect_within(std::chrono::milliseconds limit) {
  deadline_ = hub_.clock.steady() + limit;
}

void Connection::expect_nothing() {
  deadline_ = Steady::time_point::max();
}

}  // namespace net
