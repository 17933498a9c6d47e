// What a thrown exception says, as an Error: only Asio's cancellation and a library's complaint leave a task that way.
#pragma once

#include "base/error.hpp"

#include <exception>

namespace rt {

// Code::cancelled for Asio's cancellation, Code::failed with the exception's words otherwise.
base::Error thrown(const std::exception_ptr& exception);

}  // namespace rt
