#include "base/text.hpp"
#include "venue/cell.hpp"
#include "venue/json.hpp"
#include "venue/read.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace venue {

namespace dom = simdjson::dom;
using market::Instrument;

namespace {

std::string our_name(const Instruments& facts, std::string theirs) {
  const auto found = facts.names.find(theirs);
  return found == facts.names.end() ? theirs : found->second;
}

// nullopt for an entry that lacks a name: some exchanges list things that are no market.
std::optional<Instrument> named(const Instruments& facts, std::string symbol, std::string base, std::string quote) {
  if (symbol.empty() || base.empty() || quote.empty()) return std::nullopt;
  Instrument instrument;
  instrument.venue_symbol = std::move(symbol);
  instrument.base = our_name(facts, std::move(base));
  instrument.quote = our_name(facts, std::move(quote));
  instrument.symbol = instrument.base + "/" + instrument.quote;
  return instrument;
}

std::string cell(dom::element row, const std::string& path) {
  const auto found = at(row, base::split(path, '.'));
  return found ? scalar(*found).value_or("") : "";
}

std::optional<Instrument> from_row(const Instruments& facts, dom::element row) {
  const auto& columns = *facts.columns;
  auto made = named(facts, cell(row, columns.symbol), cell(row, columns.base), cell(row, columns.quote));
  if (!made) return made;
  if (columns.status && facts.trading) made->trading = cell(row, *columns.status) == *facts.trading;
  if (columns.listed) made->listed_at = moment(cell(row, *columns.listed), columns.listed_unit);
  return made;
}

std::optional<Instrument> from_name(const Instruments& facts, const std::string& name) {
  const auto& pair = *facts.pair;
  auto cut = pair.separator.empty() ? name.npos : name.find(pair.separator);
  const auto gap = cut == name.npos ? 0 : pair.separator.size();
  if (cut == name.npos) cut = std::min(name.size(), static_cast<std::size_t>(pair.base_length));
  return named(facts, pair.prefix + name, name.substr(0, cut), name.substr(std::min(name.size(), cut + gap)));
}

// One entry for each of our symbols; where the exchange lists two, the one that trades.
class Listing {
 public:
  void add(Instrument instrument) {
    const auto [found, fresh] = places_.try_emplace(instrument.symbol, list.size());
    if (fresh)
      list.push_back(std::move(instrument));
    else if (auto& known = list[found->second]; !known.trading && instrument.trading)
      known = std::move(instrument);
  }
  std::vector<Instrument> list;

 private:
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

base::Result<std::vector<Instrument>> read_instruments(const Facts& facts, std::string_view body) {
  TRY(const auto root, parse_whole(facts, body));
  const auto& wanted = facts.wire->instruments;
  const auto found = at(root, wanted.rows);
  if (!found || !found->is_array()) {
    return base::fail(base::Code::bad_data, fmt::format("{}: the list of instruments is not where it was", facts.id));
  }
  Listing listing;
  for (const auto row : dom::array(*found)) {
    auto instrument = wanted.columns ? from_row(wanted, row) : from_name(wanted, scalar(row).value_or(""));
    if (instrument) listing.add(*std::move(instrument));
  }
  return std::move(listing.list);
}

base::Result<market::Time> read_time(const Facts& facts, std::string_view body) {
  MUST(facts.wire->time);
  TRY(const auto root, parse_whole(facts, body));
  const auto found = at(root, facts.wire->time->at);
  const auto text = found ? scalar(*found) : std::nullopt;
  const auto time = text ? moment(*text, facts.wire->time->unit) : std::nullopt;
  if (time) return *time;
  return base::fail(base::Code::bad_data, fmt::format("{}: the answer tells no time", facts.id));
}

}  // namespace venue
