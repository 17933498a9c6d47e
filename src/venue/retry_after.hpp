// How long an exchange asks us to stay away.
#pragma once

#include "market/time.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace venue {

// What Retry-After says: seconds, or a date of HTTP as of `now`. nullopt for anything else, and for what lies in the
// past: then it says nothing.
std::optional<std::chrono::milliseconds> retry_after(std::string_view text, market::Time now);

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<market::Time> http_date(std::string_view text);

// "… IP banned until 1700000000000 …": that moment.
std::optional<market::Time> banned_until(std::string_view text);

}  // namespace venue
