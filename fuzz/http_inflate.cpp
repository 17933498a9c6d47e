// Compressed bodies: any bytes, inflated within the limits or refused; what we deflate comes back.
#include "net/gzip.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr net::InflateLimits limits{1U << 20U, 200};
  if (const auto out = net::inflate(text, limits); out) MUST(out->size() <= limits.bytes);
  if (size > limits.bytes) return 0;
  net::Deflater deflater;
  auto packed = deflater.add(text.substr(0, size / 2));
  packed += deflater.finish(text.substr(size / 2));
  MUST(net::inflate(packed, limits) == std::string(text));
  return 0;
}
