#include "store/row.hpp"

#include <array>

namespace store {

namespace {

using base::Decimal;
using base::Int128;
using market::Candle;

enum Flag : std::uint8_t { volume = 1, quote_volume = 2, trades = 4, taker_base = 8, taker_quote = 16, one_scale = 32 };

constexpr std::array<std::pair<Flag, std::optional<Decimal> Candle::*>, 4> amounts = {
    {{volume, &Candle::volume},
     {quote_volume, &Candle::quote_volume},
     {taker_base, &Candle::taker_base},
     {taker_quote, &Candle::taker_quote}}};

std::uint8_t flags_of(const Candle& candle) {
  unsigned flags = candle.trades ? trades : 0;
  for (const auto& [flag, field] : amounts) flags |= candle.*field ? flag : 0U;
  const int scale = candle.open.scale();
  if (candle.high.scale() == scale && candle.low.scale() == scale && candle.close.scale() == scale) flags |= one_scale;
  return static_cast<std::uint8_t>(flags);
}

void put_number(const Decimal& number, ByteWriter& out) {
  out.put(static_cast<std::uint8_t>(number.scale()));
  out.wide_varint(number.mantissa());
}

Decimal number_of(Int128 mantissa, int scale, ByteReader& in) {
  constexpr Int128 limit = Int128{1} << 94;
  if (scale > Decimal::scale_max || mantissa > limit || mantissa < -limit) in.refuse();
  return in.ok() ? Decimal::of(mantissa, scale) : Decimal{};
}

Decimal get_number(ByteReader& in) {
  const int scale = in.get<std::uint8_t>();
  return number_of(in.wide_varint(), scale, in);
}

void put_prices(const Candle& candle, bool shared, ByteWriter& out) {
  put_number(candle.open, out);
  for (const auto* price : {&candle.high, &candle.low, &candle.close}) {
    if (shared) {
      out.wide_varint(price->mantissa() - candle.open.mantissa());
    } else {
      put_number(*price, out);
    }
  }
}

void get_prices(ByteReader& in, bool shared, Candle& candle) {
  candle.open = get_number(in);
  for (auto* price : {&candle.high, &candle.low, &candle.close}) {
    *price = shared ? number_of(candle.open.mantissa() + in.wide_varint(), candle.open.scale(), in) : get_number(in);
  }
}

}  // namespace

void put_row(const Candle& candle, const Mark& mark, ByteWriter& out) {
  const std::uint8_t flags = flags_of(candle);
  out.put(flags);
  out.put(static_cast<std::uint8_t>(mark.evidence));
  out.varint(static_cast<std::uint64_t>(mark.origin));
  out.varint(zigzag(mark.at_ms - market::ms_of(candle.open_time)));
  put_prices(candle, (flags & one_scale) != 0, out);
  for (const auto& [flag, field] : amounts) {
    if ((flags & flag) != 0) put_number(*(candle.*field), out);
  }
  if (candle.trades) out.varint(zigzag(*candle.trades));
}

base::Result<MarkedCandle> get_row(ByteView bytes, std::int64_t open_ms) {
  ByteReader in{bytes};
  MarkedCandle row;
  row.candle.open_time = market::time_from_ms(open_ms);
  const unsigned flags = in.get<std::uint8_t>();
  const auto evidence = in.get<std::uint8_t>();
  if (flags > 63 || evidence < 1 || evidence > 5) in.refuse();
  row.mark.evidence = static_cast<Evidence>(evidence);
  row.mark.origin = static_cast<std::int64_t>(in.varint() & INT64_MAX);
  row.mark.at_ms = static_cast<std::int64_t>(static_cast<std::uint64_t>(open_ms) +
                                             static_cast<std::uint64_t>(unzigzag(in.varint())));
  get_prices(in, (flags & one_scale) != 0, row.candle);
  for (const auto& [flag, field] : amounts) {
    if ((flags & flag) != 0) row.candle.*field = get_number(in);
  }
  if ((flags & trades) != 0) row.candle.trades = unzigzag(in.varint());
  if (!in.ok() || in.left() != 0) return base::fail(base::Code::corrupt, "a stored row makes no sense");
  return row;
}

}  // namespace store
