// Addresses, percent escapes and proxy rules: any text, read or refused, and what was read is stable.
#include "net/url.hpp"

#include "net/listen.hpp"
#include "net/proxy.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto url = net::Url::parse(text); url) {
    const auto again = net::Url::parse(url->text());
    MUST(again && again->text() == url->text());
    MUST(url->target.find_first_of(" \r\n") == std::string::npos);
  }
  const auto decoded = net::percent_decode(text);
  if (decoded) MUST(net::percent_decode(net::percent_encode(*decoded)) == *decoded);
  MUST(net::percent_decode(net::percent_encode(text)) == std::string(text));
  if (const auto proxy = net::parse_proxy(text); proxy) MUST(!proxy->host.empty());
  const auto half = text.substr(0, size / 2);
  const auto straight = net::bypasses(half, "api.example.com", 443);
  MUST(net::bypasses(std::string(half) + ",*", "api.example.com", 443));
  MUST(!straight || net::bypasses(std::string(half) + ",x", "api.example.com", 443));
  static_cast<void>(net::parse_listen(text));
  return 0;
}
