// GET /api/ohlcvs and /api/symbol-exchange, as programs written for the earlier service expect them.
#pragma once

#include "serve/router.hpp"
#include "serve/shelf.hpp"

namespace serve {

// Both REQUIRE the thread of the shelf.
Answer answer_legacy_ohlcvs(Shelf& shelf, const Call& call);
Answer answer_symbol_exchange(Shelf& shelf);
std::vector<Parameter> legacy_ohlcvs_parameters();

// The candles of a grid without holes: a missing bucket between two candles gets the means of its neighbours and no
// volume. `found` ascending.
market::Candles with_means(const market::Timeframe& timeframe, market::Candles found);

// Exact mean; the one nearer to `a` where it would need more than 28 digits.
base::Decimal mean(const base::Decimal& a, const base::Decimal& b);

}  // namespace serve
