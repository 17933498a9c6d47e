// What is collected: an instrument at a venue, in a timeframe.
#pragma once

#include "market/timeframe.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace market {

// One tradable thing at one venue. The venue's own symbol is an attribute of it, not its identity.
struct Instrument {
  std::string symbol;        // Ours: BASE/QUOTE, "BTC/USDT".
  std::string venue_symbol;  // Theirs: "BTCUSDT", "tBTCUSD", "BTC-USD".
  std::string base;
  std::string quote;
  bool trading = true;              // As far as the venue's list says.
  std::optional<Time> listed_at{};  // Where the venue says so.
  friend bool operator==(const Instrument&, const Instrument&) = default;
};

// What the prices are of. Only trades exist for spot markets.
enum class PriceKind : std::uint8_t { trade, mark, index, premium };

struct Series {
  std::string venue;   // "binance"
  std::string symbol;  // "BTC/USDT"
  Timeframe timeframe = m1;
  PriceKind kind = PriceKind::trade;

  // "binance:BTC/USDT@1m", with "#mark" behind it where the prices are not of trades.
  std::string text() const;
  // Code::usage, with what was expected, for anything else. A missing "@1m" is taken from `fallback` where there is
  // one.
  static base::Result<Series> parse(std::string_view text, std::optional<Timeframe> fallback = std::nullopt);

  friend bool operator==(const Series&, const Series&) = default;
};

// A choice of series: "binance:BTC/USDT@1m", "kraken:*", "*:BTC/*@1h", "BTC/USDT", "". A part left out means all.
class Selector {
 public:
  static base::Result<Selector> parse(std::string_view text);
  bool picks(const Series& series) const;
  // The venue it names, where it names one without a star.
  std::optional<std::string> venue() const;
  const std::string& symbol() const { return symbol_; }
  const std::optional<Timeframe>& timeframe() const { return timeframe_; }

 private:
  std::string venue_ = "*";
  std::string symbol_ = "*";
  std::optional<Timeframe> timeframe_;
};

// '*' stands for any run of characters; everything else for itself, without regard to case.
bool wildcard_matches(std::string_view pattern, std::string_view text);

}  // namespace market
