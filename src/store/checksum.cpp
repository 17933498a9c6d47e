#include "store/checksum.hpp"

#include <array>

namespace store {

namespace {

using Table = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Table make_table() {
  Table table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78U : 0U);
    table[0][i] = crc;
  }
  for (std::size_t i = 0; i < 256; ++i) {
    for (std::size_t k = 1; k < 8; ++k) table[k][i] = (table[k - 1][i] >> 8) ^ table[0][table[k - 1][i] & 0xff];
  }
  return table;
}

constexpr Table table = make_table();

std::uint64_t load(const std::uint8_t* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

struct Three {
  std::uint32_t a, b, c;
};

Three three_by_table(const std::uint8_t* at, std::size_t third, std::size_t rest) {
  return {crc32c_by_table({at, third}), crc32c_by_table({at + third, third}), crc32c_by_table({at + 2 * third, rest})};
}

#if defined(__x86_64__)

bool has_instruction() {
  static const bool has = __builtin_cpu_supports("sse4.2");
  return has;
}

__attribute__((target("sse4.2"))) std::uint32_t crc_by_cpu(const std::uint8_t* at, std::size_t size,
                                                           std::uint32_t before) {
  std::uint64_t crc = ~before;
  for (; size >= 8; at += 8, size -= 8) crc = __builtin_ia32_crc32di(crc, load(at));
  auto narrow = static_cast<std::uint32_t>(crc);
  for (; size > 0; ++at, --size) narrow = __builtin_ia32_crc32qi(narrow, *at);
  return ~narrow;
}

// One instruction takes three cycles but one can begin in each, so three strands take the time of one.
__attribute__((target("sse4.2"))) Three three_by_cpu(const std::uint8_t* at, std::size_t third, std::size_t rest) {
  std::uint64_t a = 0xffffffff;
  std::uint64_t b = 0xffffffff;
  std::uint64_t c = 0xffffffff;
  for (std::size_t i = 0; i < third; i += 8) {
    a = __builtin_ia32_crc32di(a, load(at + i));
    b = __builtin_ia32_crc32di(b, load(at + third + i));
    c = __builtin_ia32_crc32di(c, load(at + 2 * third + i));
  }
  const auto begun = ~static_cast<std::uint32_t>(c);
  return {~static_cast<std::uint32_t>(a), ~static_cast<std::uint32_t>(b),
          crc_by_cpu(at + 3 * third, rest - third, begun)};
}

#else

constexpr bool has_instruction() {
  return false;
}
std::uint32_t crc_by_cpu(const std::uint8_t* at, std::size_t size, std::uint32_t before) {
  return crc32c_by_table({at, size}, before);
}
Three three_by_cpu(const std::uint8_t* at, std::size_t third, std::size_t rest) {
  return three_by_table(at, third, rest);
}

#endif

}  // namespace

std::uint32_t crc32c_by_table(ByteView bytes, std::uint32_t before) {
  std::uint32_t crc = ~before;
  const std::uint8_t* at = bytes.data();
  std::size_t size = bytes.size();
  for (; size >= 8; at += 8, size -= 8) {
    const std::uint64_t word = load(at) ^ crc;
    crc = 0;
    for (std::size_t k = 0; k < 8; ++k) crc ^= table[7 - k][(word >> (8 * k)) & 0xff];
  }
  for (; size > 0; ++at, --size) crc = (crc >> 8) ^ table[0][(crc ^ *at) & 0xff];
  return ~crc;
}

std::uint32_t crc32c(ByteView bytes, std::uint32_t before) {
  return has_instruction() ? crc_by_cpu(bytes.data(), bytes.size(), before) : crc32c_by_table(bytes, before);
}

std::uint32_t checksum(ByteView bytes) {
  const std::size_t third = bytes.size() / 24 * 8;
  const std::size_t rest = bytes.size() - 2 * third;
  const Three parts =
      has_instruction() ? three_by_cpu(bytes.data(), third, rest) : three_by_table(bytes.data(), third, rest);
  std::array<std::uint8_t, sizeof parts> folded{};
  std::memcpy(folded.data(), &parts, sizeof parts);
  return crc32c(folded);
}

}  // namespace store
