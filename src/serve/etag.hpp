// Entity tags: whether a client has what it asks for already.
#pragma once

#include <string_view>

namespace serve {

// Whether If-None-Match names `tag`.
bool names_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace serve
