// The columns of an answer with candles, and how one cell of each is written.
#pragma once

#include "market/candle.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace serve {

enum class Column : std::uint8_t {
  time,
  open,
  high,
  low,
  close,
  volume,
  closed,
  complete,
  filled,
  quote_volume,
  trades,
  taker_base,
  taker_quote
};

std::string_view name(Column column);
std::optional<Column> column_named(std::string_view name);
// What a client may ask for with fields=; time always comes first.
std::vector<std::string> column_names();

// What there is to say of a row besides its candle.
struct Mark {
  bool closed = true;
  bool complete = true;  // Every part was held or known to be empty.
  bool filled = false;   // Not a candle, but an empty slot.
  bool blank = false;    // A filled one without prices.
};

// Rows of an answer, ascending. Without `marks` every row is a stored candle: closed, complete, not filled.
struct Batch {
  market::Candles candles;
  std::vector<Mark> marks;
  Mark mark(std::size_t row) const { return marks.empty() ? Mark{} : marks[row]; }
};

void reverse(Batch& batch);

// How cells look in a format.
struct CellStyle {
  std::string_view nothing = "null";
  bool quoted = false;  // Numbers with digits to keep are written as strings.
};

inline constexpr std::size_t cell_max = 72;
// Writes one cell; returns its end. REQUIRES: cell_max characters of room.
char* write_cell(char* at, Column column, const market::Candle& candle, const Mark& mark, const CellStyle& style);

}  // namespace serve
