// The fallback for numbers that bit packing does not shrink: byte planes under zstd.
#pragma once

#include "store/bytes.hpp"

#include <optional>

namespace store {

// Compresses `count` items of `size` bytes each: all their first bytes, all their second bytes, …
Bytes compress_planes(ByteView items, std::size_t size);

// Gives the items back; nullopt when the bytes are not exactly `count` items of `size` bytes.
std::optional<Bytes> expand_planes(ByteView compressed, std::size_t count, std::size_t size);

}  // namespace store
