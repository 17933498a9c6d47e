// Finds the first candle that a venue has of an instrument.
#pragma once

#include "feed/source.hpp"

#include <optional>

namespace collect {

// The open of the first candle before `until`, believed when two answers in a row agree on it; nullopt where the venue
// has none. Venues that cut an answer at its newest end are asked once for everything; others by bisection over the
// coarsest timeframe they have, then within its first candle.
rt::Task<std::optional<market::Time>> find_listing(feed::Source& source, market::Instrument instrument,
                                                   market::Timeframe timeframe, market::Time until,
                                                   feed::Priority priority);

}  // namespace collect
