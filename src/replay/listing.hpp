// One symbol on a tape: its names, how long it was traded, and how many digits its numbers have.
#pragma once

#include "market/time.hpp"

#include <string>
#include <utility>

namespace replay {

struct Listing {
  std::string symbol;  // "BTC/USDT"
  std::string base;
  std::string quote;
  market::Span life;  // From the first candle to the end of the last one; time_max where it goes on.
  int price_scale = 2;
  int volume_scale = 5;
};

// REQUIRES: symbol is BASE/QUOTE.
inline Listing listing_of(std::string symbol) {
  const auto slash = symbol.find('/');
  MUST(slash != std::string::npos);
  Listing made;
  made.base = symbol.substr(0, slash);
  made.quote = symbol.substr(slash + 1);
  made.symbol = std::move(symbol);
  return made;
}

}  // namespace replay
