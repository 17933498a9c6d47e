// Asks over HTTP/1.1: TLS always verified, connections kept and shared, answers inflated and bounded, every question
// with a deadline. Knows nothing of exchanges, limits or retries; feed lays those around it.
#pragma once

#include "net/http.hpp"
#include "rt/clock.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace net {

// Whatever can answer a question over HTTP: the client below, or a script in a test.
class Http {
 public:
  virtual ~Http() = default;
  // The answer, whatever its status. Otherwise: Code::retry (no route, reset, cut short, late), Code::refused
  // (certificate), Code::bad_data (not HTTP, too large, broken gzip), Code::usage (the address), Code::cancelled.
  virtual rt::Task<Response> ask(Request request, std::chrono::milliseconds limit) = 0;
};

struct ClientSettings {
  std::optional<std::string> ca_file{};  // PEM; trusted besides the system's authorities.
  std::chrono::milliseconds connect_limit{10'000};
  std::chrono::milliseconds idle_limit{30'000};  // A kept connection older than this is not used again.
  std::size_t connections_per_host = 16;
  std::size_t body_bytes_max = 32U << 20U;  // After inflating.
  std::size_t inflate_ratio_max = 200;
  std::size_t header_bytes_max = 64U << 10U;
  std::string user_agent = "wick";
  // As curl reads them: http_proxy, https_proxy, all_proxy, no_proxy (lower case wins, HTTP_PROXY is ignored).
  // Filled by app from the environment. http://[user:password@]host:port; CONNECT for https.
  struct Proxies {
    std::string http, https, all, none;
  } proxies{};
};

// Redirects are given back as they are. Lives on one thread; REQUIRES: every ask() has ended before it dies.
class HttpClient final : public Http {
 public:
  HttpClient(ClientSettings settings, rt::Clock& clock);
  ~HttpClient() override;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  rt::Task<Response> ask(Request request, std::chrono::milliseconds limit) override;

  struct Counts {
    std::uint64_t requests = 0, connections = 0, bytes_in = 0;
  };
  Counts counts() const;

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace net
