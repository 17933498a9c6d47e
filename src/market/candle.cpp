#include "market/candle.hpp"

#include <fmt/format.h>

namespace market {

namespace {

template <class T>
bool no_contradiction(const std::optional<T>& a, const std::optional<T>& b) {
  return !a || !b || *a == *b;
}

template <class T>
void fill(std::optional<T>& field, const std::optional<T>& other) {
  if (!field) field = other;
}

std::optional<std::string> above(std::string_view low_name, const base::Decimal& low, std::string_view high_name,
                                 const base::Decimal& high) {
  if (low <= high) return std::nullopt;
  return fmt::format("{} {} is above {} {}", low_name, low.text(), high_name, high.text());
}

}  // namespace

bool agree(const Candle& a, const Candle& b) {
  const bool prices = a.open == b.open && a.high == b.high && a.low == b.low && a.close == b.close;
  return a.open_time == b.open_time && prices && no_contradiction(a.volume, b.volume) &&
         no_contradiction(a.quote_volume, b.quote_volume) && no_contradiction(a.trades, b.trades) &&
         no_contradiction(a.taker_base, b.taker_base) && no_contradiction(a.taker_quote, b.taker_quote);
}

void complete(Candle& candle, const Candle& other) {
  fill(candle.volume, other.volume);
  fill(candle.quote_volume, other.quote_volume);
  fill(candle.trades, other.trades);
  fill(candle.taker_base, other.taker_base);
  fill(candle.taker_quote, other.taker_quote);
}

std::optional<std::string> implausible(const Candle& candle) {
  if (auto why = above("low", candle.low, "open", candle.open)) return why;
  if (auto why = above("low", candle.low, "close", candle.close)) return why;
  if (auto why = above("open", candle.open, "high", candle.high)) return why;
  if (auto why = above("close", candle.close, "high", candle.high)) return why;
  for (const auto& amount : {candle.volume, candle.quote_volume, candle.taker_base, candle.taker_quote}) {
    if (amount && amount->negative()) return fmt::format("volume {} is negative", amount->text());
  }
  if (candle.trades.value_or(0) < 0) return fmt::format("number of trades {} is negative", *candle.trades);
  return std::nullopt;
}

}  // namespace market
