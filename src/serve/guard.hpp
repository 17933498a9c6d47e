// Who may ask at all: names of this host only, and no other site's pages for anything that changes something.
#pragma once

#include "serve/about.hpp"
#include "serve/problem.hpp"

#include <optional>

namespace serve {

// 400, 403, 415 or 421; nullopt for a request that may be answered.
std::optional<Problem> refused_by_guard(const net::Request& request, const About& about);

// Content policy, nosniff and the like: on every answer.
void add_security_headers(net::Reply& reply);

}  // namespace serve
