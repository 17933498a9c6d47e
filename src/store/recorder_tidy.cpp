#include "store/recorder_piece.hpp"
#include "store/schema.hpp"

#include <algorithm>

namespace store {

namespace {

using market::Time;

constexpr std::int64_t series_per_piece = 128;
constexpr std::size_t chunks_per_piece = 64;

}  // namespace

// The first tail table whose range is over, so that its last candles have had time to come.
base::Result<std::optional<Tail>> Recorder::ripe_tail() {
  TRY(const auto* known, tails());
  for (std::size_t i = 0; i < known->size(); ++i) {
    const auto& tail = (*known)[i];
    std::size_t last = i;  // They stand by timeframe, then by range.
    while (last + 1 < known->size() && (*known)[last + 1].timeframe == tail.timeframe) ++last;
    TRY(const auto newest, newest_in(database_, (*known)[last]));
    const std::int64_t over = ((tail.range + 1) << small_size) + late_slots;
    if (newest && tail.timeframe.slot_of(*newest) >= over) return tail;
  }
  return std::nullopt;
}

base::Done Recorder::seal_series(SeriesState& state, std::span<const TailRow> rows) {
  market::Candles candles;
  std::vector<Covered> segments;
  for (const auto& [series, row] : rows) {
    candles.push_back(row.candle);
    segments.push_back(
        {bucket_of(state.place.timeframe(), row.candle.open_time), std::nullopt, row.mark, row.mark.at_ms});
  }
  const std::int64_t revision = state.row.info.revision;
  CHECK(add_to_blocks(state, candles));
  // The rows counted towards the revision while they were in the tail, too.
  state.row.info.revision = revision + static_cast<std::int64_t>(rows.size());
  return write_coverage(state, std::move(segments));
}

// Seals the next few series of the table, or drops it when all are sealed. True when it is gone.
base::Result<bool> Recorder::seal(const Tail& tail) {
  TRY(const auto newest_series, database_.value("SELECT max(id) FROM series"));
  const std::int64_t last = tail.sealed_through + series_per_piece;
  TRY(const auto rows, read_tail_of(database_, tail, tail.sealed_through + 1, last));
  for (auto from = rows.begin(); from != rows.end();) {
    const auto until = std::ranges::upper_bound(from, rows.end(), from->series, {}, &TailRow::series);
    TRY(auto* const state, this->state(SeriesId{from->series}));
    CHECK(seal_series(*state, {from, until}));
    from = until;
    if (chunks_.size() > chunks_max) CHECK(flush_chunks());
  }
  const bool over = last >= newest_series;
  if (over) {
    CHECK(drop_tail(database_, tail));
  } else {
    CHECK(put_tail(database_, {tail.id, tail.timeframe, tail.range, last, {}}));
  }
  TRY(memory_.tails, load_tails(database_));
  return over;
}

// Small blocks of a chunk that has been closed since become one large block. True when some are left to be merged.
base::Result<bool> Recorder::merge_small_blocks() {
  std::vector<ChunkKey> closed;
  {
    TRY(auto query, database_.query("SELECT series,chunk,sum FROM loose ORDER BY series,chunk"));
    CHECK(query.each([&]() -> base::Done {
      CHECK(query.check(loose_table, "loose"));
      TRY(const auto* state, this->state(SeriesId{query.integer(0)}));
      const Time end = chunk_span(state->place.timeframe(), query.integer(1)).until;
      if (state->reach && *state->reach >= end) closed.emplace_back(SeriesId{query.integer(0)}, query.integer(1));
      return {};
    }));
  }
  const bool more = closed.size() > chunks_per_piece;
  if (more) closed.resize(chunks_per_piece);
  for (const auto& [series, number] : closed) {
    TRY(auto* const state, this->state(series));
    TRY(auto* const chunk, this->chunk(*state, number));
    chunk->touched = 0xffff;
    if (chunks_.size() > chunks_max) CHECK(flush_chunks());
  }
  return more;
}

base::Result<bool> Recorder::tidy() {
  TRY(const auto ripe, ripe_tail());
  if (!ripe) return merge_small_blocks();
  CHECK(seal(*ripe));
  return true;
}

}  // namespace store
