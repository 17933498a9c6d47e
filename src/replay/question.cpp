#include "replay/question.hpp"

#include "base/text.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <charconv>

namespace replay {

std::optional<std::string_view> Question::parameter(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, [](const auto& one) { return std::string_view{one.first}; });
  if (found == parameters.end()) return std::nullopt;
  return found->second;
}

base::Result<Question> take_apart(const net::Request& request) {
  const std::string_view target = request.url;
  const auto mark = target.find('?');
  Question question{.method = request.method, .path = {}, .parameters = {}, .headers = request.headers};
  TRY(question.path, net::percent_decode(target.substr(0, mark)));
  if (mark == std::string_view::npos) return question;
  for (auto& piece : base::split(target.substr(mark + 1), '&')) {
    if (piece.empty()) continue;
    std::ranges::replace(piece, '+', ' ');
    const std::string_view one = piece;
    const auto equals = one.find('=');
    TRY(auto name, net::percent_decode(one.substr(0, equals)));
    TRY(auto value, net::percent_decode(equals == std::string_view::npos ? "" : one.substr(equals + 1)));
    question.parameters.emplace_back(std::move(name), std::move(value));
  }
  return question;
}

std::optional<std::int64_t> integer(std::string_view text) {
  std::int64_t value = 0;
  if (text.empty() || text.size() > 19) return std::nullopt;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace replay
