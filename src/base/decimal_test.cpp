#include "base/decimal.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <random>

using base::Decimal;

namespace {
Decimal of(const char* text) {
  return Decimal::parse(text).value();
}
}  // namespace

TEST(Decimal, keeps_the_digits_that_were_sent) {
  for (const char* text : {"0", "0.00", "1.50", "-12.500", "104217.5", "0.0000012345", "123456789012.12345678",
                           "1.1293054819107056", "9999999999999999999999999999", "-0.5", "516.0"}) {
    EXPECT_EQ(of(text).text(), text);
  }
}

TEST(Decimal, equals_by_value_and_differs_by_digits) {
  EXPECT_EQ(of("1.50"), of("1.5"));
  EXPECT_FALSE(same_digits(of("1.50"), of("1.5")));
  EXPECT_LT(of("-2"), of("-1.99"));
  EXPECT_LT(of("0.1"), of("0.10000000000000000000000001"));
  EXPECT_GT(of("9999999999999999999999999999"), of("0.9999999999999999999999999999"));
}

TEST(Decimal, reads_exponents_exactly) {
  EXPECT_EQ(of("1e-7").text(), "0.0000001");
  EXPECT_EQ(of("1.2345E+3").text(), "1234.5");
  EXPECT_EQ(of("12e2").text(), "1200");
}

TEST(Decimal, refuses_what_is_no_number_or_too_long) {
  for (const char* text : {"", "-", ".", ".5", "5.", "1..2", "1,5", " 1", "1 ", "NaN", "Infinity", "0x10", "1e",
                           "1e400", "99999999999999999999999999999", "0.00000000000000000000000000001", "--1", "+1"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
}

TEST(Decimal, writes_what_it_reads_whatever_its_length) {
  std::mt19937_64 random(20'240'305);  // NOLINT: the same numbers each time
  const std::string digits = "90817263540918273645019283746";
  for (std::size_t count = 1; count <= 28; ++count) {
    for (std::size_t places = 0; places <= 28; ++places) {
      const auto from = random() % (29 - count + 1);
      auto text = digits.substr(from, count);
      if (text.front() == '0') text.front() = '7';
      if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
      if (places > 0) text.insert(text.size() - places, ".");
      for (const auto& signed_text : {text, "-" + text}) {
        const auto number = Decimal::parse(signed_text);
        ASSERT_TRUE(number) << signed_text;
        ASSERT_EQ(number->text(), signed_text);
      }
    }
  }
  EXPECT_EQ(Decimal{}.text(), "0");
  EXPECT_EQ(Decimal::of(0, 5).text(), "0.00000");
  EXPECT_EQ(Decimal::of(std::numeric_limits<std::int64_t>::max(), 19).text(), "0.9223372036854775807");
}

TEST(Decimal, rounds_to_double_as_strtod_does) {
  std::mt19937_64 dice{20240229};
  for (int round = 0; round < 20000; ++round) {
    auto text = std::to_string(dice() >> (dice() % 60));
    text.insert(1, ".");
    if (text.back() == '.') text += '0';
    EXPECT_EQ(of(text.c_str()).to_double(), std::strtod(text.c_str(), nullptr)) << text;
  }
}

TEST(Decimal, adds_exactly_or_says_that_it_cannot) {
  EXPECT_EQ(Decimal::sum(of("0.1"), of("0.2"))->text(), "0.3");
  EXPECT_EQ(Decimal::sum(of("1"), of("0.00000001"))->text(), "1.00000001");
  EXPECT_FALSE(Decimal::sum(of("9999999999999999999999999999"), of("1")));
  EXPECT_FALSE(Decimal::sum(of("9999999999999999999999"), of("0.0000000000001")));
}
