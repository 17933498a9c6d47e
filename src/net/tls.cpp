#include "net/tls.hpp"

#include <fmt/format.h>

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace net {

namespace ssl = boost::asio::ssl;

base::Result<std::unique_ptr<Tls>> Tls::load(const std::optional<std::string>& ca_file) {
  auto tls = std::make_unique<Tls>(Tls{ssl::context(ssl::context::tls_client)});
  boost::system::error_code problem;
  SSL_CTX_set_min_proto_version(tls->context.native_handle(), TLS1_2_VERSION);
  tls->context.set_verify_mode(ssl::verify_peer, problem);
  tls->context.set_default_verify_paths(problem);
  if (problem) return base::fail(base::Code::failed, "the system's certificates: " + problem.message());
  if (!ca_file) return tls;
  tls->context.load_verify_file(*ca_file, problem);
  if (!problem) return tls;
  return base::fail(base::Code::usage,
                    fmt::format("ca_file '{}' cannot be read as PEM certificates: {}", *ca_file, problem.message()));
}

base::Error certificate_error(long verify_result) {
  const std::string reason = X509_verify_cert_error_string(verify_result);
  if (verify_result == X509_V_ERR_HOSTNAME_MISMATCH || verify_result == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    return {base::Code::refused,
            fmt::format("its certificate belongs to another host ({}), so nothing was sent; ca_file "
                        "does not help here: whoever answers needs a certificate for this host",
                        reason)};
  }
  return {base::Code::refused,
          fmt::format("its certificate is not trusted ({}), so nothing was sent; if you trust whoever "
                      "signed it, name their certificate with ca_file",
                      reason)};
}

}  // namespace net
