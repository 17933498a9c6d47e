// Which way a question goes: straight, or through an HTTP proxy, by the rules curl made.
#pragma once

#include "net/http_client.hpp"
#include "net/url.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace net {

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  std::string authorization;  // "Basic …" or empty.
};

// "http://[user:password@]host:port", or "host:port"; user and password percent-decoded. Code::usage: the sentence does
// not tell the password.
base::Result<Proxy> parse_proxy(std::string_view text);

// Whether no_proxy names the host: "*", "example.com" and ".example.com" for it and all below it, addresses whole;
// "host:port" for that port only; blanks and commas part.
bool bypasses(std::string_view rules, std::string_view host, std::uint16_t port);

// None: straight.
base::Result<std::optional<Proxy>> choose_proxy(const ClientSettings::Proxies& proxies, const Url& url);

std::string base64(std::string_view bytes);

}  // namespace net
