// JSON as it is written: a string that grows, with commas and closing brackets looked after.
#pragma once

#include "base/decimal.hpp"
#include "market/time.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serve {

class Json {
 public:
  Json& object() { return open('{', '}'); }
  Json& array() { return open('[', ']'); }
  Json& end();
  Json& key(std::string_view name);

  Json& value(std::string_view text);
  Json& value(const std::string& text) { return value(std::string_view{text}); }
  Json& value(const char* text) { return value(std::string_view{text}); }
  Json& value(bool truth);
  Json& value(double number);  // null where it is not finite.
  Json& value(market::Time at) { return value(market::ms_of(at)); }
  Json& value(const base::Decimal& number);
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Json& value(T number) {
    return raw(std::to_string(number));
  }
  template <class T>
  Json& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : raw("null");
  }
  template <class T>
  Json& value(const std::vector<T>& list) {
    array();
    for (const auto& item : list) value(item);
    return end();
  }

  template <class T>
  Json& field(std::string_view name, const T& what) {
    return key(name).value(what);
  }
  // Text that is JSON already: one value, or the members of the object that is open.
  Json& raw(std::string_view json);
  Json& members(std::string_view json) { return raw(json); }

  // REQUIRES: everything that was opened has been ended.
  std::string text() && { return std::move(out_); }
  std::string text() & { return std::move(out_); }
  const std::string& peek() const { return out_; }

 private:
  Json& open(char with, char until);
  void separate();

  std::string out_;
  std::string closers_;
  bool comma_ = false;
};

}  // namespace serve
