// A TCP connection, plain or under TLS: the one place where bytes come in and go out. Lives on one thread.
#pragma once

#include "net/tls.hpp"
#include "rt/task.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace net {

struct Moved {
  boost::system::error_code problem{};
  std::size_t bytes = 0;
};

class Stream {
 public:
  explicit Stream(boost::asio::ip::tcp::socket socket);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // The client's side of a handshake: the other end must prove to be `host`. Code::refused, Code::retry.
  rt::Task<void> secure(Tls& tls, std::string host);

  // Some bytes; asio::error::eof at the end, ssl::error::stream_truncated where TLS was cut.
  boost::asio::awaitable<Moved> read_some(boost::asio::mutable_buffer room);
  // Some of both, in one system call where the system takes it.
  boost::asio::awaitable<Moved> write_some(boost::asio::const_buffer first, boost::asio::const_buffer second);

  void cancel();  // What waits ends with operation_aborted; the connection stays open.
  void shut();    // No more bytes from us (FIN).
  void reset();   // Cuts with RST.
  void close();   // Cuts with FIN.
  bool quiet();   // Open, and nothing has come in: fit to be used again.
  boost::asio::ip::tcp::socket& socket() { return socket_; }

 private:
  struct Layer;
  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<Layer> tls_;  // Over socket_; null when plain.
};

}  // namespace net
