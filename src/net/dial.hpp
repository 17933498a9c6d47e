// A new connection: name, TCP, through the proxy where there is one, TLS where asked for.
#pragma once

#include "net/http_client.hpp"
#include "net/pool.hpp"
#include "net/proxy.hpp"
#include "net/resolver.hpp"
#include "net/url.hpp"

#include <memory>
#include <optional>

namespace net {

struct Way {
  Url url;
  std::optional<Proxy> proxy{};

  bool tunnels() const { return proxy && url.secure(); }
  std::string name() const;  // What connections are kept under.
};

// `tls` may be null for a way that is not secure. Code::retry, Code::refused, Code::cancelled. No deadline of its own
// beyond the time each address gets.
rt::Task<std::unique_ptr<Channel>> dial(Way way, Tls* tls, Resolver& resolver, const ClientSettings& settings);

}  // namespace net
