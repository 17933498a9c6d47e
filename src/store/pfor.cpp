#include "store/pfor.hpp"

#include <algorithm>
#include <utility>

namespace store {

namespace {

constexpr std::size_t lanes = 8;
constexpr std::size_t rows = run_length / lanes;
constexpr std::uint8_t has_exceptions = 0x80;

using Words = std::array<std::uint32_t, run_length>;

template <unsigned width>
constexpr std::uint32_t mask = width == 32 ? ~0U : (1U << width) - 1;

// Eight words that the CPU works on at once, or in two halves.
using Lanes = std::uint32_t __attribute__((vector_size(lanes * sizeof(std::uint32_t))));

template <unsigned width, std::size_t row>
inline void pack_row(const std::uint32_t* from, Lanes* into) {
  constexpr std::size_t word = row * width / 32;
  constexpr unsigned shift = row * width % 32;
  Lanes values;
  std::memcpy(&values, from + row * lanes, sizeof values);
  values &= mask<width>;
  if constexpr (shift == 0) {
    into[word] = values;
  } else {
    into[word] |= values << shift;
  }
  if constexpr (shift + width > 32) into[word + 1] = values >> (32 - shift);
}

// Packed bytes stand at any address.
template <unsigned width, std::size_t row>
inline void unpack_row(const std::uint8_t* from, std::uint32_t* into) {
  constexpr std::size_t word = row * width / 32;
  constexpr unsigned shift = row * width % 32;
  Lanes values;
  std::memcpy(&values, from + word * sizeof values, sizeof values);
  values >>= shift;
  if constexpr (shift + width > 32) {
    Lanes next;
    std::memcpy(&next, from + (word + 1) * sizeof next, sizeof next);
    values |= next << (32 - shift);
  }
  values &= mask<width>;
  std::memcpy(into + row * lanes, &values, sizeof values);
}

template <unsigned width>
void pack_words(const std::uint32_t* from, Lanes* into) {
  if constexpr (width > 0) {
    [&]<std::size_t... row>(std::index_sequence<row...>) {
      (pack_row<width, row>(from, into), ...);
    }(std::make_index_sequence<rows>{});
  }
}

template <unsigned width>
void unpack_words(const std::uint8_t* from, std::uint32_t* into) {
  if constexpr (width == 0) {
    std::fill_n(into, run_length, 0U);
  } else {
    [&]<std::size_t... row>(std::index_sequence<row...>) {
      (unpack_row<width, row>(from, into), ...);
    }(std::make_index_sequence<rows>{});
  }
}

using Packer = void (*)(const std::uint32_t*, Lanes*);
using Unpacker = void (*)(const std::uint8_t*, std::uint32_t*);

template <std::size_t... width>
constexpr std::array<Packer, sizeof...(width)> packers(std::index_sequence<width...>) {
  return {pack_words<width>...};
}
template <std::size_t... width>
constexpr std::array<Unpacker, sizeof...(width)> unpackers(std::index_sequence<width...>) {
  return {unpack_words<width>...};
}

constexpr auto pack_of_width = packers(std::make_index_sequence<33>{});
constexpr auto unpack_of_width = unpackers(std::make_index_sequence<33>{});

constexpr std::size_t bytes_of(unsigned width) {
  return std::size_t{width} * run_length / 8;
}

void pack_lanes(const Words& words, unsigned width, ByteWriter& out) {
  __attribute__((uninitialized)) std::array<Lanes, rows> packed;
  pack_of_width[width](words.data(), packed.data());
  std::memcpy(out.grow(bytes_of(width)), packed.data(), bytes_of(width));
}

void pack_full(const std::uint64_t* values, unsigned width, ByteWriter& out) {
  __attribute__((uninitialized)) Words words;
  for (std::size_t i = 0; i < run_length; ++i) words[i] = static_cast<std::uint32_t>(values[i]);
  pack_lanes(words, std::min(width, 32U), out);
  if (width <= 32) return;
  for (std::size_t i = 0; i < run_length; ++i) words[i] = static_cast<std::uint32_t>(values[i] >> 32);
  pack_lanes(words, width - 32, out);
}

constexpr std::uint64_t low_bits(std::uint64_t value, unsigned width) {
  return width == 64 ? value : value & ((std::uint64_t{1} << width) - 1);
}

void pack_short(std::span<const std::uint64_t> values, unsigned width, ByteWriter& out) {
  Unsigned128 pending = 0;
  unsigned bits = 0;
  for (const auto value : values) {
    pending |= Unsigned128{low_bits(value, width)} << bits;
    for (bits += width; bits >= 8; bits -= 8, pending >>= 8) out.put(static_cast<std::uint8_t>(pending));
  }
  if (bits > 0) out.put(static_cast<std::uint8_t>(pending));
}

// Copied with room behind them, so that each value is found in the sixteen bytes where it begins.
bool unpack_short(ByteReader& in, std::size_t count, unsigned width, std::uint64_t* out) {
  const auto bytes = in.take((count * width + 7) / 8);
  if (!in.ok()) return false;
  __attribute__((uninitialized)) std::array<std::uint8_t, run_length * 8 + sizeof(Unsigned128)> room;
  std::copy(bytes.begin(), bytes.end(), room.begin());
  std::fill_n(room.data() + bytes.size(), sizeof(Unsigned128), std::uint8_t{0});
  for (std::size_t i = 0; i < count; ++i) {
    Unsigned128 word = 0;
    std::memcpy(&word, room.data() + i * width / 8, sizeof word);
    out[i] = low_bits(static_cast<std::uint64_t>(word >> (i * width % 8)), width);
  }
  return true;
}

struct Plan {
  unsigned width = 0;
  unsigned exceptions = 0;
  unsigned exception_bits = 0;
};

// How many values need each number of bits.
using Widths = std::array<unsigned, 65>;

Plan plan_of(const Widths& widths, std::size_t count) {
  unsigned most = 64;
  while (most > 0 && widths[most] == 0) --most;
  Plan best{most, 0, 0};
  std::size_t best_bytes = (count * most + 7) / 8;
  unsigned above = 0;
  for (unsigned width = most; width-- > 0;) {
    above += widths[width + 1];
    const unsigned high = most - width;
    const std::size_t bytes = (count * width + 7) / 8 + 2 + above + (above * high + 7) / 8;
    if (bytes <= best_bytes && above <= count) {
      best = {width, above, high};
      best_bytes = bytes;
    }
  }
  return best;
}

// Counts in four places by turns, so that a count need not wait for the one before; 0 and 1 are told apart at the end,
// because the CPU finds the highest bit only where there is one.
Widths widths_of(std::span<const std::uint64_t> values) {
  std::array<std::array<std::uint16_t, 64>, 4> counts{};
  unsigned zeros = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    ++counts[i % 4][static_cast<std::size_t>(std::bit_width(values[i] | 1) - 1)];
    zeros += values[i] == 0 ? 1 : 0;
  }
  Widths widths{zeros};
  for (const auto& each : counts) {
    for (std::size_t bit = 0; bit < each.size(); ++bit) widths[bit + 1] += each[bit];
  }
  widths[1] -= zeros;
  return widths;
}

void put_exceptions(std::span<const std::uint64_t> values, const Plan& plan, ByteWriter& out) {
  out.put(static_cast<std::uint8_t>(plan.exceptions - 1));
  out.put(static_cast<std::uint8_t>(plan.exception_bits));
  __attribute__((uninitialized)) std::array<std::uint64_t, run_length> highs;
  __attribute__((uninitialized)) std::array<std::uint8_t, run_length> positions;
  std::size_t count = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint64_t high = values[i] >> plan.width;
    positions[count] = static_cast<std::uint8_t>(i);
    highs[count] = high;
    if (high != 0) ++count;
  }
  out.put(ByteView{positions.data(), count});
  pack_short({highs.data(), count}, plan.exception_bits, out);
}

void pack_run(std::span<const std::uint64_t> values, ByteWriter& out) {
  const Plan plan = plan_of(widths_of(values), values.size());
  out.put(static_cast<std::uint8_t>(plan.width | (plan.exceptions > 0 ? has_exceptions : 0U)));
  if (values.size() == run_length) {
    pack_full(values.data(), plan.width, out);
  } else {
    pack_short(values, plan.width, out);
  }
  if (plan.exceptions > 0) put_exceptions(values, plan, out);
}

// Puts the exceptions' higher bits in their places. False where they are not right, or do not fit a Word.
template <class Word>
bool patch(ByteReader& in, std::size_t count, unsigned width, Word* out) {
  const std::size_t exceptions = in.get<std::uint8_t>() + 1UL;
  const unsigned bits = in.get<std::uint8_t>();
  if (bits < 1 || width + bits > 8 * sizeof(Word)) return false;
  const auto positions = in.take(exceptions);
  __attribute__((uninitialized)) std::array<std::uint64_t, run_length> highs;
  if (!in.ok() || !unpack_short(in, exceptions, bits, highs.data())) return false;
  for (std::size_t i = 0; i < exceptions; ++i) {
    if (positions[i] >= count) return false;
    out[positions[i]] |= static_cast<Word>(highs[i] << width);
  }
  return true;
}

bool unpack_lanes(ByteReader& in, unsigned width, std::uint32_t* words) {
  const auto bytes = in.take(bytes_of(width));
  if (!in.ok()) return false;
  unpack_of_width[width](bytes.data(), words);
  return true;
}

bool unpack_full(ByteReader& in, unsigned width, std::uint64_t* out) {
  __attribute__((uninitialized)) Words words;
  if (!unpack_lanes(in, std::min(width, 32U), words.data())) return false;
  for (std::size_t i = 0; i < run_length; ++i) out[i] = words[i];
  if (width <= 32) return true;
  if (!unpack_lanes(in, width - 32, words.data())) return false;
  for (std::size_t i = 0; i < run_length; ++i) out[i] |= std::uint64_t{words[i]} << 32;
  return true;
}

}  // namespace

void pack(std::span<const std::uint64_t> values, ByteWriter& out) {
  for (std::size_t from = 0; from < values.size(); from += run_length) {
    pack_run(values.subspan(from, std::min(run_length, values.size() - from)), out);
  }
}

bool unpack_run(ByteReader& in, std::size_t count, std::uint64_t* out) {
  const auto head = in.get<std::uint8_t>();
  const unsigned width = head & 0x7fU;
  if (width > 64) return false;
  const bool read = count == run_length ? unpack_full(in, width, out) : unpack_short(in, count, width, out);
  if (!read) return false;
  return (head & has_exceptions) == 0 || patch(in, count, width, out);
}

bool is_narrow_run(ByteReader in) {
  const auto head = in.get<std::uint8_t>();
  const unsigned width = head & 0x7fU;
  if (width > 32 || (head & has_exceptions) == 0) return width <= 32;
  in.take(bytes_of(width) + 1);
  return width + in.get<std::uint8_t>() <= 32;
}

bool unpack_narrow_run(ByteReader& in, std::uint32_t* out) {
  const ByteReader before = in;
  const auto head = in.get<std::uint8_t>();
  const unsigned width = head & 0x7fU;
  if (width <= 32 && unpack_lanes(in, width, out) &&
      ((head & has_exceptions) == 0 || patch(in, run_length, width, out))) {
    return true;
  }
  in = before;
  return false;
}

}  // namespace store
