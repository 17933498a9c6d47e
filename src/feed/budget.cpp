#include "feed/budget.hpp"

#include <algorithm>
#include <cmath>

namespace feed {

using std::chrono::milliseconds;

milliseconds Budget::slice_length() const {
  return std::max(milliseconds{1}, limit_.per / 60);
}

milliseconds Budget::wait(Moment now, int ahead, int weight, double share) const {
  if (unlimited()) return milliseconds{0};
  return std::max(wait_for_window(now, ahead, weight, share), wait_for_burst(now, ahead, weight));
}

milliseconds Budget::wait_for_window(Moment now, int ahead, int weight, double share) const {
  // What is heavier than the whole limit goes alone.
  const int allowed = std::max(weight, static_cast<int>(std::floor(limit_.requests * share)));
  int excess = used(now) + ahead + weight - allowed;
  if (excess <= 0) return milliseconds{0};
  for (const auto& slice : slices_) {
    if (forgotten_at(slice) <= now) continue;
    excess -= slice.weight;
    if (excess <= 0) return std::chrono::ceil<milliseconds>(forgotten_at(slice) - now);
  }
  return limit_.per;  // Those before will fill the window by themselves.
}

milliseconds Budget::wait_for_burst(Moment now, int ahead, int weight) const {
  if (!bursts_matter()) return milliseconds{0};
  const double lacking = ahead + std::min(weight, limit_.burst) - tokens_at(now);
  if (lacking <= 1e-6) return milliseconds{0};
  const auto each = std::chrono::duration<double, std::milli>(limit_.per) / limit_.requests;
  return std::chrono::ceil<milliseconds>(lacking * each);
}

void Budget::spend(Moment now, int weight) {
  if (unlimited()) return;
  tokens_ = tokens_at(now) - weight;
  tokens_counted_ = now;
  count(now, weight);
}

void Budget::count(Moment now, int weight) {
  while (!slices_.empty() && forgotten_at(slices_.front()) <= now) slices_.pop_front();
  if (slices_.empty() || slices_.back().begin + slice_length() <= now) slices_.push_back({now, 0});
  slices_.back().weight += weight;
}

void Budget::report_used(Moment now, int used_there) {
  const int others = used_there - used(now);
  if (!unlimited() && others > 0) count(now, others);
}

int Budget::used(Moment now) const {
  int sum = 0;
  for (const auto& slice : slices_) sum += forgotten_at(slice) > now ? slice.weight : 0;
  return sum;
}

double Budget::tokens_at(Moment now) const {
  if (tokens_counted_ == Moment{}) return tokens_;
  const auto passed = std::chrono::duration<double, std::milli>(now - tokens_counted_).count();
  const double back = passed * limit_.requests / static_cast<double>(limit_.per.count());
  return std::min(static_cast<double>(limit_.burst), tokens_ + std::max(0.0, back));
}

}  // namespace feed
