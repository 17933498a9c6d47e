// The pages and what they load: files that are part of the program.
#pragma once

#include "base/asset.hpp"
#include "serve/problem.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace serve {

// nullptr where there is none. The path has no leading slash.
using Assets = std::function<const base::Asset*(std::string_view path)>;

// The file for a path such as "/", "/jobs" or "/js/chart.js"; nullopt where there is none. 304 where the client has it.
std::optional<net::Reply> page_reply(const Assets& assets, const net::Request& request, std::string_view path);

// The files of web/ that were built in.
Assets embedded_pages();

}  // namespace serve
