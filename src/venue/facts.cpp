#include "venue/facts.hpp"

#include "base/text.hpp"
#include "venue/embedded.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace venue {

namespace {

// The value that stands with a timeframe in a short list.
template <class Value>
std::optional<Value> beside(const std::vector<std::pair<market::Timeframe, Value>>& list,
                            const market::Timeframe& timeframe) {
  const auto found = std::ranges::find(list, timeframe, &std::pair<market::Timeframe, Value>::first);
  if (found == list.end()) return std::nullopt;
  return found->second;
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace

std::optional<market::Timeframe> Paging::piece_of(const market::Timeframe& timeframe) const {
  return beside(pieces, timeframe);
}

std::optional<std::string> Facts::code_of(const market::Timeframe& timeframe) const {
  return beside(timeframes, timeframe);
}

base::Result<Registry> Registry::load(const std::vector<std::pair<std::string, std::string>>& overrides) {
  std::map<std::string, std::string, std::less<>> files;
  for (const auto& file : embedded_facts()) files[std::string(file.name)] = file.text;
  for (const auto& [name, text] : overrides) files[name] = text;
  Registry registry;
  for (const auto& [name, text] : files) {
    TRY(auto facts, parse_facts(text, name));
    if (name != facts.id + ".yaml") {
      return base::fail(base::Code::usage, fmt::format("{}: the id is '{}', so the file is to be called {}.yaml", name,
                                                       facts.id, facts.id));
    }
    registry.all_.emplace(facts.id, std::move(facts));
  }
  return registry;
}

base::Result<const Facts*> Registry::find(std::string_view id) const {
  const auto found = all_.find(id);
  if (found != all_.end()) return &found->second;
  std::vector<std::string> known;
  for (const auto& [name, facts] : all_) known.push_back(name);
  auto hint = base::did_you_mean(id, known);
  if (hint.empty()) hint = "; there are " + base::join(known, " ");
  return base::fail(base::Code::usage, fmt::format("no exchange '{}'{}", base::printable(id, 40), hint));
}

base::Done Registry::set_rest(std::string_view id, std::string url) {
  CHECK(find(id));
  auto& facts = all_.find(id)->second;
  facts.rest = without_slash(std::move(url));
  facts.closed.reset();
  return {};
}

base::Done Registry::set_stream(std::string_view id, std::string url) {
  CHECK(find(id));
  auto& facts = all_.find(id)->second;
  facts.stream = without_slash(std::move(url));
  facts.closed.reset();
  return {};
}

}  // namespace venue
