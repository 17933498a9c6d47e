// How much of a host's limit is spent. Pure arithmetic: whoever asks names the moment.
//
// Two rules hold at once. Within any stretch of `per` no more than `requests` are spent, counted in sixtieths of it;
// and no more than `burst` at once, which then come back evenly.
#pragma once

#include "venue/facts.hpp"

#include <chrono>
#include <deque>

namespace feed {

class Budget {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  explicit Budget(venue::Limit limit) : limit_{std::move(limit)}, tokens_{static_cast<double>(limit_.burst)} {}

  // How long until `weight` may be spent, once those who stand before have spent `ahead`; 0 is now. `share`, above 0
  // and up to 1, is the part of the limit that the asker may use up.
  std::chrono::milliseconds wait(Moment now, int ahead, int weight, double share) const;
  void spend(Moment now, int weight);
  // The host counts `used` in its own window. Where that is more than our count, others share our address.
  void report_used(Moment now, int used);
  int used(Moment now) const;
  bool unlimited() const { return limit_.requests <= 0; }

 private:
  struct Slice {
    Moment begin;
    int weight = 0;
  };

  std::chrono::milliseconds slice_length() const;
  Moment forgotten_at(const Slice& slice) const { return slice.begin + slice_length() + limit_.per; }
  std::chrono::milliseconds wait_for_window(Moment now, int ahead, int weight, double share) const;
  std::chrono::milliseconds wait_for_burst(Moment now, int ahead, int weight) const;
  void count(Moment now, int weight);
  double tokens_at(Moment now) const;
  bool bursts_matter() const { return limit_.burst > 0 && limit_.burst < limit_.requests; }

  venue::Limit limit_;
  std::deque<Slice> slices_;  // Oldest first.
  double tokens_ = 0;
  Moment tokens_counted_{};
};

}  // namespace feed
