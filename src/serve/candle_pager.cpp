#include "serve/candle_pager.hpp"

#include "market/rollup.hpp"

#include <algorithm>
#include <iterator>

namespace serve {

namespace {

constexpr std::int64_t rows_at_once = 16'384;
constexpr std::int64_t slots_first = 512;

// What is stored of the source, on the grid of the timeframe asked for.
market::Span stored_span(const CandlePlan& plan) {
  const auto& info = plan.source.info;
  if (!info.first || !info.last) return {};
  const auto& timeframe = plan.series.timeframe;
  const auto from = plan.derived() ? timeframe.floor(*info.first) : *info.first;
  const auto last = plan.derived() ? timeframe.floor(*info.last) : *info.last;
  return {from, end_of(timeframe, last)};
}

void append(Batch& all, Batch more) {
  std::ranges::move(more.candles, std::back_inserter(all.candles));
  std::ranges::move(more.marks, std::back_inserter(all.marks));
}

void prepend(Batch& all, Batch more) {
  append(more, std::move(all));
  all = std::move(more);
}

template <class List>
void cut(List& list, std::size_t most, bool keep_end) {
  if (list.size() <= most) return;
  const auto excess = static_cast<std::ptrdiff_t>(list.size() - most);
  if (keep_end) {
    list.erase(list.begin(), list.begin() + excess);
  } else {
    list.erase(list.end() - excess, list.end());
  }
}

// A row for a slot without a candle; `previous` is the candle before it, where there is one.
market::Candle empty_slot(market::Time open, const std::optional<market::Candle>& previous) {
  market::Candle candle;
  candle.open_time = open;
  if (!previous) return candle;
  candle.open = candle.high = candle.low = candle.close = previous->close;
  candle.volume = base::Decimal{};
  return candle;
}

}  // namespace

market::Time end_of(const market::Timeframe& timeframe, market::Time open) {
  const auto length = timeframe.fixed();
  return length ? open + *length : timeframe.next(open);
}

Pager::Pager(const CandlePlan& plan, market::Time now)
    : plan_{plan}, now_{now}, backward_{plan.newest || (plan.descending && !plan.limit)}, left_{plan.window} {
  if (plan.fill == Fill::none) left_ = market::intersection(left_, stored_span(plan));
  const auto parts = plan.series.timeframe.about() / plan.source.info.series.timeframe.about();
  slots_max_ = std::max<std::int64_t>(1, rows_at_once / std::max<std::int64_t>(1, parts));
  slots_ =
      plan.limit ? std::min(slots_max_, std::max(slots_first, static_cast<std::int64_t>(*plan.limit))) : slots_max_;
}

market::Span Pager::take_window() {
  const auto& timeframe = plan_.series.timeframe;
  auto window = left_;
  if (backward_) {
    window.from = std::max(left_.from, timeframe.open_of(timeframe.slot_of(left_.until) - slots_));
    left_.until = window.from;
  } else {
    window.until = std::min(left_.until, timeframe.open_of(timeframe.slot_of(left_.from) + slots_));
    left_.from = window.until;
  }
  slots_ = std::min(slots_max_, 2 * slots_);
  return window;
}

base::Result<Batch> Pager::next() {
  const auto window = take_window();
  TRY(auto found, read(window));
  if (plan_.fill == Fill::none) return found;
  return fill(window, std::move(found));
}

base::Result<Batch> Pager::read(market::Span window) const {
  TRY(auto candles, plan_.source.reader->read(plan_.source.info.id, window));
  if (plan_.derived()) return derive(window, std::move(candles));
  return Batch{std::move(candles), {}};
}

base::Result<Batch> Pager::derive(market::Span window, market::Candles finer) const {
  if (finer.empty()) return Batch{};
  TRY(const auto known, plan_.source.reader->known(plan_.source.info.id, window));
  market::SpanSet settled;
  for (const auto& part : known) settled.add(part.span);
  const auto& timeframe = plan_.series.timeframe;
  Batch batch;
  for (auto& made : market::rollup(finer, timeframe, settled)) {
    const bool closed = timeframe.next(made.candle.open_time) <= now_;
    batch.marks.push_back({.closed = closed, .complete = made.complete});
    batch.candles.push_back(std::move(made.candle));
  }
  return batch;
}

base::Result<Batch> Pager::fill(market::Span window, Batch found) const {
  std::optional<market::Candle> previous;
  if (plan_.fill == Fill::previous) {
    TRY(auto before, plan_.source.reader->read(plan_.source.info.id, {market::Time{}, window.from}, 1, true));
    if (!before.empty()) previous = before.front();
  }
  const auto& timeframe = plan_.series.timeframe;
  Batch filled;
  std::size_t row = 0;
  for (auto open = window.from; open < window.until; open = end_of(timeframe, open)) {
    if (row < found.candles.size() && found.candles[row].open_time == open) {
      filled.marks.push_back(found.mark(row));
      filled.candles.push_back(found.candles[row++]);
      if (plan_.fill == Fill::previous) previous = filled.candles.back();
    } else if (end_of(timeframe, open) <= now_) {  // A running slot is not empty yet.
      filled.candles.push_back(empty_slot(open, previous));
      filled.marks.push_back({.complete = false, .filled = true, .blank = !previous});
    }
  }
  return filled;
}

base::Result<Batch> read_limited(const CandlePlan& plan, market::Time now) {
  Pager pager(plan, now);
  const std::size_t most = plan.limit.value_or(SIZE_MAX);
  Batch all;
  while (!pager.done() && all.candles.size() < most) {
    TRY(auto piece, pager.next());
    if (pager.backward()) {
      prepend(all, std::move(piece));
    } else {
      append(all, std::move(piece));
    }
  }
  cut(all.candles, most, pager.backward());
  cut(all.marks, most, pager.backward());
  return all;
}

}  // namespace serve
