// Puts rows where slots hold no candle, as the user wants it, and stops at a limit.
#pragma once

#include "control/flow.hpp"
#include "control/rows.hpp"

namespace control {

enum class Fill : std::uint8_t {
  none,  // Left out.
  null,  // A row without values.
  prev,  // Flat at the previous close with volume 0, and marked; nulls before the first candle.
};

// REQUIRES: "none", "null" or "prev".
Fill fill_of(std::string_view name);

class Filler {
 public:
  // `flow` and `writer` outlive it. At most `limit` rows.
  Filler(const Flow& flow, Fill fill, std::int64_t limit, RowWriter& writer)
      : timeframe_{flow.asked.timeframe},
        until_{flow.span.until},
        next_{flow.span.from},
        fill_{fill},
        limit_{limit},
        writer_{writer} {}

  // False when the limit is reached.
  base::Result<bool> add(const market::Candle& candle, std::int64_t parts);
  // The empty slots behind the last candle.
  base::Done finish();
  // Open of the last row that was written.
  market::Time last() const { return last_; }

 private:
  bool full() const { return writer_.rows() >= limit_; }
  base::Done fill_up_to(market::Time open);
  base::Done write(const Row& row);

  market::Timeframe timeframe_;
  market::Time until_;
  market::Time next_;  // The slot that has no row yet.
  market::Time last_{};
  Fill fill_;
  std::int64_t limit_;
  RowWriter& writer_;
  std::optional<market::Candle> flat_;  // What `prev` repeats.
};

}  // namespace control
