#include "store/block.hpp"

#include "store/checksum.hpp"
#include "store/pfor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace store {
namespace {

using base::Decimal;
using market::Candle;
using market::Candles;

constexpr std::int64_t first_ms = 1706745600000;

Decimal number(std::string_view text) {
  return Decimal::parse(text).value();
}

Candle candle(std::int64_t ms, std::string_view o, std::string_view h, std::string_view l, std::string_view c,
              std::optional<std::string_view> v = std::nullopt) {
  Candle made{market::time_from_ms(ms), number(o), number(h), number(l), number(c)};
  if (v) made.volume = number(*v);
  return made;
}

BlockHead head_at(std::int64_t ms, market::Timeframe timeframe = market::m1, int size = large_size) {
  const auto slots = std::int64_t{1} << size;
  const auto slot = timeframe.slot_of(market::time_from_ms(ms));
  return {7, slot - ((slot % slots) + slots) % slots, size, timeframe, 0};
}

bool same(const std::optional<Decimal>& a, const std::optional<Decimal>& b) {
  return a.has_value() == b.has_value() && (!a || same_digits(*a, *b));
}

bool same_digits_everywhere(const Candle& a, const Candle& b) {
  return a.open_time == b.open_time && same_digits(a.open, b.open) && same_digits(a.high, b.high) &&
         same_digits(a.low, b.low) && same_digits(a.close, b.close) && same(a.volume, b.volume) &&
         same(a.quote_volume, b.quote_volume) && a.trades == b.trades && same(a.taker_base, b.taker_base) &&
         same(a.taker_quote, b.taker_quote);
}

void expect_round_trip(const BlockHead& head, const Candles& candles) {
  const Bytes bytes = encode_block(head, candles);
  const auto back = decode_block(bytes);
  ASSERT_TRUE(back) << back.error().what;
  ASSERT_EQ(back->size(), candles.size());
  for (std::size_t i = 0; i < candles.size(); ++i) {
    ASSERT_TRUE(same_digits_everywhere((*back)[i], candles[i])) << "row " << i;
  }
  EXPECT_EQ(encode_block(head, *back), bytes);
  const auto times = read_times(bytes);
  ASSERT_TRUE(times);
  for (std::size_t i = 0; i < candles.size(); ++i) EXPECT_EQ((*times)[i], market::ms_of(candles[i].open_time));
}

TEST(Block, gives_back_every_digit) {
  expect_round_trip(head_at(first_ms),
                    {candle(first_ms, "104321.0", "104322.5", "104320", "104321.50", "516"),
                     candle(first_ms + 60000, "104321.5", "104321.5", "104321.5", "104321.5", "1.50"),
                     candle(first_ms + 120000, "0", "0.00", "-1.5", "-0.5", "0.000")});
}

TEST(Block, keeps_one_candle) {
  expect_round_trip(head_at(first_ms), {candle(first_ms, "1", "2", "0.5", "1.5")});
}

TEST(Block, keeps_opens_off_the_grid) {
  const market::Timeframe three_days{3, market::Timeframe::Unit::day};
  Candles candles;
  for (int i = 0; i < 100; ++i) candles.push_back(candle(1707004800000 + i * 259200000LL, "1", "1", "1", "1"));
  ASSERT_NE(three_days.floor(candles[0].open_time), candles[0].open_time);
  expect_round_trip(head_at(1707004800000, three_days), candles);
}

TEST(Block, keeps_months_and_times_before_1970) {
  Candles candles;
  const auto head = head_at(-1, market::month1, small_size);
  for (int i = 0; i < 250; ++i) {
    candles.push_back(candle(market::ms_of(market::month1.open_of(head.first_slot + i)), "1", "2", "1", "2", "3"));
  }
  expect_round_trip(head, candles);
}

TEST(Block, keeps_numbers_of_28_digits) {
  expect_round_trip(head_at(first_ms), {candle(first_ms, "1234567890123456789012345678", "1234567890123456789012345678",
                                               "0.0000000000000000000000000001", "-5", "123456789012.12345678"),
                                        candle(first_ms + 60000, "1", "1", "1", "1", "9999999999999999999.999999999")});
}

// Random candles of every odd kind.
class Oddities {
 public:
  explicit Oddities(std::uint64_t seed) : random_{seed} {}

  Candles candles(const BlockHead& head) {
    kind_ = random_() % 6;
    Candles made;
    const auto slots = std::int64_t{1} << head.size;
    const unsigned keep = random_() % 3 == 0 ? 100 : static_cast<unsigned>(random_() % 100) + 1;
    for (std::int64_t slot = 0; slot < slots; ++slot) {
      if (random_() % 100 < keep) made.push_back(one(head.timeframe.open_of(head.first_slot + slot)));
    }
    if (made.empty()) made.push_back(one(head.timeframe.open_of(head.first_slot)));
    return made;
  }

  std::mt19937_64& random() { return random_; }

 private:
  Decimal any() {
    const int scale = kind_ == 0 ? 2 : static_cast<int>(random_() % (kind_ == 1 ? 3 : 9));
    auto mantissa = static_cast<base::Int128>(random_() % (kind_ == 2 ? 1000000000000000000 : 100000));
    if (kind_ == 3 && random_() % 50 == 0) mantissa *= 10000000000000;
    if (kind_ == 4) mantissa -= 50000;
    if (kind_ == 5 && random_() % 2 == 0) mantissa = 100;
    return Decimal::of(mantissa, scale);
  }
  std::optional<Decimal> maybe() { return random_() % 20 == 0 ? std::nullopt : std::optional{any()}; }

  Candle one(market::Time at) {
    Candle made{at, any(), any(), any(), any()};
    made.volume = maybe();
    if (kind_ % 2 == 0) made.quote_volume = maybe();
    if (kind_ % 3 == 0) made.trades = static_cast<std::int64_t>(random_() % 1000) - 5;
    if (kind_ % 3 == 1) made.taker_base = maybe();
    if (kind_ % 3 == 1) made.taker_quote = maybe();
    return made;
  }

  std::mt19937_64 random_;
  std::uint64_t kind_ = 0;
};

TEST(Block, gives_back_random_candles_of_every_odd_kind) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  Oddities oddities{seed};
  for (int i = 0; i < 60; ++i) {
    const auto timeframe = market::timeframes()[oddities.random()() % market::timeframes().size()];
    const auto head = head_at(first_ms, timeframe, i % 10 == 0 ? large_size : small_size);
    expect_round_trip(head, oddities.candles(head));
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Block, fills_columns_with_the_candles_of_a_span_behind_those_already_there) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  Oddities oddities{seed};
  for (int i = 0; i < 40; ++i) {
    const auto head = head_at(first_ms, market::m1, i % 8 == 0 ? large_size : small_size);
    const Bytes bytes = encode_block(head, oddities.candles(head));
    const auto minute = [&] { return std::chrono::minutes{oddities.random()() % (std::size_t{1} << head.size)}; };
    const market::Span span{head.span().from + minute(), head.span().from + minute()};
    const Candles expected = decode_part(bytes, span, SIZE_MAX, false).value();
    Columns columns;
    columns.resize(3);
    ASSERT_TRUE(decode_columns(bytes, span, columns));
    ASSERT_EQ(columns.open_time.size(), expected.size() + 3);
    ASSERT_EQ(columns.volume.size(), expected.size() + 3);
    for (std::size_t row = 0; row < expected.size(); ++row) {
      EXPECT_EQ(columns.open_time[row + 3], market::ms_of(expected[row].open_time));
      EXPECT_EQ(columns.open[row + 3], expected[row].open.to_double());
      EXPECT_EQ(columns.low[row + 3], expected[row].low.to_double());
      EXPECT_EQ(std::isnan(columns.volume[row + 3]), !expected[row].volume);
      if (expected[row].volume) EXPECT_EQ(columns.volume[row + 3], expected[row].volume->to_double());
    }
  }
}

TEST(Block, tells_its_head) {
  const auto head = head_at(first_ms);
  const auto read = read_head(encode_block(head, Candles{candle(first_ms, "1", "1", "1", "1")}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->series, 7U);
  EXPECT_EQ(read->first_slot, head.first_slot);
  EXPECT_EQ(read->rows, 1U);
}

TEST(Block, finds_every_flipped_bit) {
  Candles candles;
  for (int i = 0; i < 40; ++i) candles.push_back(candle(first_ms + i * 60000, "1.5", "2.5", "1.25", "2.0", "516.0"));
  Bytes bytes = encode_block(head_at(first_ms), candles);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(decode_block(bytes)) << "bit " << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  }
  EXPECT_TRUE(decode_block(bytes));
}

TEST(Block, is_an_error_when_cut_anywhere) {
  const Bytes bytes = encode_block(head_at(first_ms), Candles{candle(first_ms, "1", "1", "1", "1", "2")});
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode_block(ByteView{bytes}.first(size)));
}

TEST(Block, of_a_newer_codec_is_refused_with_a_sentence) {
  Bytes bytes = encode_block(head_at(first_ms), Candles{candle(first_ms, "1", "1", "1", "1", "2")});
  bytes[6] = 2;
  const auto sum = checksum(ByteView{bytes}.subspan(4));
  std::memcpy(bytes.data(), &sum, sizeof sum);
  const auto read = decode_block(bytes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::Code::unsupported);
}

TEST(Checksum, is_the_same_by_table_and_by_cpu) {
  const Bytes digits{'1', '2', '3', '4', '5', '6', '7', '8', '9'};
  EXPECT_EQ(crc32c(digits), 0xe3069283U);  // The check value of CRC32C.
  Bytes bytes(1000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 37);
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    const auto part = ByteView{bytes}.first(size);
    EXPECT_EQ(crc32c(part), crc32c_by_table(part));
  }
}

TEST(Pfor, gives_back_values_of_every_width) {
  std::mt19937_64 random{1};
  for (std::size_t count : {1UL, 5UL, 255UL, 256UL, 257UL, 700UL}) {
    for (unsigned width = 0; width <= 64; ++width) {
      std::vector<std::uint64_t> values(count);
      for (auto& value : values) value = width == 0 ? 0 : random() >> (64 - width);
      values[count / 2] = random();
      ByteWriter out;
      pack(values, out);
      ByteReader in{out.bytes()};
      std::vector<std::uint64_t> back(count);
      for (std::size_t at = 0; at < count; at += 256) {
        ASSERT_TRUE(unpack_run(in, std::min<std::size_t>(256, count - at), back.data() + at));
      }
      EXPECT_EQ(back, values);
      EXPECT_EQ(in.left(), 0U);
    }
  }
}

}  // namespace
}  // namespace store
