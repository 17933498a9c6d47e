#include "net/reply_head.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace net {

namespace {

constexpr std::size_t gzip_from_bytes = 1U << 10U;
constexpr std::size_t whole_gzip_bytes_max = 256U
                                             << 10U;  // Longer bodies are compressed on the way, not in one stroke.

bool is_text(std::string_view type) {
  constexpr std::array<std::string_view, 5> parts = {"json", "javascript", "xml", "csv", "yaml"};
  if (type.starts_with("text/")) return !type.starts_with("text/event-stream");
  return std::ranges::any_of(parts, [&](std::string_view part) { return type.find(part) != std::string_view::npos; });
}

bool compresses(const Reply& reply, const Asked& asked) {
  if (!asked.takes_gzip || asked.head_only || reply.headers.find("Content-Encoding")) return false;
  if (!reply.stream && reply.body.size() <= gzip_from_bytes) return false;
  const auto type = reply.headers.find("Content-Type");
  return type && is_text(*type);
}

bool bodiless(int status) {
  return status / 100 == 1 || status == 204 || status == 304;
}

// What the framing says is ours to say.
bool is_framing(std::string_view name) {
  return same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding") || same_name(name, "Connection");
}

// A line end in a value would begin a header of the value's choosing.
void append_clean(std::string& head, std::string_view text) {
  const auto bad = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; };
  if (std::ranges::none_of(text, bad)) {
    head += text;
    return;
  }
  std::ranges::transform(text, std::back_inserter(head), [&](char c) { return bad(c) ? ' ' : c; });
}

void append_header(std::string& head, std::string_view name, std::string_view value) {
  append_clean(head, name);
  head += ": ";
  append_clean(head, value);
  head += "\r\n";
}

void append_framing(std::string& head, const Framing& framing, std::uint64_t length) {
  if (framing.kind == Framing::Kind::whole) {
    fmt::format_to(std::back_inserter(head), FMT_STRING("Content-Length: {}\r\n"), length);
  }
  if (framing.kind == Framing::Kind::chunked) head += "Transfer-Encoding: chunked\r\n";
  if (framing.gzip) head += "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n";
  if (!framing.keep_alive) head += "Connection: close\r\n";
}

}  // namespace

Framing frame(const Reply& reply, const Asked& asked, bool gzip) {
  Framing framing;
  framing.keep_alive = asked.keep_alive;
  if (reply.upgrade) {
    framing.kind = Framing::Kind::upgrade;
  } else if (bodiless(reply.status)) {
    framing.kind = Framing::Kind::none;
  } else {
    framing.gzip = gzip && compresses(reply, asked);
    const bool long_gzip = framing.gzip && reply.body.size() > whole_gzip_bytes_max;
    if (reply.stream || long_gzip) framing.kind = Framing::Kind::chunked;
  }
  if (framing.kind == Framing::Kind::chunked && asked.version < 11) framing.kind = Framing::Kind::until_close;
  if (framing.kind == Framing::Kind::until_close) framing.keep_alive = false;
  return framing;
}

void write_head(std::string& head, const Reply& reply, const Framing& framing, std::uint64_t length,
                std::string_view date) {
  head.clear();
  fmt::format_to(std::back_inserter(head), FMT_STRING("HTTP/1.1 {} {}\r\n"), reply.status, reason(reply.status));
  const bool upgrade = framing.kind == Framing::Kind::upgrade;
  bool has_date = false;
  bool has_server = false;
  for (const auto& [name, value] : reply.headers.all()) {
    if (is_framing(name) && !(upgrade && same_name(name, "Connection"))) continue;
    has_date = has_date || same_name(name, "Date");
    has_server = has_server || same_name(name, "Server");
    append_header(head, name, value);
  }
  if (!has_date) append_header(head, "Date", date);
  if (!has_server) head += "Server: wick\r\n";
  if (!upgrade) append_framing(head, framing, length);
  head += "\r\n";
}

std::string http_date(rt::WallTime at) {
  constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days.at(std::chrono::weekday{day}.c_encoding()),
                     static_cast<unsigned>(date.day()), months.at(static_cast<unsigned>(date.month()) - 1),
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::string_view reason(int status) {
  const auto known =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return {known.data(), known.size()};
}

}  // namespace net
