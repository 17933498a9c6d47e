#include "store/recorder_piece.hpp"

#include "store/ledger.hpp"

#include <algorithm>

namespace store {

using market::Candle;
using market::ms_of;
using market::Span;
using market::Time;

std::span<const Candle> Recorder::Piece::said() const {
  const auto within = span();
  const auto& candles = answer.candles;
  const auto from = std::ranges::lower_bound(candles, within.from, {}, &Candle::open_time);
  const auto until = std::ranges::lower_bound(from, candles.end(), within.until, {}, &Candle::open_time);
  return {from, until};
}

const MarkedCandle* Recorder::Piece::in_tail(Time open) const {
  const auto at =
      std::ranges::lower_bound(tail, open, {}, [](const MarkedCandle& row) { return row.candle.open_time; });
  return at != tail.end() && at->candle.open_time == open ? &*at : nullptr;
}

Mark Recorder::Piece::held_mark(Time open) const {
  if (const auto* row = in_tail(open)) return row->mark;
  const auto after =
      std::ranges::upper_bound(coverage, open, {}, [](const Covered& covered) { return covered.span.until; });
  if (after != coverage.end() && after->span.holds(open)) return after->mark;
  return {Evidence::stream_open, mark.origin, mark.at_ms};
}

void Recorder::Piece::add_segments(std::vector<Covered>& segments) {
  if (!std::ranges::is_sorted(told)) std::ranges::sort(told);
  const auto step = timeframe().fixed();
  for (std::size_t i = 0; i < told.size();) {
    std::size_t last = i;
    Span span = bucket_of(timeframe(), market::time_from_ms(told[i]));
    while (last + 1 < told.size() && told[last + 1] == ms_of(span.until)) {
      ++last;
      span.until = step ? span.until + *step : bucket_of(timeframe(), span.until).until;
    }
    segments.push_back({span, std::nullopt, mark, mark.at_ms});
    i = last + 1;
  }
}

base::Done Recorder::record_piece(Piece& piece) {
  market::Candles held;
  const Span span = piece.span();
  if (span.from < piece.state.blocks_end() || chunks_.contains({piece.state.place.id, piece.number})) {
    TRY(const auto* chunk, this->chunk(piece.state, piece.number));
    const auto from = std::ranges::lower_bound(chunk->candles, span.from, {}, &Candle::open_time);
    const auto until = std::ranges::lower_bound(from, chunk->candles.end(), span.until, {}, &Candle::open_time);
    held.assign(from, until);
  }
  TRY(const auto* known_tails, tails());
  TRY(piece.tail, read_tails(database_, *known_tails, piece.state.place, span));
  if (held.empty() && piece.tail.empty()) return add(piece, piece.said());
  if (!held.empty()) {
    TRY(piece.coverage, load_coverage(database_, piece.state.place.id, span));
  }
  for (const auto& row : piece.tail) held.push_back(row.candle);
  if (!piece.tail.empty()) std::ranges::sort(held, {}, &Candle::open_time);
  return compare(piece, held);
}

base::Done Recorder::compare(Piece& piece, std::span<const Candle> held) {
  const auto merge = market::merge(held, piece.said());
  piece.recorded.same += merge.same;
  for (const auto& candle : merge.only_held) CHECK(note_vanished(piece, candle));
  for (const auto& both : merge.revised) CHECK(revise(piece, both));
  for (const auto& candle : merge.richer) {
    CHECK(replace(piece, candle, piece.held_mark(candle.open_time)));
  }
  CHECK(confirm(piece, merge));
  return add(piece, merge.only_said);
}

base::Done Recorder::add(Piece& piece, std::span<const Candle> fresh) {
  piece.recorded.added += fresh.size();
  std::size_t from = 0;  // The first that is not yet placed.
  const auto to_blocks = [&](std::size_t until) -> base::Done {
    const auto part = fresh.subspan(from, until - from);
    for (const auto& candle : part) piece.told.push_back(ms_of(candle.open_time));
    return add_to_blocks(piece.state, part);
  };
  for (std::size_t i = 0; piece.small && i < fresh.size(); ++i) {
    TRY(const auto* tail, tail_for_writing(piece.state, fresh[i].open_time, piece.answer.provenance.at));
    if (tail == nullptr) continue;
    CHECK(to_blocks(i));
    from = i + 1;
    CHECK(put_in_tail(database_, *tail, piece.state.place.id, {fresh[i], piece.mark}));
  }
  return to_blocks(fresh.size());
}

// Puts a candle in the place of the held one of its bucket.
base::Done Recorder::replace(Piece& piece, const Candle& candle, const Mark& mark) {
  ++piece.state.row.info.revision;
  piece.state.row_changed = true;
  if (piece.in_tail(candle.open_time) != nullptr) {
    TRY(const auto* tail, tail_for_writing(piece.state, candle.open_time, candle.open_time));
    MUST(tail != nullptr);
    return put_in_tail(database_, *tail, piece.state.place.id, {candle, mark});
  }
  TRY(auto* const chunk, this->chunk(piece.state, piece.number));
  const auto at = std::ranges::lower_bound(chunk->candles, candle.open_time, {}, &Candle::open_time);
  MUST(at != chunk->candles.end() && at->open_time == candle.open_time);
  *at = candle;
  const auto range = range_of(piece.timeframe(), candle.open_time) & 15;
  chunk->touched = static_cast<std::uint16_t>(chunk->touched | (1U << range));
  return {};
}

base::Done Recorder::revise(Piece& piece, const market::Disagreement& both) {
  const MarkedCandle held{both.held, piece.held_mark(both.held.open_time)};
  const MarkedCandle said{both.said, piece.mark};
  const bool better = said.mark.evidence >= held.mark.evidence;
  const bool equal = said.mark.evidence == held.mark.evidence;
  ++(better ? piece.recorded.revised : piece.recorded.refused);
  const Rule rule = !better ? Rule::lower_evidence : equal ? Rule::newer_of_equal_evidence : Rule::higher_evidence;
  LedgerEntry entry{0, piece.state.place.id, rule, false, better ? said : held, better ? held : said};
  CHECK(add_conflict(database_, entry));
  if (!better) return {};
  CHECK(replace(piece, both.said, piece.mark));
  if (piece.in_tail(both.said.open_time) == nullptr) piece.told.push_back(ms_of(both.said.open_time));
  return {};
}

// What was said alike by a better witness is believed as much as it.
base::Done Recorder::confirm(Piece& piece, const market::Merge& merge) {
  if (merge.same == 0) return {};
  const auto changed = [&](Time open) {
    return std::ranges::any_of(merge.revised, [&](const auto& both) { return both.said.open_time == open; }) ||
           std::ranges::binary_search(merge.only_said, open, {}, &Candle::open_time);
  };
  for (const auto& candle : piece.said()) {
    if (piece.held_mark(candle.open_time).evidence >= piece.mark.evidence || changed(candle.open_time)) continue;
    if (const auto* row = piece.in_tail(candle.open_time)) {
      Candle completed = row->candle;
      complete(completed, candle);
      CHECK(replace(piece, completed, piece.mark));
    } else {
      piece.told.push_back(ms_of(candle.open_time));
    }
  }
  return {};
}

base::Done Recorder::note_vanished(Piece& piece, const Candle& candle) {
  ++piece.recorded.vanished;
  piece.vanished.add(bucket_of(piece.timeframe(), candle.open_time));
  const MarkedCandle held{candle, piece.held_mark(candle.open_time)};
  CHECK(add_conflict(database_, {0, piece.state.place.id, Rule::vanished, false, held, {candle, piece.mark}}));
  return {};
}

base::Done Recorder::serve(SeriesId series, const MarkedCandle& row) {
  TRY(auto* const state, this->state(series));
  const Span bucket = bucket_of(state->place.timeframe(), row.candle.open_time);
  const Answer answer{series, bucket, {row.candle}, {}, {}};
  Piece piece{answer, *state, row.mark, chunk_of(state->place.timeframe(), row.candle.open_time), true};
  TRY(const auto* known_tails, tails());
  TRY(piece.tail, read_tails(database_, *known_tails, state->place, bucket));
  CHECK(replace(piece, row.candle, row.mark));
  if (!piece.tail.empty()) return {};
  return cover(database_, series, {bucket, std::nullopt, row.mark, row.mark.at_ms});
}

}  // namespace store
