#include "serve/guard.hpp"

#include "base/text.hpp"
#include "serve/lists.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace serve {

namespace {

// "[::1]" of "[::1]:8000", "localhost" of "LOCALHOST:8000".
std::string host_name(std::string_view host) {
  const auto bracket = host.find(']');
  const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return base::lower(host.substr(0, colon));
}

// An address, not a name: a foreign page cannot make a browser send one that is not ours.
bool is_address(std::string_view host) {
  constexpr std::string_view in_v4 = "0123456789.";
  constexpr std::string_view in_v6 = "0123456789abcdef:.[]";
  const bool v6 = host.starts_with('[') && host.ends_with(']');
  return !host.empty() && host.find_first_not_of(v6 ? in_v6 : in_v4) == std::string_view::npos;
}

bool host_allowed(std::string_view host, const About& about) {
  constexpr std::array<std::string_view, 3> loopback = {"localhost", "127.0.0.1", "[::1]"};
  const auto name = host_name(host);
  const auto listen = host_name(about.listen);
  const bool everywhere = listen == "0.0.0.0" || listen == "[::]";
  return among(loopback, name) || name == listen || among(about.hosts, name) || (everywhere && is_address(name));
}

bool from_another_site(const net::Request& request, std::string_view host) {
  const auto site = request.headers.find("Sec-Fetch-Site");
  if (site && *site != "same-origin" && *site != "none") return true;
  const auto origin = request.headers.find("Origin");
  if (!origin) return false;
  const auto ours = base::lower(host);
  const auto theirs = base::lower(*origin);
  return theirs != "http://" + ours && theirs != "https://" + ours;
}

bool is_json(std::string_view content_type) {
  auto type = base::lower(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  return type == "application/json";
}

}  // namespace

std::optional<Problem> refused_by_guard(const net::Request& request, const About& about) {
  const auto host = request.headers.find("Host").value_or("");
  if (!host_allowed(host, about)) {
    return Problem{421, "wrong-host", "Wrong host",
                   fmt::format("This is not '{}'; ask by {} or localhost.", base::printable(host, 60), about.listen)};
  }
  if (request.method == "GET" || request.method == "HEAD") return std::nullopt;
  if (from_another_site(request, host)) {
    return Problem{403, "cross-site", "Refused", "Pages of other sites may not change anything here."};
  }
  const auto type = request.headers.find("Content-Type");
  const bool bare = !type && request.body.empty();
  if (request.method == "POST" && !bare && !is_json(type.value_or(""))) {
    return Problem{415, "not-json", "Unsupported media type", "POST takes Content-Type: application/json."};
  }
  return std::nullopt;
}

void add_security_headers(net::Reply& reply) {
  reply.headers.set("Content-Security-Policy",
                    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
                    "frame-ancestors 'none'");
  reply.headers.set("X-Content-Type-Options", "nosniff");
  reply.headers.set("Referrer-Policy", "no-referrer");
  reply.headers.set("X-Frame-Options", "DENY");
}

}  // namespace serve
