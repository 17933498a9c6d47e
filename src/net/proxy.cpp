#include "net/proxy.hpp"

#include "base/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/detail/base64.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace net {

namespace {

base::Result<std::string> parse_credentials(std::string_view text) {
  const auto colon = std::min(text.find(':'), text.size());
  const auto user = percent_decode(text.substr(0, colon));
  const auto password = percent_decode(text.substr(std::min(colon + 1, text.size())));
  if (!user || !password) {
    return base::fail(base::Code::usage, "the proxy's user or password has a broken percent escape");
  }
  return "Basic " + base64(*user + ":" + *password);
}

bool is_address(std::string_view host) {
  boost::system::error_code problem;
  boost::asio::ip::make_address(host, problem);
  return !problem;
}

// One entry of no_proxy.
bool matches(std::string_view rule, std::string_view host, std::uint16_t port) {
  if (rule == "*") return true;
  if (rule.starts_with('[')) {
    const auto close = std::min(rule.find(']'), rule.size());
    return rule.substr(1, close - 1) == host &&
           (rule.size() <= close + 2 || rule.substr(close + 2) == std::to_string(port));
  }
  const auto colon = rule.find(':');
  if (colon != std::string_view::npos && rule.find(':', colon + 1) == std::string_view::npos) {
    if (rule.substr(colon + 1) != std::to_string(port)) return false;
    rule = rule.substr(0, colon);
  }
  while (rule.starts_with('.')) rule.remove_prefix(1);
  if (rule.empty()) return false;
  if (rule == host) return true;
  return !is_address(host) && host.ends_with(rule) && host[host.size() - rule.size() - 1] == '.';
}

}  // namespace

base::Result<Proxy> parse_proxy(std::string_view text) {
  if (text.find("://") == std::string_view::npos) return parse_proxy("http://" + std::string(text));
  Proxy proxy;
  const auto start = text.find("://") + 3;
  const auto at = text.rfind('@');
  std::string plain(text);
  if (at != std::string_view::npos && at >= start) {
    TRY(proxy.authorization, parse_credentials(text.substr(start, at - start)));
    plain = std::string(text.substr(0, start)) + std::string(text.substr(at + 1));
  }
  const auto url = Url::parse(plain);
  if (!url || url->scheme != "http" || url->target != "/") {
    return base::fail(base::Code::usage, fmt::format("'{}' is not a proxy: expected http://[user:password@]host:port",
                                                     base::printable(plain)));
  }
  proxy.host = url->host;
  proxy.port = url->port;
  return proxy;
}

bool bypasses(std::string_view rules, std::string_view host, std::uint16_t port) {
  while (!rules.empty()) {
    const auto end = std::min(rules.find_first_of(", \t"), rules.size());
    const auto rule = base::lower(rules.substr(0, end));
    if (!rule.empty() && matches(rule, host, port)) return true;
    rules.remove_prefix(std::min(end + 1, rules.size()));
  }
  return false;
}

base::Result<std::optional<Proxy>> choose_proxy(const ClientSettings::Proxies& proxies, const Url& url) {
  const auto& own = url.secure() ? proxies.https : proxies.http;
  const auto& text = own.empty() ? proxies.all : own;
  if (text.empty() || bypasses(proxies.none, url.host, url.port)) return std::nullopt;
  TRY(auto proxy, parse_proxy(text));
  return proxy;
}

std::string base64(std::string_view bytes) {
  std::string out(boost::beast::detail::base64::encoded_size(bytes.size()), '\0');
  out.resize(boost::beast::detail::base64::encode(out.data(), bytes.data(), bytes.size()));
  return out;
}

}  // namespace net
