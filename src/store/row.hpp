// One candle with its provenance as a few bytes: a row of the tail, an entry of the ledger.
#pragma once

#include "store/bytes.hpp"
#include "store/store.hpp"

namespace store {

// Provenance as it is stored: the origin by number.
struct Mark {
  Evidence evidence = Evidence::rest;
  std::int64_t origin = 0;
  std::int64_t at_ms = 0;
};

struct MarkedCandle {
  market::Candle candle;
  Mark mark;
};

void put_row(const market::Candle& candle, const Mark& mark, ByteWriter& out);
// Code::corrupt for bytes that put_row() did not write. The open time stands outside of them.
base::Result<MarkedCandle> get_row(ByteView bytes, std::int64_t open_ms);

}  // namespace store
