// What TLS connections share: the trusted authorities, TLS 1.2 or later, and what a refused certificate is called.
#pragma once

#include "base/result.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <optional>
#include <string>

namespace net {

// Loading the system's authorities takes 20 ms: one for all connections.
struct Tls {
  boost::asio::ssl::context context;

  // `ca_file` (PEM) is trusted besides the system's authorities. Code::usage where it cannot be read.
  static base::Result<std::unique_ptr<Tls>> load(const std::optional<std::string>& ca_file);
};

// "its certificate is not trusted (self-signed certificate), …", from OpenSSL's verify result. To be told within() the
// host's name.
base::Error certificate_error(long verify_result);

}  // namespace net
