#include "store/scan.hpp"

#include <limits>

namespace store {

namespace {

using Rows = std::vector<MarkedCandle>;

void append(const market::Candle& candle, Columns& columns) {
  columns.open_time.push_back(market::ms_of(candle.open_time));
  columns.open.push_back(candle.open.to_double());
  columns.high.push_back(candle.high.to_double());
  columns.low.push_back(candle.low.to_double());
  columns.close.push_back(candle.close.to_double());
  columns.volume.push_back(candle.volume ? candle.volume->to_double() : std::numeric_limits<double>::quiet_NaN());
}

bool within(const Rows& rows, market::Span span) {
  for (const auto& row : rows) {
    if (span.holds(row.candle.open_time)) return true;
  }
  return false;
}

}  // namespace

base::Done scan_columns(const Database& database, const Tails& tails, const Place& place, market::Span span,
                        Columns& columns) {
  TRY(const auto tail, read_tails(database, tails, place, span));
  // Where tail and blocks interleave, candles are merged first; everywhere else blocks go straight into the columns.
  std::size_t at = 0;
  const auto take_before = [&](market::Time until) {
    for (; at < tail.size() && tail[at].candle.open_time < until; ++at) append(tail[at].candle, columns);
  };
  CHECK(each_block(database, place, span, false, [&](const BlockHead& head, ByteView body) -> base::Result<bool> {
    take_before(head.span().from);
    if (!within(tail, head.span())) {
      CHECK(decode_columns(body, span, columns));
      return true;
    }
    TRY(const auto candles, decode_part(body, span, SIZE_MAX, false));
    for (const auto& candle : candles) {
      take_before(candle.open_time);
      append(candle, columns);
    }
    take_before(head.span().until);
    return true;
  }));
  take_before(span.until);
  return {};
}

}  // namespace store
