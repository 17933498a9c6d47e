// With how many decimals each number of a column was written, told by a rule and its exceptions.
#pragma once

#include "store/bytes.hpp"

namespace store {

// A number at the column's scale is written without its trailing zeros but with at least `least` decimals; the rows in
// `odd` were written with the scale that stands beside them.
struct Digits {
  struct Odd {
    std::uint16_t row = 0;
    std::uint8_t scale = 0;
    friend bool operator==(const Odd&, const Odd&) = default;
  };
  int least = 0;
  std::vector<Odd> odd;  // Ascending by row.
  friend bool operator==(const Digits&, const Digits&) = default;
};

inline constexpr std::uint8_t no_scale = 0xff;  // Stands for a row without a number.

// The rule with the fewest exceptions. `values` are at `scale`, `scales` say how each was written (or no_scale).
Digits digits_of(std::span<const std::uint8_t> scales, std::span<const std::int64_t> values, int scale);

// How a number is written that is no exception.
inline int written_scale(std::int64_t value, int scale, int least) {
  if (value == 0) return least;
  for (; scale > least && value % 10 == 0; --scale) value /= 10;
  return scale;
}

void put_digits(const Digits& digits, ByteWriter& out);
// Refuses rows beyond `rows` and scales beyond `scale`.
Digits get_digits(ByteReader& in, std::size_t rows, int scale);

}  // namespace store
