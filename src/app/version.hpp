// Which Wick this is.
#pragma once

#include <string_view>

namespace app {

inline constexpr std::string_view version = WICK_VERSION;
inline constexpr std::string_view revision =
    WICK_REVISION;  // Of the source it was built from; "unknown" outside a checkout.

}  // namespace app
