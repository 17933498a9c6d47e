#include "base/decimal.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace base {

namespace {

constexpr auto powers = [] {
  std::array<Int128, 39> table{};
  table[0] = 1;
  for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
  return table;
}();

constexpr Int128 power(int exponent) {
  return powers[static_cast<std::size_t>(exponent)];
}
constexpr Int128 mantissa_limit = power(Decimal::digits_max);

struct Digits {
  Int128 mantissa = 0;
  int scale = 0;
  const char* rest = nullptr;  // Behind the last digit or point; nullptr for no number.
};

static_assert(std::endian::native == std::endian::little);

// Eight digits in one word, as exchanges like to write behind the point: neighbours are joined pairwise, thrice.
std::optional<std::uint64_t> eight_digits(const char* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  constexpr std::uint64_t highs = 0xF0F0F0F0F0F0F0F0;
  if (((word & highs) | (((word + 0x0606060606060606) & highs) >> 4U)) != 0x3333333333333333) return std::nullopt;
  word = (word & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8U;
  word = (word & 0x00FF00FF00FF00FF) * 6553601 >> 16U;
  return (word & 0x0000FFFF0000FFFF) * 42949672960001 >> 32U;
}

// Runs over digits. A wrong value, where there are more than 19 of them.
const char* run(const char* at, const char* end, std::uint64_t& value) noexcept {
  if (end - at >= 8) {
    if (const auto eight = eight_digits(at)) {
      value = value * 100'000'000 + *eight;
      at += 8;
    }
  }
  for (; at != end; ++at) {
    const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
    if (digit > 9) break;
    value = value * 10 + digit;
  }
  return at;
}

// Nearly every price: up to 18 digits with at most one point between them. A rest of nullptr for anything else.
Digits read_plain(const char* begin, const char* end) noexcept {
  if (end - begin > 19) return {};
  std::uint64_t value = 0;
  const char* const point = run(begin, end, value);
  if (point == begin) return {};
  if (point == end) return end - begin == 19 ? Digits{} : Digits{Int128{value}, 0, end};
  if (*point != '.' || point + 1 == end) return {};
  const char* const rest = run(point + 1, end, value);
  if (rest != end) return {};
  return {Int128{value}, static_cast<int>(end - point - 1), end};
}

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
  auto digits = read_plain(at, end);
  if (digits.rest == nullptr) digits = read_digits(at, end);
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

namespace {

// The digits of a narrow mantissa, with the point where it belongs. Copies are of fixed length, which is quickest: what
// is too much is written over or left behind the end.
char* write_narrow(char* into, std::uint64_t mantissa, std::size_t places) noexcept {
  constexpr std::size_t most = 20;
  std::array<char, 2 * most> digits{};
  const auto count =
      static_cast<std::size_t>(std::to_chars(digits.data(), digits.data() + most, mantissa).ptr - digits.data());
  if (count <= places) {
    *into++ = '0';
    *into++ = '.';
    into = std::fill_n(into, places - count, '0');
    std::memcpy(into, digits.data(), most);
    return into + count;
  }
  const auto whole = count - places;
  std::memcpy(into, digits.data(), most);
  into += whole;
  if (places == 0) return into;
  *into++ = '.';
  std::memcpy(into, digits.data() + whole, most);
  return into + places;
}

}  // namespace

char* Decimal::write(char* into) const noexcept {
  if (const auto narrow = small(); narrow && *narrow >= 0) {
    return write_narrow(into, static_cast<std::uint64_t>(*narrow), scale_);
  }
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
