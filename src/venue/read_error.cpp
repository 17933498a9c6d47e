#include "base/text.hpp"
#include "venue/json.hpp"
#include "venue/read.hpp"
#include "venue/retry_after.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace venue {

using namespace std::chrono;
using base::Code;
using base::Error;
using market::Time;

namespace {

constexpr std::size_t body_bytes_max = 4096;  // Errors are short; pages of candles are not searched for them.
constexpr milliseconds wait_min = 1s;
constexpr milliseconds wait_max = 1h;      // Longer is taken for a mistake …
constexpr milliseconds ban_max = days{3};  // … unless it is a ban: these last up to three days.

std::string host_of(const Facts& facts) {
  const auto begin = facts.rest.find("://");
  const auto host = facts.rest.substr(begin == facts.rest.npos ? 0 : begin + 3);
  return host.substr(0, host.find('/'));
}

bool success(int status) {
  return status >= 200 && status < 300;
}

bool is_html(const Answered& answered) {
  const auto first = answered.body.find_first_not_of(" \r\n\t");
  return base::lower(answered.content_type).contains("html") ||
         (first != answered.body.npos && answered.body[first] == '<');
}

// What the body itself says, where it says anything.
struct Told {
  std::string text;
  std::optional<Code> code;
};

bool holds(simdjson::dom::element root, const std::pair<Path, std::string>& condition) {
  const auto found = at(root, condition.first);
  return found && scalar(*found) == condition.second;
}

bool is_error(const Errors& errors, simdjson::dom::element root) {
  if (errors.where && holds(root, *errors.where)) return true;
  if (errors.unless) return !holds(root, *errors.unless);
  if (errors.where || !errors.code) return false;
  const auto code = at(root, *errors.code);
  return code && scalar(*code);
}

std::optional<Code> code_by_words(const Errors& errors, std::string_view body) {
  for (const auto& [words, code] : errors.says) {
    if (body.contains(words)) return code;
  }
  return std::nullopt;
}

std::optional<std::string> scalar_at(simdjson::dom::element root, const std::optional<Path>& path) {
  const auto found = path ? at(root, *path) : std::nullopt;
  return found ? scalar(*found) : std::nullopt;
}

Told told_by(const Errors& errors, simdjson::dom::element root) {
  Told told;
  const auto code = scalar_at(root, errors.code);
  told.text = scalar_at(root, errors.text).value_or("");
  if (code && !told.text.empty()) told.text += fmt::format(" ({})", *code);
  if (code && told.text.empty()) told.text = *code;
  if (const auto meaning = errors.means.find(code.value_or("")); meaning != errors.means.end()) {
    told.code = meaning->second;
  }
  return told;
}

std::optional<Told> told_in(const Facts& facts, const Answered& answered) {
  const auto& errors = facts.wire->errors;
  const auto by_words = code_by_words(errors, answered.body);
  const auto root = parse_whole(facts, answered.body);
  if (root && (is_error(errors, *root) || !success(answered.status))) {
    auto told = told_by(errors, *root);
    if (by_words) told.code = by_words;
    if (told.text.empty()) told.text = base::printable(answered.body);
    return told;
  }
  if (by_words || (!success(answered.status) && !answered.body.empty())) {
    return Told{base::printable(answered.body), by_words};
  }
  return std::nullopt;
}

Code code_by_status(int status) {
  switch (status) {
    case 401:
    case 407:
    case 451: return Code::refused;
    case 403:
    case 418:
    case 429: return Code::rate_limited;
    case 404:
    case 410: return Code::not_found;
    case 408:
    case 425: return Code::retry;
    default: return status >= 500 && status < 600 ? Code::retry : Code::failed;
  }
}

// How long to stay away when nobody says.
milliseconds usual_wait(const Facts& facts, int status) {
  if (status == 403) return 10min;
  if (status == 418) return 2min;
  return std::clamp(facts.limit.per, milliseconds{10s}, milliseconds{60s});
}

milliseconds wait_of(const Facts& facts, const Answered& answered, Time now) {
  const auto until = banned_until(answered.body.substr(0, body_bytes_max));
  if (until && *until > now) return std::clamp(milliseconds{*until - now}, wait_min, ban_max);
  const auto asked = answered.retry_after ? retry_after(*answered.retry_after, now) : std::nullopt;
  if (!asked) return usual_wait(facts, answered.status);
  return std::clamp(*asked, wait_min, answered.status == 418 ? ban_max : wait_max);
}

std::string elsewhere(const Facts& facts) {
  const auto& other = facts.wire->elsewhere;
  return fmt::format("it does not serve the region of this machine; set venues.{}.rest to {}", facts.id,
                     other.empty() ? "an address that does" : other);
}

// The end of the sentence: what came instead of an answer.
std::string described(const Facts& facts, const Answered& answered, const std::optional<Told>& told) {
  if (answered.status == 451) return elsewhere(facts);
  if (is_html(answered)) return "an HTML page (Cloudflare?) instead of JSON";
  if (told && !told->text.empty()) return told->text;
  if (answered.status >= 300 && answered.status < 400) return fmt::format("moved; check venues.{}.rest", facts.id);
  return "an empty answer";
}

Code code_of(const Answered& answered, const std::optional<Told>& told) {
  if (told && told->code) return *told->code;
  if (success(answered.status)) return is_html(answered) || answered.body.empty() ? Code::retry : Code::failed;
  const auto code = code_by_status(answered.status);
  return code == Code::retry && answered.retry_after ? Code::rate_limited : code;
}

}  // namespace

std::optional<Error> read_error(const Facts& facts, const Answered& answered, Time now) {
  std::optional<Told> told;
  const bool empty = answered.body.find_first_not_of(" \r\n\t") == answered.body.npos;
  if (!is_html(answered) && !empty && answered.body.size() <= body_bytes_max) told = told_in(facts, answered);
  if (success(answered.status) && !told && !is_html(answered) && !empty) return std::nullopt;
  Error error;
  error.code = code_of(answered, told);
  error.what = fmt::format("HTTP {} from {}: {}", answered.status, host_of(facts), described(facts, answered, told));
  if (error.code == Code::rate_limited) error.wait = wait_of(facts, answered, now);
  return error;
}

}  // namespace venue
