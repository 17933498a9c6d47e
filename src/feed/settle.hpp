// What an answer settles: which of its candles are closed, and of what part of the window it speaks.
#pragma once

#include "feed/source.hpp"

namespace feed {

struct Circumstances {
  market::Span window;              // As asked.
  market::Time asked_at;            // By the server's clock, when the question was sent: the answer is no older.
  std::chrono::milliseconds grace;  // After its end a candle counts as closed.
  bool recent = false;              // The answer begins where the venue likes.
};

// Pure. `at` of the page is left to the caller.
Page settle(const venue::Facts& facts, const market::Timeframe& timeframe, venue::Page answer,
            const Circumstances& circumstances);

}  // namespace feed
