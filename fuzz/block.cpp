// Blocks out of any bytes never crash the reader, also behind a right checksum; and candles out of any bytes come back
// digit by digit.
#include "store/block.hpp"

#include "store/checksum.hpp"
#include "store/row.hpp"

#include <cstdlib>

namespace {

using base::Decimal;
using market::Candle;
using store::ByteReader;
using store::Bytes;
using store::ByteView;

const market::Span always{market::time_from_ms(INT64_MIN / 2), market::time_max};

void read_anything(Bytes block) {
  store::Columns columns;
  if (block.size() > 7) {
    block[4] = 'W';
    block[5] = 'B';
    block[6] = 1;
    const auto sum = store::checksum(ByteView{block}.subspan(4));
    std::memcpy(block.data(), &sum, sizeof sum);
  }
  const auto candles = store::decode_block(block);
  const auto times = store::read_times(block);
  const auto scanned = store::decode_columns(block, always, columns);
  if (candles && (!times || !scanned || columns.open.size() != candles->size())) std::abort();
}

Decimal any_number(ByteReader& in) {
  const int scale = in.get<std::uint8_t>() % (Decimal::scale_max + 1);
  const unsigned kind = in.get<std::uint8_t>();
  base::Int128 mantissa = in.get<std::int16_t>();
  if (kind > 200) mantissa = in.get<std::int64_t>();
  if (kind > 250) mantissa *= 1000000000;
  return Decimal::of(mantissa, kind < 150 ? 2 : scale);
}

std::optional<Decimal> maybe(unsigned flags, unsigned flag, ByteReader& in) {
  if ((flags & flag) == 0) return std::nullopt;
  return any_number(in);
}

bool same(const std::optional<Decimal>& a, const std::optional<Decimal>& b) {
  return a.has_value() == b.has_value() && (!a || same_digits(*a, *b));
}

bool same_candle(const Candle& a, const Candle& b) {
  return a == b && same(a.open, b.open) && same(a.high, b.high) && same(a.low, b.low) && same(a.close, b.close) &&
         same(a.volume, b.volume) && same(a.quote_volume, b.quote_volume) && same(a.taker_base, b.taker_base) &&
         same(a.taker_quote, b.taker_quote);
}

void bring_back(ByteReader in) {
  const store::BlockHead head{3, 4096 * 7, store::large_size, market::m1, 0};
  market::Candles candles;
  std::int64_t slot = 0;
  while (in.left() > 0 && slot < 4096) {
    Candle candle{head.timeframe.open_of(head.first_slot + slot), any_number(in), any_number(in), any_number(in),
                  any_number(in)};
    const unsigned flags = in.get<std::uint8_t>();
    candle.volume = maybe(flags, 1, in);
    candle.quote_volume = maybe(flags, 2, in);
    candle.taker_base = maybe(flags, 4, in);
    candle.taker_quote = maybe(flags, 8, in);
    if ((flags & 16) != 0) candle.trades = in.get<std::int64_t>();
    candles.push_back(candle);
    slot += 1 + (flags >> 5);
  }
  if (candles.empty()) return;
  const auto back = store::decode_block(store::encode_block(head, candles));
  if (!back || !std::ranges::equal(*back, candles, same_candle)) std::abort();
  store::Columns columns;
  if (!store::decode_columns(store::encode_block(head, candles), always, columns)) std::abort();
  for (std::size_t i = 0; i < candles.size(); ++i) {
    if (columns.open[i] != candles[i].open.to_double() || columns.low[i] != candles[i].low.to_double()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes{data + 1, size - 1};
  if (data[0] % 3 == 0) read_anything(Bytes(bytes.begin(), bytes.end()));
  if (data[0] % 3 == 1) bring_back(ByteReader{bytes});
  if (data[0] % 3 == 2) static_cast<void>(store::get_row(bytes, 0));
  return 0;
}
