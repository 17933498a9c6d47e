#include "serve/query.hpp"

#include "base/text.hpp"
#include "serve/lists.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace serve {

namespace {

constexpr std::size_t value_bytes_max = 2000;
constexpr std::size_t values_max = 64;

int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char lower = static_cast<char>(digit | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Length of the UTF-8 sequence that begins at `at`, 0 where it is broken, overlong or a surrogate.
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return 0;
  for (std::size_t index = 1; index < length; ++index) {
    if ((byte(at + index) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned second = byte(at + 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool outside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : length;
}

bool readable(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = sequence_at(text, at);
    if (length == 0 || byte < 0x20 || byte == 0x7F) return false;
    at += length;
  }
  return true;
}

std::string encode(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool plain = (byte >= '0' && byte <= '9') || ((byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z');
    if (plain || std::string_view{"-._~:/,*@"}.contains(letter)) {
      out += letter;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

Problem unknown_parameter(const std::string& name, std::span<const Parameter> known) {
  std::vector<std::string> names;
  for (const auto& parameter : known) names.push_back(parameter.name);
  auto problem = bad_parameter(name, fmt::format("There is no parameter '{}' here; there are: {}.",
                                                 base::printable(name), base::join(names, ", ")));
  if (names.empty())
    problem.detail = fmt::format("There is no parameter '{}': this takes none.", base::printable(name));
  problem.did_you_mean = base::nearest(name, names);
  return problem;
}

std::optional<Problem> refused(const std::string& name, const std::string& value, std::span<const Parameter> known) {
  const auto parameter = std::ranges::find(known, name, &Parameter::name);
  if (parameter == known.end()) return unknown_parameter(name, known);
  if (value.empty()) return bad_parameter(name, fmt::format("'{}' is empty; leave it out or say what is meant.", name));
  const auto& accepted = parameter->accepted;
  if (accepted.empty() || among(accepted, value)) return std::nullopt;
  auto problem = bad_parameter(
      name, fmt::format("'{}' is '{}'; accepted are: {}.", name, base::printable(value), base::join(accepted, ", ")));
  problem.did_you_mean = base::nearest(value, accepted);
  return problem;
}

// Calls `take(name, value)` for each part, undecoded, until it returns false.
template <class Take>
void each_part(std::string_view text, Take take) {
  while (!text.empty()) {
    const auto part = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto equals = std::min(part.find('='), part.size());
    if (!part.empty() && !take(part.substr(0, equals), part.substr(std::min(part.size(), equals + 1)))) return;
  }
}

}  // namespace

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at] == '+' ? ' ' : text[at];
      continue;
    }
    if (at + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  if (!readable(out)) return std::nullopt;
  return out;
}

Or<Query> Query::parse(std::string_view text, std::span<const Parameter> known) {
  Query query;
  std::optional<Problem> problem;
  each_part(text, [&](std::string_view raw_name, std::string_view raw_value) {
    const auto name = decode(raw_name).value_or(base::printable(raw_name, 40));
    const auto value = decode(raw_value);
    if (raw_value.size() > value_bytes_max) {
      problem = bad_parameter(name, fmt::format("'{}' is longer than {} bytes.", name, value_bytes_max));
    } else if (!value) {
      problem = bad_parameter(name, fmt::format("'{}' is not percent-encoded UTF-8 without control characters.", name));
    } else if (query.find(name)) {
      problem = bad_parameter(name, fmt::format("'{}' is given twice; once is enough.", name));
    } else if (query.values_.size() >= values_max) {
      problem = bad_parameter(name, fmt::format("More than {} parameters.", values_max));
    } else {
      problem = refused(name, *value, known);
      query.values_.emplace_back(name, *value);
    }
    return !problem;
  });
  if (problem) return refuse(*problem);
  for (const auto& parameter : known) {
    if (parameter.required && !query.find(parameter.name)) {
      return refuse(
          bad_parameter(parameter.name, fmt::format("'{}' is missing: {}.", parameter.name, parameter.meaning)));
    }
  }
  return query;
}

Query Query::parse_leniently(std::string_view text) {
  Query query;
  each_part(text, [&](std::string_view raw_name, std::string_view raw_value) {
    auto name = decode(raw_name);
    auto value = decode(raw_value);
    if (name && value && value->size() <= value_bytes_max) {
      std::erase_if(query.values_, [&](const auto& pair) { return pair.first == *name; });
      query.values_.emplace_back(*std::move(name), *std::move(value));
    }
    return query.values_.size() < values_max;
  });
  return query;
}

std::optional<std::string> Query::find(std::string_view name) const {
  const auto at = std::ranges::find(values_, name, [](const auto& pair) { return std::string_view{pair.first}; });
  if (at == values_.end()) return std::nullopt;
  return at->second;
}

std::string Query::text(std::string_view name, std::string_view otherwise) const {
  return find(name).value_or(std::string{otherwise});
}

Or<std::optional<market::Time>> Query::time(std::string_view name, market::Time now) const {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto at = market::parse_time(*value, now);
  if (!at) return refuse(bad_parameter(std::string{name}, fmt::format("'{}': {}.", name, at.error().what)));
  if (*at < market::Time{} || *at > market::time_max) {
    return refuse(bad_parameter(std::string{name}, fmt::format("'{}' is not between 1970 and 9999.", name)));
  }
  return *at;
}

Or<std::int64_t> Query::whole(std::string_view name, std::int64_t otherwise, std::int64_t least,
                              std::int64_t most) const {
  const auto value = find(name);
  if (!value) return otherwise;
  std::int64_t number = 0;
  const char* const end = value->data() + value->size();
  const auto [rest, error] = std::from_chars(value->data(), end, number);
  if (error != std::errc{} || rest != end || number < least || number > most) {
    return refuse(
        bad_parameter(std::string{name}, fmt::format("'{}' is '{}'; accepted are whole numbers from {} to {}.", name,
                                                     base::printable(*value), least, most)));
  }
  return number;
}

Or<std::optional<market::Timeframe>> Query::timeframe(std::string_view name) const {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto timeframe = market::Timeframe::parse(*value);
  if (timeframe) return *timeframe;
  return refuse(bad_parameter(std::string{name}, fmt::format("'{}': {}.", name, timeframe.error().what)));
}

std::string Query::with(std::span<const std::pair<std::string, std::string>> changes) const {
  std::string out;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out += out.empty() ? '?' : '&';
    out += encode(name) + "=" + encode(value);
  };
  for (const auto& [name, value] : values_) {
    const bool changed = std::ranges::any_of(changes, [&](const auto& change) { return change.first == name; });
    if (!changed) add(name, value);
  }
  for (const auto& [name, value] : changes) add(name, value);
  return out;
}

}  // namespace serve
