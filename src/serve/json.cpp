#include "serve/json.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace serve {

Json& Json::open(char with, char until) {
  separate();
  out_ += with;
  closers_ += until;
  comma_ = false;
  return *this;
}

Json& Json::end() {
  MUST(!closers_.empty());
  out_ += closers_.back();
  closers_.pop_back();
  comma_ = true;
  return *this;
}

void Json::separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}

Json& Json::key(std::string_view name) {
  separate();
  out_ += base::json_quote(name);
  out_ += ':';
  comma_ = false;
  return *this;
}

Json& Json::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

Json& Json::value(std::string_view text) {
  return raw(base::json_quote(text));
}
Json& Json::value(bool truth) {
  return raw(truth ? "true" : "false");
}
Json& Json::value(double number) {
  return raw(std::isfinite(number) ? fmt::format("{:.6g}", number) : "null");
}

Json& Json::value(const base::Decimal& number) {
  std::array<char, base::Decimal::text_max> digits{};
  const char* const end = number.write(digits.data());
  return raw({digits.data(), end});
}

}  // namespace serve
