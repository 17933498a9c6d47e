#include "control/shelf.hpp"

#include "base/text.hpp"
#include "control/venues.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace control {

using base::Code;

namespace {

bool before(const store::SeriesInfo& a, const store::SeriesInfo& b) {
  const auto& x = a.series;
  const auto& y = b.series;
  if (x.venue != y.venue) return x.venue < y.venue;
  if (x.symbol != y.symbol) return x.symbol < y.symbol;
  if (x.kind != y.kind) return x.kind < y.kind;
  return x.timeframe < y.timeframe;
}

std::vector<std::string> texts_of(const std::vector<store::SeriesInfo>& all) {
  std::vector<std::string> texts;
  for (const auto& info : all) texts.push_back(info.series.text());
  return texts;
}

}  // namespace

base::Result<Shelf> Shelf::open(Context& context) {
  TRY(const auto* settings, context.settings());
  auto library = store::Library::open_to_read(settings->data);
  if (library) return Shelf(std::move(*library), *settings);
  if (library.error().code != Code::not_found) return std::unexpected(library.error());
  return base::fail(Code::not_found,
                    fmt::format("there is no data folder {}; wick fetch makes one, or name another with --data DIR",
                                settings->data.string()));
}

base::Result<const store::Reader*> Shelf::reader(const std::string& venue) {
  auto found = readers_.find(venue);
  if (found == readers_.end()) {
    TRY(auto opened, library_.reader(venue));
    found = readers_.emplace(venue, std::move(opened)).first;
  }
  return &found->second;
}

base::Result<std::vector<store::SeriesInfo>> Shelf::of_venue(const std::string& venue) {
  TRY(const auto* reader, reader(venue));
  return reader->series();
}

base::Result<std::vector<store::SeriesInfo>> Shelf::all() {
  std::vector<store::SeriesInfo> infos;
  TRY(const auto venues, library_.venues());
  for (const auto& venue : venues) {
    TRY(auto more, of_venue(venue));
    std::ranges::move(more, std::back_inserter(infos));
  }
  std::ranges::sort(infos, before);
  return infos;
}

base::Result<std::vector<store::SeriesInfo>> Shelf::pick(const std::string& text) {
  TRY(const auto selector, market::Selector::parse(text));
  TRY(auto infos, all());
  const auto known = texts_of(infos);
  std::erase_if(infos, [&](const auto& info) { return !selector.picks(info.series); });
  if (!infos.empty() || text.empty()) return infos;
  if (const auto venue = selector.venue()) CHECK(known_venue(*settings_, *venue));
  return base::fail(Code::usage, fmt::format("nothing that is stored is called '{}'{}; see wick series ls",
                                             base::printable(text, 80), base::did_you_mean(text, known)));
}

base::Error Shelf::unknown_symbol(const market::Series& series, std::vector<std::string> stored) {
  const auto fetch =
      fmt::format("wick fetch {}@{} --start now-30d", series.venue + ":" + series.symbol, series.timeframe.text());
  if (stored.empty()) {
    return {Code::not_found, fmt::format("nothing of {} is stored; fetch it with: {}", series.venue, fetch), {}};
  }
  std::vector<std::string> listed;
  if (const auto file = reader(series.venue)) {
    if (const auto instruments = (*file)->instruments()) {
      for (const auto& instrument : *instruments) listed.push_back(instrument.symbol);
    }
  }
  if (std::ranges::find(listed, series.symbol) != listed.end()) {
    return {
        Code::not_found, fmt::format("{}:{} is not stored; fetch it with: {}", series.venue, series.symbol, fetch), {}};
  }
  stored.insert(stored.end(), listed.begin(), listed.end());
  std::ranges::sort(stored);
  stored.erase(std::ranges::unique(stored).begin(), stored.end());
  return {Code::usage,
          fmt::format("{} has no symbol '{}'{}; see wick series ls {}", series.venue,
                      base::printable(series.symbol, 60), base::did_you_mean(series.symbol, stored), series.venue),
          {}};
}

base::Result<std::vector<store::SeriesInfo>> Shelf::instrument(const market::Series& series) {
  TRY(const auto venues, library_.venues());
  std::vector<store::SeriesInfo> infos;
  if (std::ranges::find(venues, series.venue) != venues.end()) {
    TRY(infos, of_venue(series.venue));
  } else {
    CHECK(known_venue(*settings_, series.venue));
  }
  std::vector<std::string> symbols;
  for (const auto& info : infos) symbols.push_back(info.series.symbol);
  std::erase_if(
      infos, [&](const auto& info) { return info.series.symbol != series.symbol || info.series.kind != series.kind; });
  if (infos.empty()) return std::unexpected(unknown_symbol(series, std::move(symbols)));
  std::ranges::sort(infos, before);
  return infos;
}

base::Result<store::SeriesInfo> Shelf::find(const market::Series& series) {
  TRY(const auto infos, instrument(series));
  std::vector<std::string> stored;
  for (const auto& info : infos) {
    if (info.series == series) return info;
    stored.push_back(info.series.timeframe.text());
  }
  return base::fail(Code::not_found, fmt::format("{} is not stored; of {}:{} there are {}", series.text(), series.venue,
                                                 series.symbol, base::join(stored, ", ")));
}

}  // namespace control
