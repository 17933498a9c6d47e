// Counters and durations of this process, and how Prometheus reads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serve {

using Labels = std::vector<std::pair<std::string, std::string>>;

// Builds the text exposition format: families in the order given, label values escaped.
class Exposition {
 public:
  enum class Kind : std::uint8_t { counter, gauge, histogram };
  void family(std::string_view name, Kind kind, std::string_view help);
  // A sample of the family; `suffix` as in "_bucket".
  void sample(double value, const Labels& labels = {}, std::string_view suffix = "");
  std::string text() && { return std::move(out_); }

 private:
  std::string out_;
  std::string name_;
};

// What the API counts of its own answers. Owned by the thread that answers.
class Metrics {
 public:
  void answered(const std::string& route, const std::string& method, int status, std::chrono::nanoseconds took);
  void ingested(const std::string& source, const std::string& timeframe, std::int64_t candles);
  void write(Exposition& out) const;

 private:
  static constexpr std::size_t bounds_count = 10;
  struct Durations {
    std::uint64_t buckets[bounds_count + 1] = {};
    double sum_seconds = 0;
  };

  std::map<std::vector<std::string>, std::uint64_t> requests_;            // By route, method, code.
  std::map<std::string, Durations> durations_;                            // By route.
  std::map<std::pair<std::string, std::string>, std::int64_t> ingested_;  // By source, timeframe.
};

// CPU, memory and open files, from /proc/self.
void write_process(Exposition& out);

}  // namespace serve
