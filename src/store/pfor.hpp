// Packs unsigned integers in runs of 256 with as few bits as most of them need; the few larger ones are patched in.
#pragma once

#include "store/bytes.hpp"

#include <array>

namespace store {

inline constexpr std::size_t run_length = 256;

// Appends all values: full runs, then one shorter one.
void pack(std::span<const std::uint64_t> values, ByteWriter& out);

// Reads the next `count` (at most 256) values as 64-bit ones. False when the bytes are not a run.
bool unpack_run(ByteReader& in, std::size_t count, std::uint64_t* out);

// The same of a full run into 32 bits; false, with `in` where it was, when it has not room for them or the bytes are
// not a run.
bool unpack_narrow_run(ByteReader& in, std::uint32_t* out);

// Whether the next full run has room in 32 bits.
bool is_narrow_run(ByteReader in);

}  // namespace store
