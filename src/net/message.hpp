// One HTTP/1.1 message as it comes in: bytes go in, the parts of a Request or a Response come out. Stricter than the
// parser beneath it: what two readers could take for two different messages is refused.
#pragma once

#include "net/http.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <string>

namespace net {

struct MessageLimits {
  std::size_t header_bytes = 16U << 10U;
  std::size_t body_bytes = 1U << 20U;
};

// What requests and responses have in common. `asked`: a request.
template <bool asked>
class MessageParser : public boost::beast::http::basic_parser<asked> {
 public:
  explicit MessageParser(MessageLimits limits);

  Headers headers;
  std::string body;
  int version = 11;  // 10 for HTTP/1.0

 protected:
  using Problem = boost::beast::error_code;
  using Text = boost::beast::string_view;

 private:
  void on_field_impl(boost::beast::http::field field, Text name, Text value, Problem& problem) override;
  void on_header_impl(Problem& problem) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Problem& problem) override;
  std::size_t on_body_impl(Text piece, Problem& problem) override;
  void on_chunk_header_impl(std::uint64_t size, Text extensions, Problem& problem) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, Text piece, Problem& problem) override;
  void on_finish_impl(Problem& problem) override;

  bool length_seen_ = false;
};

class RequestParser final : public MessageParser<true> {
 public:
  using MessageParser::MessageParser;

  std::string method;
  std::string target;

 private:
  void on_request_impl(boost::beast::http::verb verb, Text method_text, Text target_text, int http_version,
                       Problem& problem) override;
  void on_response_impl(int, Text, int, Problem&) override {}
};

class ResponseParser final : public MessageParser<false> {
 public:
  using MessageParser::MessageParser;

  int status = 0;

 private:
  void on_request_impl(boost::beast::http::verb, Text, Text, int, Problem&) override {}
  void on_response_impl(int code, Text reason, int http_version, Problem& problem) override;
};

// The status a server answers to bytes it cannot take: 431, 413 or 400.
int status_of(const boost::beast::error_code& problem);

}  // namespace net
