// Phrases questions to an exchange out of its facts. Pure: the answer to "what would we send?".
#pragma once

#include "venue/facts.hpp"

#include <optional>
#include <string>

namespace venue {

// One question. `url` is absolute and percent-encoded.
struct Ask {
  std::string method = "GET";
  std::string url;
  std::string body{};
  int weight = 1;
};

// The candles that open within `window`. REQUIRES: the venue has the timeframe; window not empty. Where the window
// holds more slots than one answer may, the venue cuts it as Paging says; next_page avoids that. `now` matters where
// the present is asked for at an address of its own.
Ask ask_candles(const Facts& facts, const market::Instrument& instrument, const market::Timeframe& timeframe,
                market::Span window, market::Time now = market::time_max);
// Whether that question goes to the address of the present, whose answer begins where the venue likes.
bool asks_recent(const Facts& facts, const market::Timeframe& timeframe, market::Span window, market::Time now);
Ask ask_instruments(const Facts& facts);
// nullopt where the venue offers none; then the Date header of any answer has to do.
std::optional<Ask> ask_time(const Facts& facts);

// The next window to ask for within `wanted`, cut to what one answer may hold: from its front where pages go forward.
// With `backward`, the newest part. Calendar pieces where the venue serves those.
market::Span next_page(const Facts& facts, const market::Timeframe& timeframe, market::Span wanted, bool backward);

}  // namespace venue
