#include "store/digits.hpp"

#include <algorithm>
#include <array>

namespace store {

namespace {

using Counts = std::array<std::uint32_t, 32>;

// A padded number (1.50) asks for exactly its scale, a bare one (1.5) for no more than it.
struct Wishes {
  Counts padded{};
  Counts bare{};
};

Wishes wishes_of(std::span<const std::uint8_t> scales, std::span<const std::int64_t> values, int scale) {
  Wishes wishes;
  for (std::size_t i = 0; i < scales.size(); ++i) {
    if (scales[i] == no_scale) continue;
    const bool bare = written_scale(values[i], scale, 0) == scales[i];
    ++(bare ? wishes.bare : wishes.padded)[scales[i]];
  }
  return wishes;
}

int best_least(const Wishes& wishes, int scale) {
  std::uint32_t padded = 0;
  for (const auto count : wishes.padded) padded += count;
  int best = 0;
  std::uint32_t fewest = ~0U;
  std::uint32_t bare_below = 0;
  for (int least = 0; least <= scale; ++least) {
    const auto at = static_cast<std::size_t>(least);
    const std::uint32_t exceptions = padded - wishes.padded[at] + bare_below;
    if (exceptions <= fewest) {
      best = least;
      fewest = exceptions;
    }
    bare_below += wishes.bare[at];
  }
  return best;
}

}  // namespace

Digits digits_of(std::span<const std::uint8_t> scales, std::span<const std::int64_t> values, int scale) {
  const auto full = static_cast<std::uint8_t>(scale);
  if (std::ranges::all_of(scales, [&](std::uint8_t each) { return each == full || each == no_scale; })) {
    return {scale, {}};
  }
  Digits digits{best_least(wishes_of(scales, values, scale), scale), {}};
  for (std::size_t i = 0; i < scales.size(); ++i) {
    if (scales[i] == no_scale || written_scale(values[i], scale, digits.least) == scales[i]) continue;
    digits.odd.push_back({static_cast<std::uint16_t>(i), scales[i]});
  }
  return digits;
}

void put_digits(const Digits& digits, ByteWriter& out) {
  out.put(static_cast<std::uint8_t>(digits.least));
  out.varint(digits.odd.size());
  std::size_t before = 0;
  for (const auto& [row, scale] : digits.odd) {
    out.varint(row - before);
    out.put(scale);
    before = row;
  }
}

Digits get_digits(ByteReader& in, std::size_t rows, int scale) {
  Digits digits{in.get<std::uint8_t>(), {}};
  const auto count = in.varint();
  if (digits.least > scale || count > rows) in.refuse();
  std::uint64_t row = 0;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const auto step = in.varint();
    const auto odd = in.get<std::uint8_t>();
    if (step >= rows || (i > 0 && step == 0) || row + step >= rows || odd > scale) in.refuse();
    row += step;
    digits.odd.push_back({static_cast<std::uint16_t>(row), odd});
  }
  return digits;
}

}  // namespace store
