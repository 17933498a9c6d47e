// Reads the answers of an exchange. Pure, and safe on any bytes: what cannot be understood is an Error, never a guess.
#pragma once

#include "market/candle.hpp"
#include "venue/facts.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace venue {

// A row that was left out, and why: off the grid, prices that contradict their names, a time that cannot be, a
// duplicate that differs.
struct Rejected {
  std::string why;
  std::string row;  // The bytes, cut at 200.
};

struct Page {
  market::Candles candles;         // Ascending, each bucket once, sane, on the grid. Open ones included: see feed.
  std::vector<Rejected> rejected;  // Whoever gets any must not take the page for complete.
  std::size_t rows = 0;            // That the answer held, of any kind: tells a full page from a short one.
};

// REQUIRES nothing of `body`. Errors: bad_data for what is not such an answer at all.
base::Result<Page> read_candles(const Facts& facts, const market::Timeframe& timeframe, std::string_view body);
base::Result<std::vector<market::Instrument>> read_instruments(const Facts& facts, std::string_view body);
base::Result<market::Time> read_time(const Facts& facts, std::string_view body);

// What an answer means as an error: by status, by the venue's own codes, by Retry-After (seconds or a date; `now` is
// for the date). Also finds errors inside HTTP 200. nullopt: no error. HTML and empty bodies are told as what they are;
// 451 says what to do. `body` may be anything.
struct Answered {
  int status = 0;
  std::string_view body;
  std::string_view content_type;
  std::optional<std::string_view> retry_after{};
};
std::optional<base::Error> read_error(const Facts& facts, const Answered& answered, market::Time now);

}  // namespace venue
