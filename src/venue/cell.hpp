// The cells of an answer as they came, before anybody takes them for numbers.
#pragma once

#include "market/time.hpp"
#include "venue/wire.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace venue {

// A JSON token without the blanks behind it, and without its quotes where it is a text. nullopt for a text that does
// not end where the token does.
inline std::optional<std::string_view> bare(std::string_view token) {
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t')) {
    token.remove_suffix(1);
  }
  if (token.empty() || token.front() != '"') return token;
  if (token.size() < 2 || token.back() != '"') return std::nullopt;
  return token.substr(1, token.size() - 2);
}

// A whole number; "12.0" and "1.2e1" are such, too.
std::optional<std::int64_t> whole(std::string_view text);

// A moment in the given unit, to the millisecond. nullopt for what is none, and for one before 1971 or after 9999: that
// is what a moment in another unit looks like.
std::optional<market::Time> moment(std::string_view text, TimeUnit unit);

}  // namespace venue
