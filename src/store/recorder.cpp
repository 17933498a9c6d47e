#include "store/recorder.hpp"

#include "store/ledger.hpp"
#include "store/recorder_piece.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace store {

namespace {

using market::Candle;
using market::ms_of;
using market::Span;

constexpr std::size_t large_answer = 256;  // From this many candles on an answer goes straight into blocks.

base::Done check_candles(const Answer& answer, const Place& place) {
  const Candle* before = nullptr;
  for (const auto& candle : answer.candles) {
    const bool ascending = before == nullptr || before->open_time < candle.open_time;
    if (!ascending || !answer.span.holds(candle.open_time) || !place.timeframe().on_grid(candle.open_time)) {
      return base::fail(base::Code::bad_data,
                        fmt::format("{}: the candle of {} is out of order, off the grid or outside of its answer",
                                    place.series.text(), market::rfc3339(candle.open_time)));
    }
    before = &candle;
  }
  return {};
}

// Candles on a grid of fixed length are checked without the calendar, as most are.
base::Done check(const Answer& answer, const Place& place) {
  const auto fixed = place.timeframe().fixed();
  const auto& candles = answer.candles;
  if (fixed && !candles.empty() && place.timeframe().on_grid(candles.front().open_time)) {
    const bool steady = std::ranges::adjacent_find(candles, [&](const Candle& a, const Candle& b) {
                          return b.open_time - a.open_time != *fixed;
                        }) == candles.end();
    if (steady && answer.span.holds(candles.front().open_time) && answer.span.holds(candles.back().open_time))
      return {};
  }
  return check_candles(answer, place);
}

}  // namespace

base::Result<SeriesState*> Recorder::state(SeriesId id) {
  if (const auto known = memory_.series.find(id); known != memory_.series.end()) return &known->second;
  TRY(auto row, load_series(database_, id));
  TRY(const auto failures, load_failures(database_, id));
  SeriesState state{{id, row.info.series}, row};
  state.reach = row.info.last;
  state.has_failures = !failures.empty();
  return &memory_.series.emplace(id, std::move(state)).first->second;
}

base::Result<Tails*> Recorder::tails() {
  if (!memory_.tails) {
    TRY(memory_.tails, load_tails(database_));
  }
  return &*memory_.tails;
}

base::Result<std::int64_t> Recorder::origin(const std::string& source, const std::string& job) {
  const auto key = std::pair{source, job};
  if (const auto known = memory_.origins.find(key); known != memory_.origins.end()) return known->second;
  TRY(const auto id, origin_id(database_, {source, job}));
  memory_.origins.emplace(key, id);
  return id;
}

base::Result<Tail*> Recorder::tail_for_writing(const SeriesState& state, market::Time open, market::Time arrived) {
  const auto& timeframe = state.place.timeframe();
  const std::int64_t range = range_of(timeframe, open);
  TRY(auto* const known, tails());
  for (auto& tail : *known) {
    if (tail.range != range || tail.timeframe != timeframe) continue;
    return tail.holds(state.place.number()) ? &tail : nullptr;
  }
  const std::int64_t late = timeframe.slot_of(arrived) - late_slots;
  if (range < late >> small_size) return nullptr;
  TRY(const auto made, make_tail(database_, timeframe, range));
  TRY(*known, load_tails(database_));
  return &*std::ranges::find(*known, made.id, &Tail::id);
}

// The way of the live minute: one candle, newer than all blocks, not yet in the tail.
base::Result<bool> Recorder::append_one(const Answer& answer, SeriesState& state, const Mark& mark) {
  if (answer.candles.size() != 1 || !answer.voids.empty()) return false;
  const Candle& candle = answer.candles.front();
  const Span bucket = bucket_of(state.place.timeframe(), candle.open_time);
  const bool more_than_it = answer.span.from < bucket.from || bucket.until < answer.span.until;
  if (more_than_it || candle.open_time < state.blocks_end()) return false;
  TRY(const auto* tail, tail_for_writing(state, candle.open_time, answer.provenance.at));
  if (tail == nullptr) return false;
  TRY(const bool added, add_to_tail(database_, *tail, answer.series, {candle, mark}));
  if (added) CHECK(forget_failures(state, bucket));
  return added;
}

// Numbers of the chunks that the answer has candles in, or that hold some within its span.
base::Result<std::vector<std::int64_t>> Recorder::chunks_of(const Answer& answer, const SeriesState& state) {
  std::vector<std::int64_t> numbers;
  const auto& timeframe = state.place.timeframe();
  const auto note = [&](market::Time open) {
    const auto number = chunk_of(timeframe, open);
    if (numbers.empty() || numbers.back() != number) numbers.push_back(number);
  };
  for (std::size_t i = 0; i < answer.candles.size();) {
    note(answer.candles[i].open_time);
    const auto until = chunk_span(timeframe, numbers.back()).until;
    i = static_cast<std::size_t>(std::ranges::lower_bound(answer.candles, until, {}, &Candle::open_time) -
                                 answer.candles.begin());
  }
  if (answer.span.from < state.blocks_end()) {
    CHECK(each_block(database_, state.place, answer.span, false, [&](const BlockHead& head, ByteView) {
      numbers.push_back(head.first_slot >> large_size);
      return base::Result<bool>{true};
    }));
  }
  TRY(const auto* known, tails());
  for (const auto& tail : *known) {
    if (tail.timeframe == timeframe && tail.span().overlaps(answer.span)) {
      numbers.push_back(tail.range >> (large_size - small_size));
    }
  }
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  return numbers;
}

base::Result<Recorded> Recorder::record(const Answer& answer) {
  TRY(auto* const state, this->state(answer.series));
  CHECK(check(answer, state->place));
  TRY(const auto origin, this->origin(answer.provenance.source, answer.provenance.job));
  const Mark mark{answer.provenance.evidence, origin, ms_of(answer.provenance.at)};
  TRY(const bool appended, append_one(answer, *state, mark));
  if (appended) return Recorded{.added = 1};

  const bool small = answer.candles.size() < large_answer;
  if (!small) state->reach = std::max(state->reach, std::optional{answer.candles.back().open_time});
  TRY(const auto numbers, chunks_of(answer, *state));
  Recorded recorded;
  std::vector<Covered> segments;
  market::SpanSet vanished;
  for (const auto number : numbers) {
    Piece piece{answer, *state, mark, number, small};
    CHECK(record_piece(piece));
    piece.add_segments(segments);
    for (const auto& span : piece.vanished.spans()) vanished.add(span);
    recorded += piece.recorded;
    if (chunks_.size() > chunks_max) CHECK(flush_chunks());
  }
  for (const auto& known : answer.voids) {
    for (const auto& span : vanished.missing_in(intersection(known.span, answer.span)).spans()) {
      segments.push_back({span, known.state, mark, mark.at_ms});
    }
  }
  CHECK(write_coverage(*state, std::move(segments)));
  CHECK(forget_failures(*state, answer.span));
  return recorded;
}

base::Done Recorder::write_coverage(const SeriesState& state, std::vector<Covered> segments) {
  for (const auto& segment : coalesce(std::move(segments))) CHECK(cover(database_, state.place.id, segment));
  return {};
}

// A failure has served its purpose once all of its span is known.
base::Done Recorder::forget_failures(SeriesState& state, Span span) {
  if (!state.has_failures) return {};
  CHECK(flush_chunks());
  TRY(const auto* known_tails, tails());
  TRY(const auto failures, load_failures(database_, state.place.id));
  bool left = false;
  for (const auto& failure : failures) {
    bool over = false;
    if (failure.span.overlaps(span)) {
      TRY(const auto known, read_known(database_, *known_tails, state.place, failure.span));
      market::SpanSet set;
      for (const auto& each : known) set.add(each.span);
      over = set.covers(failure.span);
    }
    if (over) CHECK(remove_failure(database_, failure));
    left = left || !over;
  }
  state.has_failures = left;
  return {};
}

base::Done Recorder::finish() {
  CHECK(flush_chunks());
  for (auto& [id, state] : memory_.series) {
    if (!state.row_changed) continue;
    CHECK(put_series(database_, state.row));
    state.row_changed = false;
  }
  return {};
}

}  // namespace store
