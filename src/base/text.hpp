// Small helpers for sentences and names: the nearest of a list, quoting, case.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

// Up to `most` of `names` that look like `word`, best first; empty where nothing is near. Case does not count.
std::vector<std::string> nearest(std::string_view word, std::span<const std::string> names, std::size_t most = 3);

// ", did you mean 'a' or 'b'?" or an empty string: to be put behind a sentence.
std::string did_you_mean(std::string_view word, std::span<const std::string> names);

std::string lower(std::string_view text);
std::string upper(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);  // "a,b" is {"a","b"}; "" is {}.
std::string join(std::span<const std::string> parts, std::string_view between);

// Foreign text made fit for a message or a log line: control characters escaped, cut after `most` bytes.
std::string printable(std::string_view text, std::size_t most = 160);

// A JSON string literal, quotes included.
std::string json_quote(std::string_view text);

}  // namespace base
