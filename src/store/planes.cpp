#include "store/planes.hpp"

#include "base/must.hpp"

#include <zstd.h>

namespace store {

namespace {
constexpr int level = 3;
}

Bytes compress_planes(ByteView items, std::size_t size) {
  const std::size_t count = items.size() / size;
  Bytes planes(items.size());
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < size; ++k) planes[k * count + i] = items[i * size + k];
  }
  Bytes out(ZSTD_compressBound(planes.size()));
  const std::size_t used = ZSTD_compress(out.data(), out.size(), planes.data(), planes.size(), level);
  MUST(ZSTD_isError(used) == 0);
  out.resize(used);
  return out;
}

std::optional<Bytes> expand_planes(ByteView compressed, std::size_t count, std::size_t size) {
  Bytes planes(count * size);
  const std::size_t got = ZSTD_decompress(planes.data(), planes.size(), compressed.data(), compressed.size());
  if (ZSTD_isError(got) != 0 || got != planes.size()) return std::nullopt;
  Bytes items(planes.size());
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < size; ++k) items[i * size + k] = planes[k * count + i];
  }
  return items;
}

}  // namespace store
