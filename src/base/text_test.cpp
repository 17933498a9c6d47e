#include "base/text.hpp"

#include <gtest/gtest.h>

TEST(Text, a_mistyped_name_is_answered_with_the_nearest_ones) {
  const std::vector<std::string> names = {"BTC/USDT", "ETH/USDT", "LTC/USDT", "bitfinex"};
  EXPECT_EQ(base::nearest("BTC/USTD", names).front(), "BTC/USDT");
  EXPECT_EQ(base::nearest("btcusdt", names).front(), "BTC/USDT");
  EXPECT_EQ(base::nearest("bitfinx", names).front(), "bitfinex");
  EXPECT_TRUE(base::nearest("zzzzzzz", names).empty());
  EXPECT_EQ(base::did_you_mean("bitfin", names), ", did you mean 'bitfinex'?");
}

TEST(Text, foreign_text_cannot_break_a_line_or_a_json_string) {
  EXPECT_EQ(base::printable("a\r\nb\x1b[31m"), "a\\x0d\\x0ab\\x1b[31m");
  EXPECT_EQ(base::json_quote("a\"b\\\n\x01"), "\"a\\\"b\\\\\\n\\u0001\"");
}

TEST(Text, split_and_join_are_each_others_inverse) {
  for (const char* text : {"a", "a,b", "a,,b", "a,b,"}) {
    EXPECT_EQ(base::join(base::split(text, ','), ","), text);
  }
  EXPECT_TRUE(base::split("", ',').empty());
}
