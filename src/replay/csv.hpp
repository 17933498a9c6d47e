// Reads candles from text: one row a line, columns named by a header line or known by their number.
#pragma once

#include "market/candle.hpp"
#include "market/timeframe.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace replay {

// Without a header line: 5 or 6 columns are time, open, high, low, close[, volume]; 8 have quote volume and trades
// behind them; 11 or 12 are the layout of Binance's dumps. With one: the columns go by their names, others are passed
// over. Times are s, ms, µs or ns since 1970, told apart by their size, or written out. Every digit is kept.
// bad_data "NAME:LINE: what" for anything else. Rows come back in the order of the text.
base::Result<market::Candles> read_csv(std::string_view text, std::string_view name);

// The bytes themselves, or what they inflate to where they are a zstd frame. bad_data, or more than `most` bytes.
base::Result<std::string> unpacked(std::string bytes, std::size_t most = std::size_t{4} << 30U);

// What a file's name says: "binancefut_ALGOUSDT-1m-2024-02.csv.zst" is ALGO/USDT and 1m, "SPY.csv" is SPY/USD.
struct Named {
  std::optional<std::string> symbol{};
  std::optional<market::Timeframe> timeframe{};
};
Named read_file_name(std::string_view name);

// The timeframe that the smallest distance between two candles suggests. nullopt for fewer than two.
std::optional<market::Timeframe> spacing(const market::Candles& candles);

}  // namespace replay
