// The candles of a series as they are asked for: as stored, or made of finer ones, oldest first, in bounded memory.
#pragma once

#include "control/shelf.hpp"
#include "control/slots.hpp"
#include "market/rollup.hpp"

#include <functional>
#include <optional>

namespace control {

// What is going to be read, and how much of it there is.
struct Flow {
  market::Series asked;
  store::SeriesInfo from;    // Stored: the asked one, or a finer one of the same instrument.
  market::Span span;         // On the grid of what is asked; buckets that have closed.
  market::SpanSet settled;   // Of the span: held or known to be empty.
  std::int64_t missing = 0;  // Asked slots that are not settled.

  bool derived() const { return !(from.series.timeframe == asked.timeframe); }
};

// Without a bound of the range: everything that is wanted or stored. Code::not_found, with the stored timeframes, where
// the asked one is neither stored nor made of a stored one; else as Shelf::instrument.
base::Result<Flow> plan_flow(Shelf& shelf, const market::Series& asked, const Range& range, market::Time now);

// Moves the start so that at most `limit` slots are left, counted from the end.
base::Done keep_newest(Shelf& shelf, Flow& flow, std::int64_t limit, bool count_empty_slots);
// Moves the end to behind `last`: what was not given is not counted as missing.
void end_behind(Flow& flow, market::Time last_open);

// `parts` is 1 for stored candles. `take` returns false to stop.
using TakeCandle = std::function<base::Result<bool>(const market::Candle& candle, std::int64_t parts)>;
base::Done read_flow(Shelf& shelf, const Flow& flow, const TakeCandle& take);

}  // namespace control
