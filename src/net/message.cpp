#include "net/message.hpp"

#include <boost/beast/http/error.hpp>

namespace net {

namespace http = boost::beast::http;

template <bool asked>
MessageParser<asked>::MessageParser(MessageLimits limits) {
  this->header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  this->body_limit(limits.body_bytes);
}

// A second Content-Length, and any coding but chunked alone, is where readers part ways.
template <bool asked>
void MessageParser<asked>::on_field_impl(http::field field, Text name, Text value, Problem& problem) {
  if (field == http::field::content_length) {
    if (length_seen_ || value.find(',') != Text::npos) problem = http::error::multiple_content_length;
    length_seen_ = true;
  } else if (field == http::field::transfer_encoding && !same_name({value.data(), value.size()}, "chunked")) {
    problem = http::error::bad_transfer_encoding;
  }
  headers.add(std::string(name), std::string(value));
}

template <bool asked>
void MessageParser<asked>::on_header_impl(Problem& problem) {
  if (asked && version == 11 && !headers.find("Host")) problem = http::error::bad_field;
}

template <bool asked>
void MessageParser<asked>::on_body_init_impl(const boost::optional<std::uint64_t>& length, Problem&) {
  if (length) body.reserve(static_cast<std::size_t>(*length));
}

template <bool asked>
std::size_t MessageParser<asked>::on_body_impl(Text piece, Problem&) {
  body.append(piece.data(), piece.size());
  return piece.size();
}

template <bool asked>
void MessageParser<asked>::on_chunk_header_impl(std::uint64_t, Text, Problem&) {}

template <bool asked>
std::size_t MessageParser<asked>::on_chunk_body_impl(std::uint64_t, Text piece, Problem&) {
  body.append(piece.data(), piece.size());
  return piece.size();
}

template <bool asked>
void MessageParser<asked>::on_finish_impl(Problem&) {}

template class MessageParser<true>;
template class MessageParser<false>;

void RequestParser::on_request_impl(http::verb, Text method_text, Text target_text, int http_version, Problem&) {
  method.assign(method_text.data(), method_text.size());
  target.assign(target_text.data(), target_text.size());
  version = http_version;
}

void ResponseParser::on_response_impl(int code, Text, int http_version, Problem&) {
  status = code;
  version = http_version;
}

int status_of(const boost::beast::error_code& problem) {
  if (problem == http::error::header_limit) return 431;
  if (problem == http::error::body_limit) return 413;
  return 400;
}

}  // namespace net
