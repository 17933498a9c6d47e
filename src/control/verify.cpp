#include "base/text.hpp"
#include "control/shelf.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

namespace control {

namespace {

base::Result<store::Verified> verify_file(Shelf& shelf, const std::string& venue) {
  const auto reader = shelf.reader(venue);
  if (reader) return (*reader)->verify();
  // A file that cannot even be opened is damage, too: tell it beside the others.
  if (reader.error().code != base::Code::corrupt) return std::unexpected(reader.error());
  store::Verified verified;
  verified.damages.push_back({venue, reader.error().what, {}, {}});
  return verified;
}

base::Result<int> verify(Context& context) {
  TRY(auto shelf, Shelf::open(context));
  TRY(auto venues, shelf.library().venues());
  if (const auto chosen = context.arguments().all("EXCHANGE"); !chosen.empty()) {
    for (const auto& venue : chosen) {
      if (std::ranges::find(venues, venue) != venues.end()) continue;
      return base::fail(base::Code::usage, fmt::format("nothing of '{}' is stored{}", base::printable(venue, 40),
                                                       base::did_you_mean(venue, venues)));
    }
    venues = chosen;
  }
  Table table(
      {{"exchange", "EXCHANGE"}, {"blocks", "BLOCKS", true}, {"rows", "ROWS", true}, {"damages", "DAMAGE", true}});
  Table damages({{"where", "WHERE"}, {"what", "WHAT"}});
  for (const auto& venue : venues) {
    TRY(const auto verified, verify_file(shelf, venue));
    table.add({cell(venue), cell(verified.blocks), cell(verified.rows),
               cell(static_cast<std::int64_t>(verified.damages.size()))});
    for (const auto& damage : verified.damages) damages.add({cell(damage.where), cell(damage.what)});
  }
  const bool clean = damages.size() == 0;
  CHECK(context.show("verified", std::move(table), fmt::format(",\"damages\":{}", damages.json())));
  if (clean) return 0;
  if (!context.json()) context.environment().err(damages.text());
  context.note("damage was found; the candles of other blocks are sound, wick repair fetches what is lost");
  return base::exit_code(base::Code::corrupt);
}

}  // namespace

std::vector<Command> verify_verbs() {
  Command command;
  command.path = "verify";
  command.summary = "reads every candle and checks every checksum";
  command.examples = "wick verify\nwick verify binance --json";
  command.notes = "Exit code 4: damage was found. Nothing is changed.";
  command.positionals = {{"EXCHANGE", "only these (default all that are stored)", false, true}};
  command.run = verify;
  return {command};
}

}  // namespace control
