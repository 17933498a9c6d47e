// How a Reply goes out: its framing, and the text of its head.
#pragma once

#include "net/http_server.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace net {

// What of the request shapes the answer.
struct Asked {
  int version = 11;
  bool head_only = false;
  bool takes_gzip = false;
  bool keep_alive = true;
};

struct Framing {
  enum class Kind : std::uint8_t { none, whole, chunked, until_close, upgrade };
  Kind kind = Kind::whole;
  bool gzip = false;
  bool keep_alive = true;
};

// `gzip`: whether the server may compress at all.
Framing frame(const Reply& reply, const Asked& asked, bool gzip);

// Replaces `head` by the status line and all headers. `length` is told where the framing wants one.
void write_head(std::string& head, const Reply& reply, const Framing& framing, std::uint64_t length,
                std::string_view date);

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(rt::WallTime at);

std::string_view reason(int status);

}  // namespace net
