// Candles that are not on any tape: the open one as it looks at a moment, and the flat ones of quiet times.
#pragma once

#include "market/candle.hpp"

namespace replay {

// How `whole` looked when `share` (0 to 1) of its time had passed: from the open to one extreme, to the other, to the
// close, with as much of the volume. share 1 gives `whole`.
market::Candle forming(const market::Candle& whole, double share);

// O = H = L = C = `price`, nothing traded; the volume's digits are those of `like`.
market::Candle flat(market::Time open, const market::Candle& like);

}  // namespace replay
