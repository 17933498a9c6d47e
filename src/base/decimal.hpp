// An exact decimal number: mantissa · 10^-scale. Prices and sizes keep the digits the venue sent.
#pragma once

#include "base/result.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

__extension__ using Int128 = __int128;

// Sixteen bytes: a 96-bit mantissa (28 digits and more) and the number of digits after the point. Volumes such as
// 123456789012.12345678 do not fit 64 bits; prices nearly always do, and small() is the quick way for those.
class Decimal {
 public:
  static constexpr int digits_max = 28;
  static constexpr int scale_max = 28;
  static constexpr std::size_t text_max = 64;  // What write() may need.

  constexpr Decimal() = default;
  // REQUIRES: |mantissa| < 10^28, scale <= scale_max.
  static constexpr Decimal of(Int128 mantissa, int scale) {
    Decimal made;
    made.low_ = static_cast<std::uint64_t>(mantissa);
    made.high_ = static_cast<std::int32_t>(mantissa >> 64);
    made.scale_ = static_cast<std::uint8_t>(scale);
    return made;
  }

  // "-12.500" is {-12500, 3}; "1.5e-7" is {15, 8}. bad_data for anything but digits, one sign, one point and one
  // exponent, and for numbers of more than 28 digits.
  static Result<Decimal> parse(std::string_view text);
  // The same without a sentence for the error: for hot paths.
  static std::optional<Decimal> parse_quick(std::string_view text) noexcept;

  constexpr Int128 mantissa() const { return (Int128{high_} << 64) | Int128{low_}; }
  constexpr int scale() const { return scale_; }
  // The mantissa where it fits 64 bits.
  constexpr std::optional<std::int64_t> small() const {
    const auto narrow = static_cast<std::int64_t>(low_);
    if ((narrow < 0 ? -1 : 0) != high_) return std::nullopt;
    return narrow;
  }

  constexpr bool negative() const { return high_ < 0; }
  constexpr bool zero() const { return low_ == 0 && high_ == 0; }

  // The digits as they came: {150, 2} is "1.50". Never an exponent.
  std::string text() const;
  // The same into a buffer of text_max characters; returns the end.
  char* write(char* into) const noexcept;
  // Correctly rounded, as strtod would read text().
  double to_double() const;

  // Exact sum; nullopt where it needs more than 28 digits.
  static std::optional<Decimal> sum(Decimal a, Decimal b);

  // By value: 1.50 equals 1.5.
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }
  // Digit by digit: 1.50 is not 1.5.
  friend bool same_digits(const Decimal& a, const Decimal& b) {
    return a.low_ == b.low_ && a.high_ == b.high_ && a.scale_ == b.scale_;
  }

 private:
  std::uint64_t low_ = 0;
  std::int32_t high_ = 0;
  std::uint8_t scale_ = 0;
};

static_assert(sizeof(Decimal) == 16);

}  // namespace base
