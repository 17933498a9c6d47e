#include "base/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace base {

namespace {

constexpr auto powers = [] {
  std::array<Int128, 39> table{};
  table[0] = 1;
  for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
  return table;
}();

constexpr Int128 power(int exponent) { return powers[static_cast<std::size_t>(exponent)]; }
constexpr Int128 mantissa_limit = power(Decimal::digits_max);

struct Digits {
  Int128 mantissa = 0;
  int scale = 0;
  const char* rest = nullptr;  // Behind the last digit or point; nullptr for no number.
};

// Digits with at most one point between them, at least one digit on each side of it.
Digits read_digits(const char* at, const char* end) {
  Digits read;
  const char* const begin = at;
  std::uint64_t head = 0;  // The first 18 digits need no wide arithmetic.
  int used = 0;
  const char* point = nullptr;
  for (; at != end; ++at) {
    const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
    if (digit > 9) {
      if (*at != '.' || point != nullptr || at == begin) break;
      point = at;
      continue;
    }
    if (used < 18) {
      head = head * 10 + digit;
      if (head != 0) ++used;
      read.mantissa = Int128{head};
    } else {
      if (++used > Decimal::digits_max) return {};
      read.mantissa = read.mantissa * 10 + static_cast<int>(digit);
    }
  }
  if (at == begin || (point != nullptr && at == point + 1)) return {};
  read.scale = point == nullptr ? 0 : static_cast<int>(at - point - 1);
  read.rest = at;
  return read;
}

// Moves the point by what stands behind an 'e'. False where the number then needs too many digits.
bool apply_exponent(Digits& digits, const char* end) {
  const char* at = digits.rest + 1;
  if (at != end && *at == '+') ++at;
  int exponent = 0;
  const auto [rest, problem] = std::from_chars(at, end, exponent);
  if (problem != std::errc{} || rest != end || exponent > 60 || exponent < -60) return false;
  digits.scale -= exponent;
  for (; digits.scale < 0; ++digits.scale) {
    digits.mantissa *= 10;
    if (digits.mantissa >= mantissa_limit) return false;
  }
  return true;
}

}  // namespace

std::optional<Decimal> Decimal::parse_quick(std::string_view text) noexcept {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool minus = at != end && *at == '-';
  if (minus) ++at;
  auto digits = read_digits(at, end);
  if (digits.rest == nullptr) return std::nullopt;
  if (digits.rest != end) {
    if ((*digits.rest | 0x20) != 'e' || !apply_exponent(digits, end)) return std::nullopt;
  }
  if (digits.scale > scale_max) return std::nullopt;
  return of(minus ? -digits.mantissa : digits.mantissa, digits.scale);
}

Result<Decimal> Decimal::parse(std::string_view text) {
  if (const auto parsed = parse_quick(text)) return *parsed;
  return fail(Code::bad_data, "not a decimal number of at most 28 digits: '" + std::string(text.substr(0, 40)) + "'");
}

char* Decimal::write(char* into) const noexcept {
  std::array<char, 40> reversed{};
  Int128 left = mantissa();
  if (left < 0) {
    *into++ = '-';
    left = -left;
  }
  std::size_t count = 0;
  const auto places = static_cast<std::size_t>(scale_);
  constexpr Int128 narrow_limit = Int128{1} << 63;
  while (left >= narrow_limit) {
    reversed[count++] = static_cast<char>('0' + static_cast<int>(left % 10));
    left /= 10;
  }
  auto narrow = static_cast<std::uint64_t>(left);
  do {
    reversed[count++] = static_cast<char>('0' + static_cast<int>(narrow % 10));
    narrow /= 10;
  } while (narrow != 0);
  while (count <= places) reversed[count++] = '0';
  while (count > places) *into++ = reversed[--count];
  if (places != 0) *into++ = '.';
  while (count != 0) *into++ = reversed[--count];
  return into;
}

std::string Decimal::text() const {
  std::array<char, text_max> buffer{};
  return {buffer.data(), write(buffer.data())};
}

double Decimal::to_double() const {
  // Both operands exact in a double, so the quotient is correctly rounded.
  constexpr std::array<double, 23> exact = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                            1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  constexpr std::int64_t mantissa_exact = std::int64_t{1} << 53;
  if (const auto narrow = small(); narrow && *narrow <= mantissa_exact && *narrow >= -mantissa_exact && scale_ <= 22) {
    return static_cast<double>(*narrow) / exact[scale_];
  }
  std::array<char, text_max> buffer{};
  double value = 0;
  std::from_chars(buffer.data(), write(buffer.data()), value);
  return value;
}

std::optional<Decimal> Decimal::sum(Decimal a, Decimal b) {
  if (a.scale_ > b.scale_) std::swap(a, b);
  const Int128 factor = power(b.scale_ - a.scale_);
  const Int128 left = a.mantissa();
  const Int128 size = left < 0 ? -left : left;
  if (size != 0 && size >= mantissa_limit / factor) return std::nullopt;
  const Int128 total = left * factor + b.mantissa();
  if (total >= mantissa_limit || total <= -mantissa_limit) return std::nullopt;
  return of(total, b.scale_);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.scale_ == b.scale_) return a.mantissa() <=> b.mantissa();
  // Whole parts first; equal ones leave fractions below 10^28, which align without overflow.
  const Int128 whole_a = a.mantissa() / power(a.scale_);
  const Int128 whole_b = b.mantissa() / power(b.scale_);
  if (whole_a != whole_b) return whole_a <=> whole_b;
  const Int128 part_a = a.mantissa() % power(a.scale_) * power(Decimal::scale_max - a.scale_);
  const Int128 part_b = b.mantissa() % power(b.scale_) * power(Decimal::scale_max - b.scale_);
  return part_a <=> part_b;
}

}  // namespace base
