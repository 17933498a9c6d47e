// The checksum of everything we write: CRC32C, by the CPU where it can, in three strands for long bytes.
#pragma once

#include "store/bytes.hpp"

namespace store {

// CRC32C of `bytes`, going on from `before` (the CRC of what came before them).
std::uint32_t crc32c(ByteView bytes, std::uint32_t before = 0);

// The same by tables, for CPUs without the instruction.
std::uint32_t crc32c_by_table(ByteView bytes, std::uint32_t before = 0);

// The checksum of a block, as docs/formats/block.md defines it.
std::uint32_t checksum(ByteView bytes);

}  // namespace store
