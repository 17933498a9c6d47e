// A calendar step: how long one candle lasts and where it opens. A month has no fixed length, so a timeframe offers
// floor() and next() instead of a duration. Weeks open on Monday, months on the first, all in UTC.
#pragma once

#include "market/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace market {

// Who spells timeframes how. In `wick` and ccxt "1m" is a minute and "1M" a month; TradingView calls the same "1" and
// "1M", the dumps of Binance "1m" and "1mo", S4 "1m" and "1M" but "7D" for a week, Bittrex "MINUTE_1".
enum class Dialect : std::uint8_t { wick, tradingview, coinrich, bittrex, dump, minutes, seconds };

class Timeframe {
 public:
  enum class Unit : std::uint8_t { second, minute, hour, day, week, month };

  // REQUIRES: 0 < count < 1000.
  constexpr Timeframe(int count, Unit unit) : count_{static_cast<std::uint16_t>(count)}, unit_{unit} {
    MUST(count > 0 && count < 1000);
  }

  // "1s" "15m" "4h" "1d" "1w" "1M"; Code::usage with the nearest ones for anything else. Case matters: 1m is not 1M.
  static base::Result<Timeframe> parse(std::string_view text);
  // The same in another spelling.
  static base::Result<Timeframe> parse(std::string_view text, Dialect dialect);

  // In our own spelling; parse(text()) gives it back.
  std::string text() const;
  // nullopt where the dialect has no word for it.
  std::optional<std::string> text(Dialect dialect) const;

  // Open of the bucket that holds `at`.
  Time floor(Time at) const;
  // Open of the following bucket. REQUIRES: floor(open) == open.
  Time next(Time open) const;
  // Open of the first bucket that does not begin before `at`.
  Time ceil(Time at) const;
  // Whether a bucket may open at `at`. Steps of several days (3d) are anchored by each venue, so any midnight will do.
  bool on_grid(Time at) const;

  // Buckets are numbered from 1970: slot_of(floor(t)) counts up by one from bucket to bucket.
  std::int64_t slot_of(Time at) const;
  Time open_of(std::int64_t slot) const;
  // How many buckets open within the span.
  std::int64_t slots_in(Span span) const;

  // Length of a bucket, or nullopt where the calendar decides (months).
  constexpr std::optional<std::chrono::milliseconds> fixed() const;
  // Length of a bucket; of a month, 30 days: for waits and estimates, never for borders.
  std::chrono::milliseconds about() const;

  constexpr int count() const { return count_; }
  constexpr Unit unit() const { return unit_; }

  // Whether whole candles of `finer` fill one of ours: 1h from 1m, but not 1M from 1w.
  bool made_of(const Timeframe& finer) const;

  // Shorter first.
  friend bool operator==(const Timeframe&, const Timeframe&) = default;
  friend bool operator<(const Timeframe& a, const Timeframe& b) { return a.about() < b.about(); }

 private:
  std::uint16_t count_;
  Unit unit_;
};

// The steps the product knows: 1s 1m 3m 5m 15m 30m 1h 2h 3h 4h 6h 8h 12h 1d 3d 1w 1M, shortest first. Others can be
// parsed and stored; these are offered.
std::span<const Timeframe> timeframes();

inline constexpr Timeframe m1{1, Timeframe::Unit::minute};
inline constexpr Timeframe h1{1, Timeframe::Unit::hour};
inline constexpr Timeframe d1{1, Timeframe::Unit::day};
inline constexpr Timeframe w1{1, Timeframe::Unit::week};
inline constexpr Timeframe month1{1, Timeframe::Unit::month};

constexpr std::optional<std::chrono::milliseconds> Timeframe::fixed() const {
  using namespace std::chrono;
  switch (unit_) {
    case Unit::second: return seconds{count_};
    case Unit::minute: return minutes{count_};
    case Unit::hour: return hours{count_};
    case Unit::day: return days{count_};
    case Unit::week: return weeks{count_};
    case Unit::month: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace market
