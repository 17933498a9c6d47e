#include "control/fill.hpp"

namespace control {

Fill fill_of(std::string_view name) {
  if (name == "null") return Fill::null;
  return name == "prev" ? Fill::prev : Fill::none;
}

base::Done Filler::write(const Row& row) {
  last_ = row.time;
  return writer_.add(row);
}

base::Done Filler::fill_up_to(market::Time open) {
  if (fill_ == Fill::none) return {};
  for (; next_ < open && !full(); next_ = timeframe_.next(next_)) {
    const bool flat = fill_ == Fill::prev && flat_.has_value();
    CHECK(write({next_, flat ? &*flat_ : nullptr, 0, flat}));
  }
  return {};
}

base::Result<bool> Filler::add(const market::Candle& candle, std::int64_t parts) {
  CHECK(fill_up_to(candle.open_time));
  if (full()) return false;
  CHECK(write({candle.open_time, &candle, parts, false}));
  if (fill_ != Fill::none) next_ = timeframe_.next(timeframe_.floor(candle.open_time));
  if (fill_ == Fill::prev) {
    flat_ = market::Candle{candle.open_time, candle.close, candle.close, candle.close, candle.close};
    flat_->volume = base::Decimal{};
  }
  return !full();
}

base::Done Filler::finish() {
  return full() ? base::Done{} : fill_up_to(until_);
}

}  // namespace control
