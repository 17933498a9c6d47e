#include "serve/etag.hpp"

#include "base/text.hpp"

namespace serve {

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  for (const auto& part : base::split(if_none_match, ',')) {
    std::string_view word = part;
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (word.starts_with("W/")) word.remove_prefix(2);
    if (word == tag || word == "*") return true;
  }
  return false;
}

}  // namespace serve
