#include "replay/faults.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace replay {

using base::Code;

namespace {

struct Kind {
  std::string_view name;
  double usual;  // Rate.
};

constexpr std::array<Kind, fault_kinds> kinds = {{{"429", 0.02},
                                                  {"418", 0.002},
                                                  {"5xx", 0.03},
                                                  {"html", 0.02},
                                                  {"truncated", 0.02},
                                                  {"garbage", 0.02},
                                                  {"slow", 0.01},
                                                  {"late", 0.01},
                                                  {"reset", 0.02},
                                                  {"duplicated", 0.05},
                                                  {"reordered", 0.05},
                                                  {"holes", 0.03},
                                                  {"open", 1.0},
                                                  {"revised", 0.01}}};

constexpr auto every_fault = [] {
  std::array<Fault, fault_kinds> all{};
  for (std::size_t at = 0; at < all.size(); ++at) all[at] = static_cast<Fault>(at);
  return all;
}();

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& kind : kinds) all.emplace_back(kind.name);
  return all;
}

std::optional<double> read_rate(std::string_view text) {
  double rate = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), rate);
  if (problem != std::errc{} || end != text.data() + text.size() || !(rate >= 0 && rate <= 1)) return std::nullopt;
  return rate;
}

base::Done add(Faults& faults, std::string_view word) {
  const auto equals = word.find('=');
  const auto kind_name = word.substr(0, equals);
  std::optional<double> rate;
  if (equals != std::string_view::npos) {
    rate = read_rate(word.substr(equals + 1));
    if (!rate) return base::fail(Code::usage, fmt::format("fault '{}': a rate is a number from 0 to 1", word));
  }
  for (const auto fault : all_faults()) {
    const auto& kind = kinds[static_cast<std::size_t>(fault)];
    const bool meant = kind_name == kind.name || (kind_name == "all" && fault != Fault::revised);
    if (meant) faults.set(fault, rate.value_or(kind.usual));
  }
  const bool known = kind_name == "all" || std::ranges::find(kinds, kind_name, &Kind::name) != kinds.end();
  if (known) return {};
  return base::fail(Code::usage, fmt::format("no fault '{}'{}; there are all, none, {}", kind_name,
                                             base::did_you_mean(kind_name, names()), base::join(names(), ", ")));
}

}  // namespace

std::string_view name(Fault fault) {
  return kinds[static_cast<std::size_t>(fault)].name;
}

std::span<const Fault> all_faults() {
  return every_fault;
}

bool Faults::any() const {
  return std::ranges::any_of(rates_, [](double rate) { return rate > 0; });
}

base::Result<Faults> Faults::parse(std::string_view text) {
  Faults faults;
  for (const auto& word : base::split(text, ',')) {
    if (word == "none" || word.empty()) continue;
    CHECK(add(faults, word));
  }
  return faults;
}

std::string Faults::text() const {
  std::vector<std::string> words;
  for (const auto fault : all_faults()) {
    if (rate(fault) > 0) words.push_back(fmt::format("{}={}", name(fault), rate(fault)));
  }
  return words.empty() ? "none" : base::join(words, ",");
}

}  // namespace replay
