// What several answers about one window say together. An absent slot is believed only after an answer that added
// nothing to the ones before it: a single answer with a row missing proves nothing (docs/decisions/two-answers.md).
#pragma once

#include "feed/source.hpp"

#include <vector>

namespace collect {

class Testimony {
 public:
  explicit Testimony(market::Timeframe timeframe) : timeframe_{timeframe} {}

  void hear(feed::Page page);

  // Nothing is absent, or the last two answers agree on what is.
  bool settled() const { return answers_ > 0 && (absent().empty() || (quiet_ && answers_ > 1)); }
  int answers() const { return answers_; }

  // All candles heard, the newest form of each; and the ones that an answer contradicted, in the order heard.
  const market::Candles& candles() const { return candles_; }
  market::Candles take_candles() { return std::move(candles_); }
  const market::Candles& superseded() const { return superseded_; }
  // What every answer spoke for.
  market::Span span() const { return span_; }
  std::vector<market::Span> absent() const;
  rt::WallTime at() const { return at_; }

 private:
  market::Timeframe timeframe_;
  market::Candles candles_;
  market::Candles superseded_;
  market::Span span_{};
  rt::WallTime at_{};
  int answers_ = 0;
  bool quiet_ = false;
};

}  // namespace collect
