// The way out of one answer: its body framed, compressed where asked for, cut or dripped where the Reply says so.
#pragma once

#include "net/connection.hpp"
#include "net/gzip.hpp"

#include <optional>
#include <string_view>

namespace net {

class Outlet final : public BodyWriter {
 public:
  Outlet(Connection& connection, Framing framing, Reply::Fault fault);

  // A streamed piece, framed. Code::cancelled when the client has gone.
  rt::Task<void> write(std::string piece) override;
  // The end of a streamed body.
  rt::Task<void> finish();
  // Both as they are, `body` counted against the fault.
  rt::Task<void> send(std::string_view head, std::string_view body);

 private:
  rt::Task<void> push(std::string_view head, std::string_view body);
  rt::Task<void> misbehave(std::string_view body);
  rt::Task<void> chunk(std::string piece);

  Connection& connection_;
  Framing framing_;
  Reply::Fault fault_;
  bool faulty_;
  std::size_t sent_ = 0;  // Body bytes, counted only when faulty.
  std::optional<Deflater> deflater_;
};

}  // namespace net
