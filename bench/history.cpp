// A year of minutes out of a store file that bench_market has made: `bench_history FILE RUNS`. Tells the times for
// arrays of doubles, for candles with every digit, and for hours made of the minutes.
#include "market/rollup.hpp"
#include "measure.hpp"
#include "store/store.hpp"

#include <cstdlib>
#include <stdexcept>

namespace {

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

constexpr market::Span always{market::time_from_ms(0), market::time_max};
constexpr std::int64_t hour_ms = 3'600'000;

// Hours out of columns that ascend.
store::Columns hours_of(const store::Columns& minutes) {
  store::Columns hours;
  for (std::size_t i = 0; i < minutes.open_time.size(); ++i) {
    const auto open_time = minutes.open_time[i] / hour_ms * hour_ms;
    if (hours.open_time.empty() || hours.open_time.back() != open_time) {
      hours.open_time.push_back(open_time);
      hours.open.push_back(minutes.open[i]);
      hours.high.push_back(minutes.high[i]);
      hours.low.push_back(minutes.low[i]);
      hours.close.push_back(minutes.close[i]);
      hours.volume.push_back(minutes.volume[i]);
      continue;
    }
    hours.high.back() = std::max(hours.high.back(), minutes.high[i]);
    hours.low.back() = std::min(hours.low.back(), minutes.low[i]);
    hours.close.back() = minutes.close[i];
    hours.volume.back() += minutes.volume[i];
  }
  return hours;
}

// Into arrays that are there already, as the peers do.
const store::Columns& scan(const store::Reader& reader, store::SeriesId series) {
  static store::Columns columns;
  columns.open_time.clear();
  for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close, &columns.volume}) column->clear();
  must(reader.scan(series, always, columns));
  return columns;
}

std::size_t roll_up(const store::Reader& reader, store::SeriesId series) {
  market::SpanSet settled;
  for (const auto& known : must(reader.known(series, always))) settled.add(known.span);
  return market::rollup(must(reader.read(series, always)), market::h1, settled).size();
}

void measure(const store::Reader& reader, store::SeriesId series, int runs) {
  std::size_t kept = 0;
  bench::tell("rows", static_cast<double>(scan(reader, series).open.size()));
  bench::tell("year", bench::repeat(runs, [&] { kept += scan(reader, series).open.size(); }));
  bench::tell("year_digits", bench::repeat(runs, [&] { kept += must(reader.read(series, always)).size(); }));
  bench::tell("hour", bench::repeat(runs, [&] { kept += roll_up(reader, series); }));
  bench::tell("hour_columns", bench::repeat(runs, [&] { kept += hours_of(scan(reader, series)).open.size(); }));
  if (kept == 0) throw std::runtime_error("the store gave no candles");
}

}  // namespace

int main(int count, char** words) try {
  if (count != 3) throw std::runtime_error("usage: bench_history FILE RUNS");
  const auto reader = must(store::Reader::open(words[1]));
  // The second, like the peers: whoever lies first may be lucky.
  measure(reader, must(reader.series()).at(1).id, std::atoi(words[2]));
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 1;
}
