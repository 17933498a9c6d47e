#include "base/error.hpp"

#include <array>

namespace base {

std::string_view name(Code code) {
  constexpr std::array<std::string_view, 13> names = {
      "failed",   "retry",   "rate_limited", "not_found", "refused",     "unsupported", "usage",
      "bad_data", "corrupt", "no_space",     "locked",    "unreachable", "cancelled"};
  return names[static_cast<std::size_t>(code)];
}

int exit_code(Code code) {
  switch (code) {
    case Code::usage: return 2;
    case Code::corrupt: return 4;
    case Code::no_space: return 5;
    case Code::not_found: return 6;
    case Code::unreachable: return 7;
    case Code::locked: return 11;
    case Code::cancelled: return 130;
    default: return 1;
  }
}

}  // namespace base
