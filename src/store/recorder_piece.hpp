// The part of an answer that falls into one chunk, and what becomes of it. Used by the recorder alone.
#pragma once

#include "store/recorder.hpp"

namespace store {

inline constexpr std::int64_t late_slots = 16;  // How long after a range of the tail is over its last candles may come.
inline constexpr std::size_t chunks_max = 16;   // Chunks in memory before they are written.

inline std::int64_t chunk_of(const market::Timeframe& timeframe, market::Time open) {
  return timeframe.slot_of(open) >> large_size;
}
inline market::Span chunk_span(const market::Timeframe& timeframe, std::int64_t number) {
  return {timeframe.open_of(number << large_size), timeframe.open_of((number + 1) << large_size)};
}

struct Recorder::Piece {
  Piece(const Answer& whole, SeriesState& of, const Mark& from, std::int64_t chunk, bool is_small)
      : answer{whole}, state{of}, mark{from}, number{chunk}, small{is_small} {}

  const Answer& answer;
  SeriesState& state;
  Mark mark;
  std::int64_t number;
  bool small;

  std::vector<MarkedCandle> tail{};  // Held in the tail …
  std::vector<Covered> coverage{};   // … and what was known of the rest, within the span.
  std::vector<std::int64_t> told{};  // Opens of candles in blocks whose provenance is now this answer's.
  market::SpanSet vanished{};
  Recorded recorded{};

  const market::Timeframe& timeframe() const { return state.place.timeframe(); }
  market::Span span() const { return intersection(answer.span, chunk_span(timeframe(), number)); }
  std::span<const market::Candle> said() const;
  const MarkedCandle* in_tail(market::Time open) const;
  // Where a held candle comes from.
  Mark held_mark(market::Time open) const;
  // Appends what coverage must tell of the candles in `told`.
  void add_segments(std::vector<Covered>& segments);
};

}  // namespace store
