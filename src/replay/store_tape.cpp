#include "replay/store_tape.hpp"

#include "base/text.hpp"
#include "market/rollup.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace replay {

using base::Code;
using base::Result;
using market::Candles;
using market::Time;
using market::Timeframe;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t slots_at_once = 1000;  // At least so many buckets are read in one go, lest a long gap take long.

Result<std::string> venue_in(const store::Library& library, const std::string& wanted) {
  TRY(const auto venues, library.venues());
  if (std::ranges::find(venues, wanted) != venues.end()) return wanted;
  if (venues.size() == 1) return venues.front();
  return base::fail(Code::usage, fmt::format("{}: no candles of '{}' there, but of {}", library.folder().string(),
                                             wanted, venues.empty() ? "nobody else" : base::join(venues, ", ")));
}

}  // namespace

Result<std::unique_ptr<StoreTape>> StoreTape::open(const std::filesystem::path& folder, const std::string& venue) {
  TRY(const auto library, store::Library::open_to_read(folder));
  TRY(const auto chosen, venue_in(library, venue));
  TRY(auto reader, library.reader(chosen));
  std::unique_ptr<StoreTape> tape(new StoreTape(std::move(reader)));
  TRY(const auto all, tape->reader_.series());
  for (const auto& info : all) CHECK(tape->add(info));
  CHECK(tape->describe());
  return tape;
}

base::Done StoreTape::add(const store::SeriesInfo& info) {
  const bool of_trades = info.series.kind == market::PriceKind::trade;
  const auto& symbol = info.series.symbol;
  if (!of_trades || !info.first || !info.last || symbol.find('/') == std::string::npos) return {};
  auto known = std::ranges::find(listings_, symbol, &Listing::symbol);
  if (known == listings_.end()) {
    listings_.push_back(listing_of(symbol));
    listings_.back().life = {*info.first, *info.first};
    stored_.emplace_back();
    known = listings_.end() - 1;
  }
  known->life.from = std::min(known->life.from, *info.first);
  known->life.until = std::max(known->life.until, end_of(info.series.timeframe, *info.last));
  stored_[static_cast<std::size_t>(known - listings_.begin())].emplace(info.series.timeframe, info.id);
  return {};
}

// Digits as the newest candles have them.
base::Done StoreTape::describe() {
  for (std::size_t at = 0; at < listings_.size(); ++at) {
    auto& listing = listings_[at];
    TRY(const auto newest, reader_.read(stored_[at].begin()->second, listing.life, 100, true));
    listing.price_scale = listing.volume_scale = 0;
    for (const auto& candle : newest) {
      listing.price_scale = std::max({listing.price_scale, candle.high.scale(), candle.close.scale()});
      if (candle.volume) listing.volume_scale = std::max(listing.volume_scale, candle.volume->scale());
    }
  }
  return {};
}

Result<Candles> StoreTape::finals(std::size_t listing, const Timeframe& timeframe, const Window& window) const {
  const auto& stored = stored_[listing];
  if (const auto found = stored.find(timeframe); found != stored.end()) {
    return reader_.read(found->second, {window.first, window.last + milliseconds{1}}, window.limit, window.newest);
  }
  const auto part = std::ranges::find_if(stored, [&](const auto& one) { return timeframe.made_of(one.first); });
  if (part == stored.end()) return Candles{};
  return rolled(part->second, listings_[listing].life, timeframe, window);
}

Result<Candles> StoreTape::rolled(store::SeriesId series, const market::Span& life, const Timeframe& timeframe,
                                  const Window& window) const {
  Candles out;
  auto first = timeframe.slot_of(timeframe.ceil(std::max(window.first, timeframe.floor(life.from))));
  auto last = timeframe.slot_of(std::min(window.last, life.until - milliseconds{1}));
  while (first <= last && out.size() < window.limit) {
    const auto wanted = std::min<std::size_t>(window.limit - out.size(), 1'000'000);
    const auto count = std::min(last - first + 1, std::max(slots_at_once, static_cast<std::int64_t>(wanted)));
    const auto from = window.newest ? last - count + 1 : first;
    TRY(const auto parts, reader_.read(series, {timeframe.open_of(from), timeframe.open_of(from + count)}));
    Candles made;
    for (auto& derived : market::rollup(parts, timeframe, {})) made.push_back(std::move(derived.candle));
    out.insert(window.newest ? out.begin() : out.end(), made.begin(), made.end());
    (window.newest ? last : first) += window.newest ? -count : count;
  }
  if (out.size() <= window.limit) return out;
  const auto beyond = static_cast<std::ptrdiff_t>(out.size() - window.limit);
  out.erase(window.newest ? out.begin() : out.end() - beyond, window.newest ? out.begin() + beyond : out.end());
  return out;
}

}  // namespace replay
