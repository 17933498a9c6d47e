#include "collect/listing.hpp"

#include <algorithm>

namespace collect {

namespace {

using market::Span;
using market::Time;
using market::Timeframe;

// No exchange traded before Bitcoin did; candles older than this exist only for what exchanges do not trade.
constexpr Time oldest = std::chrono::sys_days{std::chrono::year{2009} / std::chrono::January / 1};
constexpr int answers_most = 6;

struct Search {
  feed::Source& source;
  market::Instrument instrument;
  feed::Priority priority;
};

// The first candle within the window, when two answers in a row agree on it.
rt::Task<std::optional<Time>> first_within(Search search, Timeframe timeframe, Span window) {
  std::optional<Time> best;
  for (int answers = 0; answers < answers_most; ++answers) {
    CO_TRY(auto page, co_await search.source.candles(search.instrument, timeframe, window, search.priority));
    const auto said = page.candles.empty() ? std::optional<Time>{} : page.candles.front().open_time;
    if (answers > 0 && said == best) break;
    if (answers == 0 || (said && (!best || *said < *best))) best = said;
  }
  co_return best;
}

Timeframe coarsest(const venue::Facts& facts, const Timeframe& floor) {
  auto best = floor;
  for (const auto& [timeframe, code] : facts.timeframes) {
    const bool whole_days = timeframe.fixed() && timeframe.unit() == Timeframe::Unit::day && timeframe.count() == 1;
    if (whole_days && best < timeframe) best = timeframe;
  }
  return best;
}

std::vector<Span> pages_of(const venue::Facts& facts, const Timeframe& timeframe, Span wanted) {
  std::vector<Span> pages;
  while (!wanted.empty()) {
    pages.push_back(venue::next_page(facts, timeframe, wanted, false));
    wanted.from = pages.back().until;
  }
  return pages;
}

// The first page that has candles: history has no page-long gaps at its coarsest, so the pages with candles are a
// suffix and bisection finds where it begins.
rt::Task<std::optional<Time>> bisect(Search search, Timeframe timeframe, Span wanted) {
  const auto pages = pages_of(search.source.facts(), timeframe, wanted);
  std::size_t low = 0;
  std::size_t high = pages.size();
  std::optional<Time> found;
  while (low < high) {
    const auto middle = (low + high) / 2;
    CO_TRY(const auto first, co_await first_within(search, timeframe, pages[middle]));
    if (first) {
      found = first;
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  co_return found;
}

}  // namespace

rt::Task<std::optional<Time>> find_listing(feed::Source& source, market::Instrument instrument, Timeframe timeframe,
                                           Time until, feed::Priority priority) {
  Search search{source, std::move(instrument), priority};
  const auto& paging = source.facts().paging;
  Span wanted{timeframe.ceil(oldest), timeframe.floor(until)};
  if (paging.cut == venue::Cut::keeps_oldest && paging.pieces.empty()) {
    co_return co_await first_within(search, timeframe, wanted);
  }
  const auto coarse = coarsest(source.facts(), timeframe);
  CO_TRY(const auto roughly, co_await bisect(search, coarse, {coarse.floor(wanted.from), wanted.until}));
  if (!roughly || coarse == timeframe) co_return roughly;
  const Span within{timeframe.floor(*roughly), std::min(coarse.next(coarse.floor(*roughly)), wanted.until)};
  for (const auto& page : pages_of(source.facts(), timeframe, within)) {
    CO_TRY(const auto first, co_await first_within(search, timeframe, page));
    if (first) co_return first;
  }
  co_return *roughly;
}

}  // namespace collect
