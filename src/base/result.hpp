// A value, or the Error that stands in its place.
#pragma once

#include "base/error.hpp"
#include "base/must.hpp"

#include <expected>
#include <utility>

namespace base {

template <class T>
using Result = std::expected<T, Error>;

using Done = Result<void>;  // Work that has no other value.

// return fail(Code::bad_data, "row 3 lacks 'open'");
inline std::unexpected<Error> fail(Code code, std::string what, std::chrono::milliseconds wait = {}) {
  return std::unexpected<Error>(Error{code, std::move(what), wait});
}

// The same error, told with where it happened: "binance: …".
inline std::unexpected<Error> within(std::string_view where, Error error) {
  error.what.insert(0, std::string(where) + ": ");
  return std::unexpected<Error>(std::move(error));
}

}  // namespace base

#define BASE_PASTE(a, b) a##b
#define BASE_CAT(a, b) BASE_PASTE(a, b)
#define BASE_TRY(tmp, leave, into, ...)                                   \
  auto tmp = (__VA_ARGS__);                                               \
  if (!tmp) leave std::unexpected<::base::Error>(std::move(tmp).error()); \
  into = std::move(tmp).value()
#define BASE_CHECK(tmp, leave, ...) \
  if (auto tmp = (__VA_ARGS__); !tmp) leave std::unexpected<::base::Error>(std::move(tmp).error())

// TRY(auto candles, read_candles(body));            in a function
// CO_TRY(auto candles, co_await source.fetch(ask)); in a coroutine
#define TRY(into, ...) BASE_TRY(BASE_CAT(try_, __COUNTER__), return, into, __VA_ARGS__)
#define CO_TRY(into, ...) BASE_TRY(BASE_CAT(try_, __COUNTER__), co_return, into, __VA_ARGS__)

// CHECK(write(bytes));  the same for a Done.
#define CHECK(...) BASE_CHECK(BASE_CAT(check_, __COUNTER__), return, __VA_ARGS__)
#define CO_CHECK(...) BASE_CHECK(BASE_CAT(check_, __COUNTER__), co_return, __VA_ARGS__)
