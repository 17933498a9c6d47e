#include "serve/problem.hpp"

#include "serve/json.hpp"

namespace serve {

Problem bad_parameter(std::string name, std::string detail) {
  return {400, "bad-parameter", "Bad parameter", std::move(detail), std::move(name)};
}

Problem not_found(std::string type, std::string detail) {
  return {404, std::move(type), "Not found", std::move(detail)};
}

Problem problem_of(const base::Error& error) {
  using base::Code;
  const bool ended = error.what.ends_with('.') || error.what.ends_with('?');
  const std::string said = ended ? error.what : error.what + ".";
  switch (error.code) {
    case Code::usage: return {400, "usage", "Not understood", said};
    case Code::unsupported: return {400, "unsupported", "Not offered", said};
    case Code::not_found: return {404, "not-found", "Not found", said};
    case Code::refused: return {409, "refused", "Refused", said};
    case Code::locked: return {409, "locked", "Locked", said};
    case Code::no_space: return {507, "no-space", "No space", said};
    case Code::bad_data:
    case Code::unreachable: return {502, "source-failed", "The source failed", said};
    case Code::retry:
    case Code::rate_limited:
    case Code::cancelled: {
      const auto wait = std::max<std::int64_t>(1, (error.wait.count() + 999) / 1000);
      return {503, "try-again", "Try again", said, "", {}, "", {{"Retry-After", std::to_string(wait)}}};
    }
    case Code::corrupt: return {500, "damaged", "Damaged data", said};
    case Code::failed: break;
  }
  return {500, "failed", "Failed", said};
}

net::Reply reply_of(const Problem& problem, std::string_view instance, std::string_view request_id) {
  Json json;
  json.object().field("type", "/problems/" + problem.type).field("title", problem.title);
  json.field("status", problem.status).field("detail", problem.detail).field("instance", instance);
  if (!problem.param.empty()) json.field("param", problem.param);
  if (!problem.did_you_mean.empty()) json.field("did_you_mean", problem.did_you_mean);
  json.field("request_id", request_id);
  if (!problem.members.empty()) json.members(problem.members);
  net::Reply reply;
  reply.status = problem.status;
  reply.headers.set("Content-Type", "application/problem+json");
  for (const auto& [name, value] : problem.headers) reply.headers.set(name, value);
  reply.body = json.end().text();
  return reply;
}

}  // namespace serve
