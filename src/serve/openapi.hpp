// The API described in OpenAPI 3.1, written from the table of routes.
#pragma once

#include "serve/router.hpp"

#include <span>
#include <string>

namespace serve {

std::string openapi_json(std::span<const Route> routes, std::string_view version);

}  // namespace serve
