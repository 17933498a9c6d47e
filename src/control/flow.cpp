#include "control/flow.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace control {

namespace {

base::Result<store::SeriesInfo> choose_source(const market::Series& asked,
                                              const std::vector<store::SeriesInfo>& stored) {
  const store::SeriesInfo* best = nullptr;
  std::vector<std::string> timeframes;
  for (const auto& info : stored) {
    if (info.series == asked) return info;
    timeframes.push_back(info.series.timeframe.text());
    if (info.rows == 0 || !asked.timeframe.made_of(info.series.timeframe)) continue;
    // The one that reaches back furthest; of two such the coarser is quicker.
    if (best == nullptr || *info.first <= *best->first) best = &info;
  }
  if (best != nullptr) return *best;
  return base::fail(base::Code::not_found,
                    fmt::format("{} is neither stored nor made of what is stored: {}; fetch it with: wick fetch {}",
                                asked.text(), base::join(timeframes, ", "), asked.text()));
}

void recount(Flow& flow) {
  flow.missing = slots_missing(flow.asked.timeframe, flow.span, flow.settled);
}

// Cuts finer candles into whole coarse buckets as they come by.
class Roller {
 public:
  Roller(const Flow& flow, const TakeCandle& take) : flow_{flow}, take_{take} {}

  base::Result<bool> add(market::Candles piece) {
    std::ranges::move(piece, std::back_inserter(waiting_));
    if (waiting_.empty()) return true;
    const auto open = flow_.asked.timeframe.floor(waiting_.back().open_time);
    const auto border = std::ranges::lower_bound(waiting_, open, {}, &market::Candle::open_time);
    const auto whole = static_cast<std::size_t>(border - waiting_.begin());
    TRY(const bool more, give({waiting_.data(), whole}));
    waiting_.erase(waiting_.begin(), border);
    return more;
  }

  base::Done finish() {
    TRY([[maybe_unused]] const bool more, give(waiting_));
    return {};
  }

 private:
  base::Result<bool> give(std::span<const market::Candle> finer) {
    for (const auto& made : market::rollup(finer, flow_.asked.timeframe, flow_.settled)) {
      TRY(const bool more, take_(made.candle, made.parts));
      if (!more) return false;
    }
    return true;
  }

  const Flow& flow_;
  const TakeCandle& take_;
  market::Candles waiting_;
};

}  // namespace

base::Result<Flow> plan_flow(Shelf& shelf, const market::Series& asked, const Range& range, market::Time now) {
  TRY(const auto stored, shelf.instrument(asked));
  TRY(auto from, choose_source(asked, stored));
  Flow flow{asked, std::move(from), {}, {}, 0};
  const auto& timeframe = asked.timeframe;
  const auto all = extent_of(flow.from, now);
  flow.span.from = range.start ? timeframe.ceil(*range.start) : timeframe.floor(all.from);
  flow.span.until = std::min(timeframe.floor(now), range.end ? timeframe.ceil(*range.end) : timeframe.ceil(all.until));
  flow.span.until = std::max(flow.span.until, flow.span.from);
  TRY(const auto* reader, shelf.reader(asked.venue));
  TRY(const auto known, reader->known(flow.from.id, flow.span));
  flow.settled = settled_of(known);
  recount(flow);
  return flow;
}

base::Done keep_newest(Shelf& shelf, Flow& flow, std::int64_t limit, bool count_empty_slots) {
  const auto& timeframe = flow.asked.timeframe;
  if (flow.derived() || count_empty_slots) {
    const auto slot = timeframe.slot_of(flow.span.until) - limit;
    flow.span.from = std::max(flow.span.from, timeframe.open_of(slot));
  } else {
    TRY(const auto* reader, shelf.reader(flow.asked.venue));
    TRY(const auto newest, reader->read(flow.from.id, flow.span, static_cast<std::size_t>(limit), true));
    if (!newest.empty()) flow.span.from = newest.front().open_time;
  }
  recount(flow);
  return {};
}

void end_behind(Flow& flow, market::Time last_open) {
  flow.span.until = std::min(flow.span.until, flow.asked.timeframe.next(last_open));
  recount(flow);
}

base::Done read_flow(Shelf& shelf, const Flow& flow, const TakeCandle& take) {
  TRY(const auto* reader, shelf.reader(flow.asked.venue));
  base::Done failed;
  Roller roller(flow, take);
  const auto give = [&](market::Candles piece) -> base::Result<bool> {
    if (flow.derived()) return roller.add(std::move(piece));
    for (const auto& candle : piece) {
      TRY(const bool more, take(candle, 1));
      if (!more) return false;
    }
    return true;
  };
  bool stopped = false;
  CHECK(reader->each(flow.from.id, flow.span, [&](market::Candles piece) {
    const auto more = give(std::move(piece));
    if (!more) failed = std::unexpected(more.error());
    stopped = !more || !*more;
    return !stopped;
  }));
  if (failed && !stopped) return roller.finish();
  return failed;
}

}  // namespace control
