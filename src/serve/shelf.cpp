#include "serve/shelf.hpp"

#include "base/text.hpp"
#include "serve/lists.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace serve {

namespace {

bool before(const Stored& left, const Stored& right) {
  const auto& a = left.info.series;
  const auto& b = right.info.series;
  if (a.venue != b.venue) return a.venue < b.venue;
  if (a.symbol != b.symbol) return a.symbol < b.symbol;
  return a.timeframe < b.timeframe;
}

}  // namespace

base::Result<const store::Reader*> Shelf::reader(const std::string& venue) {
  if (const auto at = readers_.find(venue); at != readers_.end()) return &at->second;
  TRY(const auto venues, library_.venues());
  if (!among(venues, venue)) return base::fail(base::Code::not_found, "nothing of " + venue + " is stored");
  TRY(auto opened, library_.reader(venue));
  return &readers_.emplace(venue, std::move(opened)).first->second;
}

base::Done Shelf::open_all() {
  TRY(const auto venues, library_.venues());
  for (const auto& venue : venues) CHECK(reader(venue));
  return {};
}

base::Result<std::vector<Stored>> Shelf::all() {
  TRY(const auto venues, library_.venues());
  std::vector<Stored> found;
  for (const auto& venue : venues) {
    TRY(const auto* from, reader(venue));
    TRY(auto infos, from->series());
    for (auto& info : infos) found.push_back({std::move(info), from});
  }
  std::ranges::sort(found, before);
  return found;
}

base::Result<std::vector<Stored>> Shelf::of(const std::string& venue, const std::string& symbol) {
  const auto from = reader(venue);
  if (!from && from.error().code == base::Code::not_found) return std::vector<Stored>{};
  if (!from) return std::unexpected(from.error());
  TRY(auto infos, (*from)->series_of(symbol));
  std::vector<Stored> found;
  for (auto& info : infos) {
    if (info.series.kind == market::PriceKind::trade) found.push_back({std::move(info), *from});
  }
  std::ranges::sort(found, before);
  return found;
}

base::Result<std::vector<Stored>> Shelf::picked_by(const market::Selector& selector) {
  TRY(auto found, all());
  std::erase_if(found, [&](const Stored& stored) { return !selector.picks(stored.info.series); });
  return found;
}

Problem Shelf::unknown(const std::string& series) {
  auto problem = not_found("unknown-series", fmt::format("{} is not stored.", base::printable(series)));
  problem.title = "Unknown series";
  problem.param = "series";
  std::vector<std::string> names;
  if (const auto stored = all()) {
    for (const auto& each : *stored) {
      auto name = each.info.series.venue + ":" + each.info.series.symbol;
      if (names.empty() || names.back() != name) names.push_back(std::move(name));
    }
  }
  problem.did_you_mean = base::nearest(series.substr(0, 100), names);
  return problem;
}

}  // namespace serve
