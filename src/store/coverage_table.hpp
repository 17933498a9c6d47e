// What is known of a series outside of its tail, as spans with their provenance; alike neighbours are one row.
#pragma once

#include "store/row.hpp"
#include "store/sqlite.hpp"

namespace store {

// Slots of the span that hold a candle are held. Those without are `holes`, or do not occur where there is none.
struct Covered {
  market::Span span;
  std::optional<market::State> holes{};
  Mark mark;                    // at_ms: when the first of it arrived …
  std::int64_t last_at_ms = 0;  // … and the last.
};

// Rows that overlap `window`, ascending, whole.
base::Result<std::vector<Covered>> load_coverage(const Database& database, SeriesId series, market::Span window);
// Ascending, with alike neighbours joined.
std::vector<Covered> coalesce(std::vector<Covered> segments);
// Puts `covered` in the place of what was known of its span.
base::Done cover(const Database& database, SeriesId series, const Covered& covered);

}  // namespace store
