#include "store/recorder_piece.hpp"
#include "store/schema.hpp"

#include <algorithm>

namespace store {

namespace {

using market::Candle;
using market::Candles;
using market::Time;

constexpr int ranges_log = large_size - small_size;

BlockHead head_of(const Place& place, std::int64_t first_slot, int size) {
  return {static_cast<std::uint32_t>(place.number()), first_slot, size, place.timeframe(), 0};
}

void append(Candles& held, std::span<const Candle> more) {
  const bool behind = held.empty() || held.back().open_time < more.front().open_time;
  held.insert(held.end(), more.begin(), more.end());
  if (!behind) std::ranges::sort(held, {}, &Candle::open_time);
}

base::Done mark_loose(const Database& database, std::int64_t series, std::int64_t number) {
  TRY(auto query, database.query("INSERT OR REPLACE INTO loose VALUES(?,?,?)"));
  return query.put(loose_table, series, number);
}

base::Done unmark_loose(const Database& database, std::int64_t series, std::int64_t number) {
  TRY(auto query, database.query("DELETE FROM loose WHERE series=? AND chunk=?"));
  return query.bind(1, series).bind(2, number).run();
}

}  // namespace

base::Result<Chunk*> Recorder::chunk(SeriesState& state, std::int64_t number) {
  const auto [at, is_new] = chunks_.try_emplace({state.place.id, number});
  if (is_new && chunk_span(state.place.timeframe(), number).from < state.blocks_end()) {
    CHECK(load(state, number, at->second));
  }
  return &at->second;
}

base::Done Recorder::load(const SeriesState& state, std::int64_t number, Chunk& chunk) {
  const auto span = chunk_span(state.place.timeframe(), number);
  return each_block(database_, state.place, span, false,
                    [&](const BlockHead& head, ByteView body) -> base::Result<bool> {
                      TRY(auto candles, decode_block(body));
                      chunk.was_loose = chunk.was_loose || head.size == small_size;
                      if (chunk.candles.empty()) {
                        chunk.candles = std::move(candles);
                      } else {
                        append(chunk.candles, candles);
                      }
                      return true;
                    });
}

base::Done Recorder::add_to_blocks(SeriesState& state, std::span<const Candle> candles) {
  const auto& timeframe = state.place.timeframe();
  while (!candles.empty()) {
    const std::int64_t number = chunk_of(timeframe, candles.front().open_time);
    const Time until = chunk_span(timeframe, number).until;
    const auto count = std::ranges::lower_bound(candles, until, {}, &Candle::open_time) - candles.begin();
    const auto part = candles.first(static_cast<std::size_t>(count));
    TRY(auto* const chunk, this->chunk(state, number));
    append(chunk->candles, part);
    const auto first = range_of(timeframe, part.front().open_time) & 15;
    const auto last = range_of(timeframe, part.back().open_time) & 15;
    for (auto range = first; range <= last; ++range) {
      chunk->touched = static_cast<std::uint16_t>(chunk->touched | (1U << range));
    }
    auto& info = state.row.info;
    info.rows += count;
    info.revision += count;
    info.first = info.first ? std::min(*info.first, part.front().open_time) : part.front().open_time;
    info.last = info.last ? std::max(*info.last, part.back().open_time) : part.back().open_time;
    state.reach = std::max(state.reach, info.last);
    state.row_changed = true;
    candles = candles.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

// A chunk is closed, and becomes one large block, when it is full or when there are candles behind it.
base::Done Recorder::flush(const ChunkKey& key, const Chunk& chunk) {
  if (chunk.touched == 0) return {};
  TRY(const auto* state, this->state(key.first));
  const Time end = chunk_span(state->place.timeframe(), key.second).until;
  const bool closed = chunk.candles.size() == block_rows || (state->reach && *state->reach >= end);
  return closed ? flush_large(*state, key.second, chunk) : flush_small(*state, key.second, chunk);
}

base::Done Recorder::flush_large(const SeriesState& state, std::int64_t number, const Chunk& chunk) {
  const std::int64_t first = number << large_size;
  if (chunk.was_loose) {
    CHECK(remove_blocks(database_, state.place.number(), first, first + (std::int64_t{1} << large_size)));
    CHECK(unmark_loose(database_, state.place.number(), number));
  }
  return put_block(database_, state.place, head_of(state.place, first, large_size), chunk.candles);
}

base::Done Recorder::flush_small(const SeriesState& state, std::int64_t number, const Chunk& chunk) {
  const auto& timeframe = state.place.timeframe();
  auto from = chunk.candles.begin();
  for (std::int64_t i = 0; i < std::int64_t{1} << ranges_log; ++i) {
    const std::int64_t first = ((number << ranges_log) + i) << small_size;
    const Time until = timeframe.open_of(first + (std::int64_t{1} << small_size));
    const auto end = std::ranges::lower_bound(from, chunk.candles.end(), until, {}, &Candle::open_time);
    if ((chunk.touched >> i & 1) != 0 && from != end) {
      CHECK(put_block(database_, state.place, head_of(state.place, first, small_size), {from, end}));
    }
    from = end;
  }
  if (chunk.was_loose) return {};
  return mark_loose(database_, state.place.number(), number);
}

base::Done Recorder::flush_chunks() {
  for (const auto& [key, chunk] : chunks_) CHECK(flush(key, chunk));
  chunks_.clear();
  return {};
}

}  // namespace store
