#include "serve/pages.hpp"

#include "serve/etag.hpp"

#include <array>
#include <string>
#include <utility>

namespace serve {

namespace {

std::string_view type_of(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> types{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".txt", "text/plain; charset=utf-8"},
  }};
  for (const auto& [ending, type] : types) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

// "/" is index.html, "/jobs" is jobs.html.
const base::Asset* find_page(const Assets& assets, std::string_view path) {
  path.remove_prefix(path.starts_with('/') ? 1 : 0);
  if (path.empty()) return assets("index.html");
  if (const auto* file = assets(path)) return file;
  return path.contains('.') ? nullptr : assets(std::string{path} + ".html");
}

bool takes_gzip(const net::Request& request) {
  const auto list = request.headers.find("Accept-Encoding").value_or("");
  return net::has_token(list, "gzip") && !list.contains("gzip;q=0");
}

}  // namespace

std::optional<net::Reply> page_reply(const Assets& assets, const net::Request& request, std::string_view path) {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  const auto* file = assets ? find_page(assets, path) : nullptr;
  if (file == nullptr) return std::nullopt;
  const bool small = !file->gzip.empty() && takes_gzip(request);
  const auto tag = "\"" + std::string{file->sha256.substr(0, 32)} + (small ? "-gzip\"" : "\"");
  net::Reply reply;
  if (!file->gzip.empty()) reply.headers.set("Vary", "Accept-Encoding");
  reply.headers.set("ETag", tag);
  reply.headers.set("Cache-Control", "no-cache");  // Asked again each time, sent again only after an update.
  if (names_tag(request.headers.find("If-None-Match").value_or(""), tag)) {
    reply.status = 304;
    return reply;
  }
  reply.headers.set("Content-Type", std::string{type_of(file->path)});
  if (small) reply.headers.set("Content-Encoding", "gzip");
  reply.body = small ? file->gzip : file->bytes;
  return reply;
}

}  // namespace serve
