// Answers over HTTP/1.1 on one address: bounded headers and bodies, deadlines, keep-alive, gzip where the client takes
// it, bodies whole or as a stream that waits for a slow reader.
#pragma once

#include "net/http.hpp"
#include "rt/clock.hpp"
#include "rt/scope.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace net {

class Stream;

// Where the pieces of a streamed body go. write() returns when the piece is on its way and memory is free for the next;
// Code::cancelled means that the client has gone: stop.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  virtual rt::Task<void> write(std::string piece) = 0;
};

struct Reply {
  int status = 200;
  Headers headers;
  std::string body;
  // Instead of `body`: called once after the headers are sent; what it writes goes out chunked.
  std::function<rt::Task<void>(BodyWriter&)> stream{};
  // Instead of both, with status 101: called once after the headers are sent, with the connection and what had come in
  // beyond the request. The connection is closed when it ends; the server sets it no deadlines.
  std::function<rt::Task<void>(Stream&, std::string)> upgrade{};

  // For stand-in servers that misbehave on command: send the head and this many bytes of the body, then cut the
  // connection (reset = RST instead of FIN), or wait this long between 1-KiB pieces.
  struct Fault {
    std::optional<std::size_t> cut_after{};
    bool reset = false;
    std::chrono::milliseconds drip{0};
  } fault{};
};

struct ServerSettings {
  std::string listen = "127.0.0.1:8000";  // Port 0: any free one. "[::1]:8000" for IPv6.
  std::size_t header_bytes_max = 16U << 10U;
  std::size_t url_bytes_max = 8U << 10U;
  std::size_t body_bytes_max = 1U << 20U;
  std::chrono::milliseconds header_limit{10'000};
  std::chrono::milliseconds idle_limit{30'000};
  std::size_t connections_max = 1024;
  bool gzip = true;  // Text bodies above 1 KiB, and streamed text except text/event-stream.
};

// The handler sees HEAD as GET: its body is measured and not sent. An absolute address is cut to path and query. An
// error becomes a 500 that does not tell it; Code::cancelled closes the connection.
class HttpServer {
 public:
  using Handler = std::function<rt::Task<Reply>(Request)>;

  HttpServer(ServerSettings settings, Handler handler, rt::Clock& clock);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Binds and listens. Code::usage for an address that is malformed or not of this machine, Code::refused for a port we
  // may not have, Code::locked "127.0.0.1:8000 is in use…".
  base::Result<std::uint16_t> bind(const rt::Executor& executor);  // The port.
  // Serves until cancelled; then open answers have `grace` to end. REQUIRES: bind().
  rt::Task<void> serve(std::chrono::milliseconds grace = std::chrono::seconds{5});

  // Told of every error a handler or a stream ended with, with the path it was asked for; for the log.
  void on_fault(std::function<void(const std::string& url, const base::Error& error)> call);

  struct Counts {
    std::uint64_t requests = 0, connections = 0, open = 0, refused = 0;  // refused: 4xx and 503 of our own.
  };
  Counts counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace net
