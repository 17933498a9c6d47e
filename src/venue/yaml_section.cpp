#include "venue/yaml_section.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace venue {

void Complaints::add(YAML::Mark at, std::string_view what) {
  if (first_) return;
  auto told = at.is_null() ? fmt::format("{}: {}", file_, what)
                           : fmt::format("{}:{}:{}: {}", file_, at.line + 1, at.column + 1, what);
  first_ = base::Error{base::Code::usage, std::move(told)};
}

base::Done Complaints::done() const {
  if (first_) return std::unexpected(*first_);
  return {};
}

base::Result<YAML::Node> load_yaml(std::string_view text, std::string_view file) {
  Complaints complaints(file);
  try {
    auto node = YAML::Load(std::string(text));
    if (node.IsMap()) return node;
    complaints.add(node.Mark(), "expected a mapping of keys to values");
  } catch (const YAML::Exception& error) {
    complaints.add(error.mark, error.msg);
  }
  return std::unexpected(complaints.done().error());
}

Section::Section(const YAML::Node& node, std::string name, Complaints& complaints)
    : node_{node}, name_{std::move(name)}, complaints_{&complaints} {
  if (!node_.IsMap()) {
    complain(fmt::format("'{}' is to be a mapping of keys to values", name_));
    node_ = YAML::Node(YAML::NodeType::Map);
  }
  std::vector<std::string> seen;
  for (const auto& entry : node_) {
    const auto& key = entry.first.Scalar();
    if (std::ranges::find(seen, key) != seen.end())
      complain(entry.first, fmt::format("key '{}' stands here twice", key));
    seen.push_back(key);
  }
}

YAML::Node Section::node(const char* key) {
  asked_.emplace_back(key);
  for (const auto& entry : node_) {
    if (entry.first.Scalar() == key) return entry.second;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

std::string Section::text(const char* key) {
  const auto found = node(key);
  if (!found.IsDefined())
    complain(fmt::format("{}lacks '{}'", name_.empty() ? "" : "'" + name_ + "' ", key));
  else if (!found.IsScalar() || found.Scalar().empty())
    complain(found, fmt::format("'{}' is to be a text", key));
  else
    return found.Scalar();
  return {};
}

std::string Section::text_or(const char* key, std::string fallback) {
  return node(key).IsDefined() ? text(key) : std::move(fallback);
}

int Section::number_or(const char* key, int fallback) {
  const auto found = node(key);
  if (!found.IsDefined()) return fallback;
  int value = 0;
  const auto digits = found.IsScalar() ? found.Scalar() : std::string();
  const auto [rest, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = problem == std::errc{} && rest == digits.data() + digits.size();
  if (whole && value > 0 && value <= 1'000'000'000) return value;
  complain(found, fmt::format("'{}' is to be a whole number above 0, not '{}'", key, base::printable(digits, 40)));
  return fallback;
}

std::optional<Section> Section::section(const char* key) {
  const auto found = node(key);
  if (!found.IsDefined()) return std::nullopt;
  return Section(found, key, *complaints_);
}

Section Section::required(const char* key) {
  if (auto found = section(key)) return *std::move(found);
  complain(fmt::format("{}lacks '{}'", name_.empty() ? "" : "'" + name_ + "' ", key));
  return Section(YAML::Node(YAML::NodeType::Map), key, *complaints_);
}

void Section::each(const std::function<void(const std::string&, const YAML::Node&)>& take) {
  for (const auto& entry : node_) {
    asked_.push_back(entry.first.Scalar());
    take(entry.first.Scalar(), entry.second);
  }
}

std::vector<std::string> Section::list(const char* key) {
  const auto found = node(key);
  if (!found.IsDefined()) return {};
  if (found.IsScalar()) return {found.Scalar()};
  std::vector<std::string> items;
  if (!found.IsSequence()) complain(found, fmt::format("'{}' is to be a list", key));
  for (const auto& item : found) {
    if (item.IsScalar())
      items.push_back(item.Scalar());
    else
      complain(item, fmt::format("'{}' is to be a list of texts", key));
  }
  return items;
}

void Section::finish() {
  for (const auto& entry : node_) {
    const auto& key = entry.first.Scalar();
    if (std::ranges::find(asked_, key) != asked_.end()) continue;
    complain(entry.first, fmt::format("unknown key '{}'{}", base::printable(key, 40), base::did_you_mean(key, asked_)));
  }
}

}  // namespace venue
