#include "collect/picking.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace collect {

namespace {

using base::Code;
using base::fail;

std::vector<const market::Instrument*> matches(const std::string& pattern,
                                               std::span<const market::Instrument> instruments) {
  std::vector<const market::Instrument*> found;
  for (const auto& instrument : instruments) {
    const bool ours = market::wildcard_matches(pattern, instrument.symbol);
    if (ours || base::lower(pattern) == base::lower(instrument.venue_symbol)) found.push_back(&instrument);
  }
  return found;
}

base::Done check_timeframe(const market::Timeframe& timeframe, const venue::Facts& facts) {
  if (facts.code_of(timeframe)) return {};
  std::vector<std::string> offered;
  std::string finer;
  for (const auto& [known, code] : facts.timeframes) {
    offered.push_back(known.text());
    if (timeframe.made_of(known)) finer = known.text();
  }
  auto what =
      fmt::format("{} has no candles of {}; it offers {}", facts.id, timeframe.text(), base::join(offered, " "));
  if (!finer.empty()) what += fmt::format(". Fetch {}: {} is derived from it when read", finer, timeframe.text());
  return fail(Code::usage, std::move(what));
}

}  // namespace

base::Done check(const BackfillSpec& spec, const venue::Facts& facts, market::Time now) {
  if (facts.closed) {
    return fail(Code::refused,
                fmt::format("{}; --set venues.{}.rest=URL asks a stand-in, such as `wick replay`, instead",
                            *facts.closed, facts.id));
  }
  if (spec.symbols.empty())
    return fail(Code::usage, "no symbols to fetch; expected some such as BTC/USDT, or '*' for all");
  if (spec.timeframes.empty()) return fail(Code::usage, "no timeframes to fetch; expected some such as 1m");
  for (const auto& timeframe : spec.timeframes) CHECK(check_timeframe(timeframe, facts));
  if (spec.from && *spec.from >= now) {
    return fail(Code::usage, fmt::format("the range starts at {}, which is in the future; it is {} now",
                                         market::rfc3339(*spec.from), market::rfc3339(now)));
  }
  if (spec.from && spec.until && *spec.from >= *spec.until) {
    return fail(Code::usage,
                fmt::format("the range ends at {}, before it starts at {}; expected a start before the end",
                            market::rfc3339(*spec.until), market::rfc3339(*spec.from)));
  }
  return {};
}

base::Result<std::vector<JobRun::Pick>> pick(const BackfillSpec& spec,
                                             std::span<const market::Instrument> instruments) {
  std::vector<JobRun::Pick> picks;
  std::set<std::pair<std::string, std::string>> taken;
  for (const auto& pattern : spec.symbols) {
    const auto found = matches(pattern, instruments);
    if (found.empty()) {
      std::vector<std::string> known;
      for (const auto& instrument : instruments) known.push_back(instrument.symbol);
      return fail(Code::usage, fmt::format("{} has no symbol '{}'{}", spec.venue, base::printable(pattern, 40),
                                           base::did_you_mean(pattern, known)));
    }
    for (const auto* instrument : found) {
      for (const auto& timeframe : spec.timeframes) {
        if (!taken.emplace(instrument->symbol, timeframe.text()).second) continue;
        picks.push_back({{spec.venue, instrument->symbol, timeframe}, *instrument});
      }
    }
  }
  return picks;
}

}  // namespace collect
