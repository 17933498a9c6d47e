// What a question for candles means: which stored series is read, over which window, from which end, how much of it.
#pragma once

#include "serve/candle_columns.hpp"
#include "serve/router.hpp"
#include "serve/shelf.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace serve {

enum class Fill : std::uint8_t { none, null, previous };
enum class Format : std::uint8_t { rows, columns, objects, csv, ndjson };

struct CandlePlan {
  market::Series series;               // As asked.
  Stored source;                       // What is read: the series itself, or the finer one it is made of.
  market::Span window;                 // On the grid of `series.timeframe`, up to the running bucket.
  std::optional<std::size_t> limit{};  // Rows; absent where the whole window is wanted.
  bool newest = false;                 // The limit counts from the end of the window.
  bool ends_given = false;             // Start and end were both given.
  bool descending = false;
  Fill fill = Fill::none;
  Format format = Format::rows;
  bool quoted = false;  // Prices as strings.
  bool complete_only = false;
  std::vector<Column> columns{};

  bool derived() const { return source.info.series.timeframe != series.timeframe; }
};

// The parameters of /candles, for the table of routes.
std::vector<Parameter> candle_parameters();

Or<CandlePlan> plan_candles(Shelf& shelf, const Call& call);

// The stored one of `stored` (all of one symbol) that `timeframe` is best read from: itself, else the coarsest it can
// be made of. nullptr where there is none.
const Stored* best_source(std::span<const Stored> stored, const market::Timeframe& timeframe);
// The timeframes that are stored or can be made, shortest first.
std::vector<std::string> offered_timeframes(std::span<const Stored> stored);

// "binance:BTC/USDT" or "binance:BTC/USDT@1m", and the interval: which series is meant, and what is stored of it.
struct Asked {
  market::Series series;
  Stored source;
};
Or<Asked> asked_series(Shelf& shelf, const Query& query);

}  // namespace serve
