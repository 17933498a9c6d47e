// Requests and responses as they come in, in pieces of any size: the same message, however cut. Only how early nonsense
// is refused may differ.
#include "base/must.hpp"
#include "net/inbox.hpp"
#include "net/message.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace {

struct Outcome {
  bool done = false;
  std::string body;
  bool operator==(const Outcome&) const = default;
};

// What a parser makes of `bytes` that come in steps of `step`.
template <class Parser>
Outcome read(std::string_view bytes, std::size_t step) {
  Parser parser({4096, 4096});
  net::Inbox inbox(16);
  Outcome outcome;
  while (!bytes.empty() && !parser.is_done()) {
    const auto room = inbox.room();
    const auto count = std::min({room.size(), bytes.size(), step});
    std::copy_n(bytes.begin(), count, static_cast<char*>(room.data()));
    inbox.arrived(count);
    bytes.remove_prefix(count);
    while (!inbox.empty() && !parser.is_done()) {
      boost::beast::error_code problem;
      const auto here = inbox.view();
      inbox.use_up(parser.put(boost::asio::buffer(here.data(), here.size()), problem));
      if (problem == boost::beast::http::error::need_more) break;
      if (problem) return outcome;
    }
  }
  outcome.done = parser.is_done();
  if (outcome.done) outcome.body = parser.body;
  MUST(parser.body.size() <= 4096);
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 3000) return 0;  // Below the limits: where they bite depends on the steps.
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = data[0] % 32U + 1;
  MUST(read<net::RequestParser>(bytes, step) == read<net::RequestParser>(bytes, 4096));
  MUST(read<net::ResponseParser>(bytes, step) == read<net::ResponseParser>(bytes, 4096));
  return 0;
}
