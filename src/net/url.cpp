#include "net/url.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace net {

namespace {

struct Scheme {
  std::string_view name;
  std::uint16_t port;
};
constexpr std::array<Scheme, 4> schemes = {{{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}}};

std::uint16_t own_port(std::string_view scheme) {
  const auto* const found = std::ranges::find(schemes, scheme, &Scheme::name);
  return found == schemes.end() ? std::uint16_t{0} : found->port;
}

base::Result<std::uint16_t> parse_port(std::string_view text, std::string_view scheme) {
  if (text.empty()) return own_port(scheme);
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc{} || end != text.data() + text.size() || port == 0) {
    return base::fail(base::Code::usage, "its port is not a number from 1 to 65535");
  }
  return port;
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_host(std::string_view host, bool bracketed) {
  const std::string_view others = bracketed ? ":." : "-._";
  return !host.empty() && host.size() <= 253 &&
         std::ranges::all_of(host, [&](char c) { return is_letter_or_digit(c) || others.contains(c); });
}

struct HostPort {
  std::string_view host, port;
  bool bracketed;
};

std::optional<HostPort> split_authority(std::string_view authority) {
  if (!authority.starts_with('[')) {
    const auto colon = std::min(authority.find(':'), authority.size());
    return HostPort{authority.substr(0, colon), authority.substr(std::min(colon + 1, authority.size())), false};
  }
  const auto close = authority.find(']');
  if (close == std::string_view::npos) return std::nullopt;
  const auto after = authority.substr(close + 1);
  if (!after.empty() && after.front() != ':') return std::nullopt;
  return HostPort{authority.substr(1, close - 1), after.empty() ? after : after.substr(1), true};
}

// What may stand in a request line: printable ASCII without blanks. A fragment never leaves the house.
base::Result<std::string> parse_target(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const bool fit = std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!fit)
    return base::fail(base::Code::usage,
                      "its path holds a blank, a control or a non-ASCII character: percent-encode it");
  return (text.starts_with('/') ? "" : "/") + std::string(text);
}

base::Result<Url> parse_parts(std::string_view text) {
  const auto colon = text.find("://");
  Url url;
  url.scheme = base::lower(text.substr(0, colon));
  if (colon == std::string_view::npos || own_port(url.scheme) == 0) {
    return base::fail(base::Code::usage, "it must begin with http://, https://, ws:// or wss://");
  }
  text.remove_prefix(colon + 3);
  const auto path = std::min(text.find_first_of("/?#"), text.size());
  const auto authority = text.substr(0, path);
  if (authority.contains('@')) {
    return base::fail(base::Code::usage, "it names a user: credentials belong in headers, not in addresses");
  }
  const auto parts = split_authority(authority);
  if (!parts || !is_host(parts->host, parts->bracketed)) return base::fail(base::Code::usage, "it names no host");
  url.host = base::lower(parts->host);
  TRY(url.port, parse_port(parts->port, url.scheme));
  TRY(url.target, parse_target(text.substr(path)));
  return url;
}

bool is_plain(char c) {
  return is_letter_or_digit(c) || std::string_view("-._~").contains(c);
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::string Url::authority() const {
  const auto name = host.contains(':') ? "[" + host + "]" : host;
  return port == own_port(scheme) ? name : fmt::format("{}:{}", name, port);
}

std::string Url::text() const {
  return scheme + "://" + authority() + target;
}

base::Result<Url> Url::parse(std::string_view text) {
  auto url = parse_parts(text);
  if (url) return url;
  // Not quoted whole: a password may be what is wrong with it.
  const auto shown = text.contains('@') ? std::string("the address") : "'" + base::printable(text) + "'";
  return base::fail(base::Code::usage, fmt::format("{} is not usable: {}", shown, url.error().what));
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_plain(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 0x0fU];
  }
  return out;
}

base::Result<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const auto high = at + 2 < text.size() ? hex_digit(text[at + 1]) : std::nullopt;
    const auto low = high ? hex_digit(text[at + 2]) : std::nullopt;
    if (!low)
      return base::fail(base::Code::bad_data, fmt::format("'{}' has a broken percent escape", base::printable(text)));
    out += static_cast<char>(*high * 16 + *low);
    at += 2;
  }
  return out;
}

}  // namespace net
