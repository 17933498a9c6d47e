// Prints candles as the rows of a venue's answer. Series that rest in memory are printed once, so that a page of them
// is one copy out of a long text.
#pragma once

#include "replay/view.hpp"

#include <functional>
#include <map>
#include <string>

namespace replay {

// One row, as the venue lays it out; no separator behind it.
using PrintRow =
    std::function<void(std::string& out, const market::Timeframe& timeframe, const market::Candle& candle)>;

// What an answer is to show.
struct Ask {
  std::size_t listing = 0;
  market::Timeframe timeframe = market::m1;
  Window window{};
  bool newest_first = false;
};

// Alters the candles of one answer on their way out: see faults.hpp.
using Alter = std::function<void(const Ask& ask, market::Candles& candles)>;

struct Printed {
  std::string text;  // "[row,row]"
  std::size_t rows = 0;
};

class Press {
 public:
  Press(const View& view, PrintRow print) : view_{view}, print_{std::move(print)} {}

  base::Result<Printed> page(const Ask& ask, market::Time now, const Alter& alter = {});

 private:
  // A series printed in full: row i is text[starts[i], starts[i + 1] - 1), a comma behind it.
  struct Sheet {
    std::string text;
    std::vector<std::size_t> starts;
  };
  const Sheet& sheet(const Ask& ask, const market::Candles& candles);
  Printed copy(const Ask& ask, const market::Candles& candles);
  Printed print(const Ask& ask, const market::Candles& candles) const;

  const View& view_;
  PrintRow print_;
  std::map<std::pair<std::size_t, market::Timeframe>, Sheet> sheets_;
};

}  // namespace replay
