// An absolute http(s) or ws(s) address, taken apart.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace net {

struct Url {
  std::string scheme;  // "http", "https", "ws", "wss"
  std::string host;    // Without brackets, lower case.
  std::uint16_t port = 0;
  std::string target = "/";  // Path and query, percent-encoded, beginning with '/'.

  bool secure() const { return scheme == "https" || scheme == "wss"; }
  // "api.binance.com" or "127.0.0.1:8080": what limiters, pools and messages go by; the port only where it is not the
  // scheme's own.
  std::string authority() const;
  std::string text() const;

  // Code::usage for anything that is not one; user names in addresses are refused.
  static base::Result<Url> parse(std::string_view text);
};

// Everything but A-Z a-z 0-9 - . _ ~ becomes %XX.
std::string percent_encode(std::string_view text);
// bad_data for a broken escape.
base::Result<std::string> percent_decode(std::string_view text);

}  // namespace net
