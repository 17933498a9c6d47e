#include "net/exchange.hpp"

#include "net/gzip.hpp"
#include "net/message.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace net {

namespace asio = boost::asio;
using Problem = boost::system::error_code;

namespace {

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || others.contains(c);
  });
}

bool is_value(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t'; });
}

bool is_ours(std::string_view name) {
  return same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding") || same_name(name, "Connection");
}

void add_default(std::string& head, const Headers& headers, std::string_view name, std::string_view value) {
  if (value.empty() || headers.find(name)) return;
  head.append(name).append(": ").append(value).append("\r\n");
}

base::Error io_error(const Problem& problem, bool heard) {
  if (problem == asio::error::operation_aborted) return {base::Code::cancelled, "cancelled"};
  const auto* const when = heard ? "the answer was cut short" : "the connection ended without an answer";
  return {base::Code::retry, fmt::format("{} ({})", when, problem.message())};
}

base::Error parse_error(const Problem& problem, const ClientSettings& settings) {
  namespace http = boost::beast::http;
  using base::Code;
  if (problem == http::error::partial_message) return {Code::retry, "the answer was cut short"};
  if (problem == http::error::body_limit) {
    return {Code::bad_data, fmt::format("the answer is longer than {} bytes", settings.body_bytes_max)};
  }
  if (problem == http::error::header_limit) {
    return {Code::bad_data,
            fmt::format("the headers of the answer are longer than {} bytes", settings.header_bytes_max)};
  }
  return {Code::bad_data, fmt::format("the answer is not HTTP ({})", problem.message())};
}

rt::Task<void> say(Channel& channel, std::string_view head, std::string_view body) {
  for (std::size_t sent = 0; sent < head.size() + body.size();) {
    const auto first = head.substr(std::min(sent, head.size()));
    const auto second = body.substr(sent - std::min(sent, head.size()));
    const auto moved = co_await channel.stream.write_some(asio::buffer(first.data(), first.size()),
                                                          asio::buffer(second.data(), second.size()));
    if (moved.problem) co_return std::unexpected(io_error(moved.problem, false));
    sent += moved.bytes;
  }
  co_return base::Done{};
}

// The hearing of one answer: the parser, and where its bytes come from.
class Listener {
 public:
  Listener(Channel& channel, const ClientSettings& settings) : channel_(channel), settings_(settings) {}

  rt::Task<void> hear(bool bodiless);
  Answer take();

 private:
  rt::Task<void> hear_head(bool bodiless);
  rt::Task<void> hear_measured(std::size_t length);
  rt::Task<void> hear_rest();
  asio::awaitable<Problem> more();
  Problem digest();

  Channel& channel_;
  const ClientSettings& settings_;
  std::optional<ResponseParser> parser_;
  std::size_t bytes_ = 0;
};

rt::Task<void> Listener::hear(bool bodiless) {
  do {
    CO_CHECK(co_await hear_head(bodiless));
  } while (parser_->status / 100 == 1 && parser_->status != 101);  // "Go on", "early hints": the answer follows.
  if (parser_->is_done()) co_return base::Done{};
  const auto length = parser_->content_length();
  if (length) co_return co_await hear_measured(static_cast<std::size_t>(*length));
  co_return co_await hear_rest();
}

rt::Task<void> Listener::hear_head(bool bodiless) {
  parser_.emplace(MessageLimits{settings_.header_bytes_max, settings_.body_bytes_max});
  parser_->skip(bodiless);
  while (true) {
    const auto problem = digest();
    if (problem) co_return std::unexpected(parse_error(problem, settings_));
    if (parser_->is_header_done()) co_return base::Done{};
    const auto lost = co_await more();
    if (lost) co_return std::unexpected(io_error(lost, channel_.heard));
  }
}

// A body of known length goes straight into its string, which is not filled with zeros first.
rt::Task<void> Listener::hear_measured(std::size_t length) {
  auto& body = parser_->body;
  // Our own length, not the one it tells: libstdc++ 12 may tell a larger one, its new capacity.
  body.resize_and_overwrite(length, [length](char*, std::size_t) { return length; });
  const auto here = channel_.inbox.view().substr(0, length);
  std::ranges::copy(here, body.begin());
  auto filled = here.size();
  channel_.inbox.use_up(filled);
  while (filled < length) {
    const auto moved = co_await channel_.stream.read_some(asio::buffer(body.data() + filled, length - filled));
    if (moved.problem) co_return std::unexpected(io_error(moved.problem, true));
    filled += moved.bytes;
    bytes_ += moved.bytes;
  }
  co_return base::Done{};
}

// Chunks, or all until the other end closes.
rt::Task<void> Listener::hear_rest() {
  while (true) {
    auto problem = digest();
    if (problem) co_return std::unexpected(parse_error(problem, settings_));
    if (parser_->is_done()) co_return base::Done{};
    const auto lost = co_await more();
    if (lost == asio::error::eof) {
      parser_->put_eof(problem);
      if (problem) co_return std::unexpected(parse_error(problem, settings_));
      co_return base::Done{};
    }
    if (lost) co_return std::unexpected(io_error(lost, true));
  }
}

asio::awaitable<Problem> Listener::more() {
  const auto moved = co_await channel_.stream.read_some(channel_.inbox.room());
  channel_.inbox.arrived(moved.bytes);
  channel_.heard = channel_.heard || moved.bytes > 0;
  bytes_ += moved.bytes;
  co_return moved.problem;
}

// Stops after the head: what follows is told by it.
Problem Listener::digest() {
  const bool in_head = !parser_->is_header_done();
  while (!channel_.inbox.empty() && !parser_->is_done() && !(in_head && parser_->is_header_done())) {
    Problem problem;
    const auto bytes = channel_.inbox.view();
    channel_.inbox.use_up(parser_->put(asio::buffer(bytes.data(), bytes.size()), problem));
    if (problem == boost::beast::http::error::need_more) return {};
    if (problem) return problem;
  }
  return {};
}

Answer Listener::take() {
  Answer answer;
  answer.response.status = parser_->status;
  answer.response.headers = std::move(parser_->headers);
  answer.response.body = std::move(parser_->body);
  answer.reusable = parser_->keep_alive() && channel_.inbox.empty() && parser_->status != 101;
  answer.bytes = bytes_;
  return answer;
}

}  // namespace

base::Result<std::string> write_question(const Request& request, const Url& url, std::string_view target,
                                         std::string_view user_agent, std::string_view proxy_authorization) {
  if (!is_token(request.method)) return base::fail(base::Code::usage, "its method is not an HTTP word");
  std::string head;
  head.reserve(512);
  head.append(request.method).append(" ").append(target).append(" HTTP/1.1\r\n");
  add_default(head, request.headers, "Host", url.authority());
  add_default(head, request.headers, "User-Agent", user_agent);
  add_default(head, request.headers, "Accept", "*/*");
  add_default(head, request.headers, "Accept-Encoding", "gzip, deflate");
  add_default(head, request.headers, "Proxy-Authorization", proxy_authorization);
  for (const auto& [name, value] : request.headers.all()) {
    if (is_ours(name)) continue;
    if (!is_token(name) || !is_value(value)) {
      return base::fail(base::Code::usage, "one of its headers holds a character that headers may not hold");
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }
  const bool measured = !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (measured) head.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  return head += "\r\n";
}

// tidy: ref-parameter because it is awaited where it is called, never spawned
rt::Task<Answer> exchange(Channel& channel, std::string_view head, std::string_view body, bool bodiless,
                          const ClientSettings& settings) {
  channel.heard = false;
  const auto said = co_await say(channel, head, body);
  if (!said && said.error().code == base::Code::cancelled) co_return std::unexpected(said.error());
  Listener listener(channel, settings);  // A server that refuses a body early hangs up, but it has said why.
  CO_CHECK(co_await listener.hear(bodiless));
  co_return listener.take();
}

base::Done unpack(Response& response, const ClientSettings& settings) {
  const auto encoding = response.headers.find("Content-Encoding");
  if (!encoding || same_name(*encoding, "identity") || response.body.empty()) return {};
  if (!has_token("gzip, x-gzip, deflate", *encoding)) {
    return base::fail(base::Code::bad_data, "the answer is compressed in a way that was not asked for");
  }
  TRY(response.body, inflate(response.body, {settings.body_bytes_max, settings.inflate_ratio_max}));
  return {};
}

}  // namespace net
