// What is known of a series: which spans are held, which are confirmed to be empty, and so where the gaps are.
#pragma once

#include "market/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace market {

// A set of moments as disjoint, ascending, non-touching spans.
class SpanSet {
 public:
  SpanSet() = default;
  explicit SpanSet(Span span) { add(span); }

  void add(Span span);
  void remove(Span span);
  bool holds(Time at) const;
  bool covers(Span span) const;
  // What lies within `window` and in the set, and what lies within it and not.
  SpanSet within(Span window) const;
  SpanSet missing_in(Span window) const;

  bool empty() const { return spans_.empty(); }
  const std::vector<Span>& spans() const { return spans_; }
  friend bool operator==(const SpanSet&, const SpanSet&) = default;

 private:
  std::vector<Span> spans_;
};

// How a span of slots stands. Numbers are written to disk: never reuse one.
enum class State : std::uint8_t {
  held = 1,            // The candles are stored.
  no_trade = 2,        // The venue confirmed that nothing was traded, and shows such slots as absent.
  outage = 3,          // The venue confirmed that it has no candles there, though it fills quiet slots: it was down.
  before_listing = 4,  // The instrument did not exist yet.
};

std::string_view name(State state);

// A span that is known, one way or the other.
struct Known {
  Span span;
  State state = State::held;
  friend bool operator==(const Known&, const Known&) = default;
};

// Why a wanted span is neither held nor known to be empty.
struct Gap {
  Span span;
  std::string reason;  // "not fetched yet", "waiting: rate limit", "HTTP 503 from api.binance.com", …
  int attempts = 0;
  std::optional<Time> first_failed{};
  std::optional<Time> next_try{};  // Absent: with the next run.
};

}  // namespace market
