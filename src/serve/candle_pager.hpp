// Walks the window of a plan in bounded pieces: reads, makes coarser candles, fills empty slots.
#pragma once

#include "serve/candle_plan.hpp"

namespace serve {

class Pager {
 public:
  // `now` decides which buckets have closed.
  Pager(const CandlePlan& plan, market::Time now);

  bool done() const { return left_.empty(); }
  // The rows of the next piece, ascending within it; pieces go backward where the newest are wanted first. May be
  // empty. REQUIRES: !done(); the thread of the shelf.
  base::Result<Batch> next();
  bool backward() const { return backward_; }

 private:
  market::Span take_window();
  base::Result<Batch> read(market::Span window) const;
  base::Result<Batch> derive(market::Span window, market::Candles finer) const;
  base::Result<Batch> fill(market::Span window, Batch found) const;

  const CandlePlan& plan_;
  market::Time now_;
  bool backward_;
  market::Span left_;
  std::int64_t slots_ = 0;      // Of the next piece …
  std::int64_t slots_max_ = 0;  // … which doubles up to this.
};

// The rows that a plan with a limit asks for, ascending, at most `limit`.
base::Result<Batch> read_limited(const CandlePlan& plan, market::Time now);

// The moment a bucket ends; also right where the venue anchors steps of several days elsewhere.
market::Time end_of(const market::Timeframe& timeframe, market::Time open);

}  // namespace serve
