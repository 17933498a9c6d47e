#include "base/error.hpp"

#include <algorithm>
#include <array>

namespace base {

namespace {

constexpr std::array<std::string_view, 13> names = {
    "failed",   "retry",   "rate_limited", "not_found", "refused",     "unsupported", "usage",
    "bad_data", "corrupt", "no_space",     "locked",    "unreachable", "cancelled"};

}  // namespace

std::string_view name(Code code) {
  return names[static_cast<std::size_t>(code)];
}

Code code_named(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? Code::failed : static_cast<Code>(found - names.begin());
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
