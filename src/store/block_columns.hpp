// The columns of a block: prices as steps, optional columns as values or as what a guess missed.
#pragma once

#include "store/block_parts.hpp"

namespace store {

// What is written before the streams of the prices, and before that of an optional column.
struct PriceHead {
  bool wide = false;
  bool signed_wicks = false;
  bool plain_opens = false;
  int scale = 0;
  std::int64_t divisor = 1;
  std::int64_t first = 0;  // Divided.
};

struct ColumnHead {
  Presence presence = Presence::absent;
  bool wide = false;
  bool is_signed = false;
  int scale = 0;
  std::int64_t divisor = 1;
};

PriceHead get_price_head(ByteReader& in);
// Leaves the bits of a `some` column to be read by the caller.
ColumnHead get_column_head(ByteReader& in);
void get_column_scale(ByteReader& in, ColumnHead& head);

// Writes and reads the four price columns of a sheet.
void put_prices(const Sheet& sheet, ByteWriter& out);
void get_prices(ByteReader& in, std::size_t rows, Sheet& sheet);

// `volume` is the column that guesses are made of, or nullptr for columns that are not guessed.
void put_column(const Column& column, const Sheet& sheet, const Column* volume, ByteWriter& out);
Column get_column(ByteReader& in, std::size_t rows, const Sheet& sheet, const Column* volume);

}  // namespace store
