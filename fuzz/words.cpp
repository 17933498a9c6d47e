// What people and exchanges write for numbers, times, timeframes and series: read or refused, and what was read is
// written so that it is read again.
#include "base/decimal.hpp"
#include "base/text.hpp"
#include "market/series.hpp"
#include "market/time.hpp"
#include "replay/faults.hpp"

#include <cstddef>
#include <cstdint>

namespace {

using market::Dialect;
using market::Timeframe;

void read_decimal(std::string_view text) {
  const auto number = base::Decimal::parse(text);
  MUST(number.has_value() == base::Decimal::parse_quick(text).has_value());
  if (!number) return;
  const auto again = base::Decimal::parse(number->text());
  MUST(again && same_digits(*again, *number));
}

void read_time(std::string_view text) {
  const auto now = market::time_from_ms(1'709'649'181'004);
  if (const auto time = market::parse_time(text, now)) {
    const auto again = market::parse_time(market::rfc3339(*time), now);
    MUST(again && *again == *time);
  }
  if (const auto length = market::parse_duration(text)) MUST(*length >= std::chrono::milliseconds{0});
}

void read_timeframe(std::string_view text, Dialect dialect) {
  const auto timeframe = Timeframe::parse(text, dialect);
  if (!timeframe) return;
  const auto at = market::time_from_ms(1'709'649'181'004);
  const auto open = timeframe->floor(at);
  MUST(open <= at && timeframe->next(open) > at);
  const auto word = timeframe->text(dialect);
  MUST(word && Timeframe::parse(*word, dialect) == *timeframe);
}

void read_series(std::string_view text) {
  const auto selector = market::Selector::parse(text);
  for (const auto& series : {market::Series::parse(text), market::Series::parse(text, market::h1)}) {
    if (!series) continue;
    MUST(market::Series::parse(series->text()) == *series);
    if (selector) static_cast<void>(selector->picks(*series));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_decimal(text);
  read_time(text);
  for (int dialect = 0; dialect <= static_cast<int>(Dialect::seconds); ++dialect) {
    read_timeframe(text, static_cast<Dialect>(dialect));
  }
  read_series(text);
  if (const auto faults = replay::Faults::parse(text)) MUST(replay::Faults::parse(faults->text()));
  static_cast<void>(market::wildcard_matches(text.substr(0, size / 2), text.substr(size / 2)));
  MUST(base::printable(text).size() < 1000);
  return 0;
}
