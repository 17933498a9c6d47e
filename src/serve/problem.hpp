// Why a request was not answered as asked: RFC 9457's application/problem+json.
#pragma once

#include "base/result.hpp"
#include "net/http_server.hpp"

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace serve {

struct Problem {
  int status = 500;
  std::string type;  // The last word of "/problems/unknown-series".
  std::string title;
  std::string detail;   // One sentence: what, why, what to do.
  std::string param{};  // The parameter or body member at fault.
  std::vector<std::string> did_you_mean{};
  std::string members{};  // More members as JSON text: "\"gaps\":[…]".
  std::vector<std::pair<std::string, std::string>> headers{};
};

template <class T>
using Or = std::expected<T, Problem>;

using Answer = Or<net::Reply>;

// 400 that names the parameter.
Problem bad_parameter(std::string name, std::string detail);
Problem not_found(std::string type, std::string detail);
// The status that fits what the caller can do about it.
Problem problem_of(const base::Error& error);

net::Reply reply_of(const Problem& problem, std::string_view instance, std::string_view request_id);

inline std::unexpected<Problem> refuse(Problem problem) {
  return std::unexpected<Problem>(std::move(problem));
}
inline Problem problem_from(const Problem& problem) {
  return problem;
}
inline Problem problem_from(const base::Error& error) {
  return problem_of(error);
}

}  // namespace serve

#define SERVE_WANT(tmp, leave, into, ...)                                                \
  auto tmp = (__VA_ARGS__);                                                              \
  if (!tmp) leave std::unexpected<::serve::Problem>(::serve::problem_from(tmp.error())); \
  into = std::move(tmp).value()
// WANT(auto info, shelf.find(series)): the value, or leave with the problem. Takes an Or<T> or a base::Result<T>.
#define WANT(into, ...) SERVE_WANT(BASE_CAT(want_, __COUNTER__), return, into, __VA_ARGS__)
#define CO_WANT(into, ...) SERVE_WANT(BASE_CAT(want_, __COUNTER__), co_return, into, __VA_ARGS__)
