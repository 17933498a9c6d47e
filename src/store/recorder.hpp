// Works answers into a venue file within one transaction: merges them with what is held, chunk by chunk.
#pragma once

#include "market/merge.hpp"
#include "store/catalog.hpp"
#include "store/held.hpp"

#include <map>
#include <unordered_map>

namespace store {

// What the writer remembers of a series between transactions.
struct SeriesState {
  Place place;
  SeriesRow row;
  bool row_changed = false;
  std::optional<market::Time> reach{};  // The newest candle there will be in blocks once the answer is worked in.
  bool has_failures = false;

  // Nothing is in blocks from here on.
  market::Time blocks_end() const {
    return row.info.last ? *row.info.last + std::chrono::milliseconds{1} : market::time_from_ms(INT64_MIN / 2);
  }
};

// True of the file as long as its transactions succeed; dropped when one fails.
struct Memory {
  std::unordered_map<SeriesId, SeriesState> series;
  std::optional<Tails> tails;
  std::map<std::pair<std::string, std::string>, std::int64_t> origins;
};

// The candles in the blocks of 4096 aligned slots of a series, while they are being worked on.
struct Chunk {
  market::Candles candles;
  std::uint16_t touched = 0;  // Bit n: the n-th 256 slots changed.
  bool was_loose = false;     // Kept in small blocks so far.
};

class Recorder {
 public:
  Recorder(const Database& database, Memory& memory) : database_{database}, memory_{memory} {}

  base::Result<Recorded> record(const Answer& answer);
  // Seals a piece of the tail or merges a few small blocks; true while there is more to do.
  base::Result<bool> tidy();
  // Replaces the served candle of a bucket.
  base::Done serve(SeriesId series, const MarkedCandle& row);
  // Writes what is still in memory. To be called before the transaction commits.
  base::Done finish();

  base::Result<SeriesState*> state(SeriesId id);
  base::Result<Tails*> tails();
  base::Result<std::int64_t> origin(const std::string& source, const std::string& job);

 private:
  struct Piece;  // One answer's part of one chunk.
  using ChunkKey = std::pair<SeriesId, std::int64_t>;

  base::Result<bool> append_one(const Answer& answer, SeriesState& state, const Mark& mark);
  base::Result<std::vector<std::int64_t>> chunks_of(const Answer& answer, const SeriesState& state);
  base::Result<Chunk*> chunk(SeriesState& state, std::int64_t number);
  base::Done load(const SeriesState& state, std::int64_t number, Chunk& chunk);
  base::Done flush(const ChunkKey& key, const Chunk& chunk);
  base::Done flush_large(const SeriesState& state, std::int64_t number, const Chunk& chunk);
  base::Done flush_small(const SeriesState& state, std::int64_t number, const Chunk& chunk);
  base::Done flush_chunks();

  base::Done record_piece(Piece& piece);
  base::Done compare(Piece& piece, std::span<const market::Candle> held);
  base::Done add(Piece& piece, std::span<const market::Candle> fresh);
  base::Done replace(Piece& piece, const market::Candle& candle, const Mark& mark);
  base::Done revise(Piece& piece, const market::Disagreement& both);
  base::Done confirm(Piece& piece, const market::Merge& merge);
  base::Done note_vanished(Piece& piece, const market::Candle& candle);
  base::Done write_coverage(const SeriesState& state, std::vector<Covered> segments);
  base::Done forget_failures(SeriesState& state, market::Span span);

  // nullptr where the candle belongs into a block.
  base::Result<Tail*> tail_for_writing(const SeriesState& state, market::Time open, market::Time arrived);
  base::Done add_to_blocks(SeriesState& state, std::span<const market::Candle> candles);
  base::Result<bool> seal(const Tail& tail);
  base::Done seal_series(SeriesState& state, std::span<const TailRow> rows);
  base::Result<std::optional<Tail>> ripe_tail();
  base::Result<bool> merge_small_blocks();

  const Database& database_;
  Memory& memory_;
  std::map<ChunkKey, Chunk> chunks_;
};

}  // namespace store
