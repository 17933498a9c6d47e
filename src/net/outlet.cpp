#include "net/outlet.hpp"

#include <fmt/format.h>

namespace net {

namespace asio = boost::asio;

namespace {

constexpr std::size_t drip_bytes = 1U << 10U;

asio::const_buffer rest(std::string_view text, std::size_t skip) {
  const auto left = text.substr(std::min(skip, text.size()));
  return asio::buffer(left.data(), left.size());
}

}  // namespace

Outlet::Outlet(Connection& connection, Framing framing, Reply::Fault fault)
    : connection_(connection),
      framing_(framing),
      fault_(fault),
      faulty_(fault.cut_after.has_value() || fault.reset || fault.drip.count() > 0) {
  if (framing_.gzip && framing_.kind != Framing::Kind::whole) deflater_.emplace();
}

rt::Task<void> Outlet::write(std::string piece) {
  if (piece.empty()) co_return base::Done{};  // An empty chunk would be the end.
  if (deflater_) piece = deflater_->add(piece);
  co_return co_await chunk(std::move(piece));
}

rt::Task<void> Outlet::finish() {
  if (deflater_) CO_CHECK(co_await chunk(deflater_->finish()));
  if (framing_.kind != Framing::Kind::chunked) co_return base::Done{};
  co_return co_await push("0\r\n\r\n", {});
}

rt::Task<void> Outlet::chunk(std::string piece) {
  if (framing_.kind != Framing::Kind::chunked) co_return co_await send({}, piece);
  const auto size = fmt::format("{:x}\r\n", piece.size());
  piece += "\r\n";
  co_return co_await send(size, piece);
}

rt::Task<void> Outlet::send(std::string_view head, std::string_view body) {
  if (!faulty_) co_return co_await push(head, body);
  CO_CHECK(co_await push(head, {}));
  co_return co_await misbehave(body);
}

// Every byte that goes is progress: only a reader that takes none for a while is given up.
rt::Task<void> Outlet::push(std::string_view head, std::string_view body) {
  for (std::size_t sent = 0; sent < head.size() + body.size();) {
    connection_.expect_within(connection_.hub().settings.idle_limit);
    const auto skip = sent > head.size() ? sent - head.size() : 0;
    const auto moved = co_await connection_.stream().write_some(rest(head, sent), rest(body, skip));
    if (moved.problem) co_return base::fail(base::Code::cancelled, "the client has gone");
    sent += moved.bytes;
  }
  connection_.expect_nothing();
  co_return base::Done{};
}

rt::Task<void> Outlet::misbehave(std::string_view body) {
  const bool cuts = fault_.cut_after.has_value() || fault_.reset;
  const auto most = fault_.cut_after.value_or(fault_.reset ? 0 : std::string_view::npos);
  while (!body.empty() && sent_ < most) {
    const auto step = std::min({body.size(), most - sent_, fault_.drip.count() > 0 ? drip_bytes : body.size()});
    CO_CHECK(co_await push({}, body.substr(0, step)));
    body.remove_prefix(step);
    sent_ += step;
    if (fault_.drip.count() > 0 && !body.empty()) CO_CHECK(co_await connection_.hub().clock.sleep(fault_.drip));
  }
  if (!cuts || sent_ < most) co_return base::Done{};
  if (fault_.reset) {
    connection_.stream().reset();
  } else {
    connection_.stream().close();
  }
  co_return base::fail(base::Code::cancelled, "cut as asked");
}

}  // namespace net
