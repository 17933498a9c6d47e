#include "feed/settle.hpp"

#include <algorithm>

namespace feed {

using market::Candle;
using market::Span;
using market::Time;
using market::Timeframe;

namespace {

constexpr std::chrono::minutes clock_slack{5};

// Steps of several days are anchored by the venue, so next() of their open may not be theirs.
Time end_of(const Timeframe& timeframe, Time open) {
  const auto length = timeframe.fixed();
  return length ? open + *length : timeframe.next(timeframe.floor(open));
}

// Whether the venue may have cut the answer. A round number is suspicious, too: venues lower their limits without a
// word.
bool maybe_cut(const venue::Facts& facts, std::size_t rows) {
  const auto most = static_cast<std::size_t>(facts.paging.rows);
  return most > 0 && (rows >= most || (rows >= 100 && rows % 100 == 0));
}

class Settling {
 public:
  Settling(const venue::Facts& facts, const Timeframe& timeframe, const venue::Page& answer, const Circumstances& how)
      : facts_{facts}, timeframe_{timeframe}, answer_{answer}, how_{how}, said_{how.window} {}

  Span spoken_for() {
    cut_by_the_clock();
    cut_by_the_venue();
    said_.until = std::max(said_.from, said_.until);
    return said_;
  }

  // Rows that nobody asked for: the venue overheard the window, and nothing follows from what is missing in it.
  bool strays() const {
    if (how_.recent || !facts_.paging.pieces.empty()) return false;
    return std::ranges::any_of(answer_.candles, [this](const Candle& candle) {
      return end_of(timeframe_, candle.open_time) < how_.window.from || candle.open_time > how_.window.until;
    });
  }

  bool from_the_future() const {
    return !answer_.candles.empty() && answer_.candles.back().open_time > how_.asked_at + clock_slack;
  }

 private:
  bool closed(const Candle& candle) const { return end_of(timeframe_, candle.open_time) + how_.grace <= how_.asked_at; }

  void cut_by_the_clock() {
    said_.until = std::min(said_.until, timeframe_.floor(how_.asked_at - how_.grace));
    const auto open =
        std::ranges::find_if_not(answer_.candles, [this](const Candle& candle) { return closed(candle); });
    if (open != answer_.candles.end()) said_.until = std::min(said_.until, open->open_time);
  }

  void cut_by_the_venue() {
    const bool full = maybe_cut(facts_, answer_.rows);
    const bool newest = how_.recent || (full && facts_.paging.cut == venue::Cut::keeps_newest);
    if (answer_.candles.empty()) {
      if (full || how_.recent) said_.until = said_.from;
      return;
    }
    if (newest) {
      said_.from = std::max(said_.from, answer_.candles.front().open_time);
      return;
    }
    // A venue that fills quiet slots shows a last row for every slot it has: what it does not show it may show later.
    const bool short_of_rows = facts_.quiet == venue::Quiet::filled && facts_.paging.pieces.empty();
    if (!full && !short_of_rows) return;
    said_.until = std::min(said_.until, end_of(timeframe_, answer_.candles.back().open_time));
  }

  const venue::Facts& facts_;
  const Timeframe& timeframe_;
  const venue::Page& answer_;
  const Circumstances& how_;
  Span said_;
};

}  // namespace

Page settle(const venue::Facts& facts, const Timeframe& timeframe, venue::Page answer, const Circumstances& how) {
  Settling settling(facts, timeframe, answer, how);
  Page page{.window = how.window, .spoken_for = settling.spoken_for(), .candles = {}, .at = {}};
  page.damaged = !answer.rejected.empty() || settling.strays() || settling.from_the_future();
  page.candles = std::move(answer.candles);
  std::erase_if(page.candles, [&](const Candle& candle) { return !page.spoken_for.holds(candle.open_time); });
  return page;
}

}  // namespace feed
