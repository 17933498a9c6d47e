// The parts a block is made of: times, streams of integers, prices and optional columns. Used by block.cpp alone.
#pragma once

#include "store/block.hpp"
#include "store/pfor.hpp"

#include <array>

namespace store {

// The head, proved by the checksum; `in` then stands where the times begin.
base::Result<BlockHead> open_block(ByteView block, ByteReader& in);

// Times.
void put_times(const BlockHead& head, std::span<const std::int64_t> times, ByteWriter& out);
// REQUIRES: times.size() == head.rows.
void get_times(const BlockHead& head, ByteReader& in, std::span<std::int64_t> times);

// Streams of unsigned integers.
using Values = std::vector<std::uint64_t>;
// Tries byte planes only where packing needs more than `packed_well` bytes a value.
void put_stream(std::span<const std::uint64_t> values, ByteWriter& out, std::size_t packed_well = 4);

// A stream that is read run by run.
class StreamReader {
 public:
  StreamReader() : in_{ByteView{}} {}
  // Takes the stream of `count` values out of `in`.
  StreamReader(ByteReader& in, std::size_t count);
  // The next `count` values; 256 unless they are the last. False for bytes that are not a stream.
  bool next(std::size_t count, std::uint64_t* out);
  // 256 values of at most 32 bits; false, and nothing is taken, when there are none such.
  bool next_narrow(std::uint32_t* out) { return expanded_.empty() && unpack_narrow_run(in_, out); }
  // Whether the next 256 values are of at most 32 bits.
  bool next_is_narrow() const { return expanded_.empty() && is_narrow_run(in_); }
  bool at_end() const { return expanded_.empty() ? in_.left() == 0 : expanded_at_ == expanded_.size(); }

 private:
  ByteReader in_;
  Values expanded_;  // Of a stream that was kept as planes.
  std::size_t expanded_at_ = 0;
};

// The factor that makes a guess of a quote volume from volume · (open + high + low + close).
double guess_factor(int column_scale, int volume_scale, int price_scale, std::uint64_t divisor);
std::int64_t guess(std::int64_t volume, std::int64_t prices, double factor);

}  // namespace store
