// The live minute: a candle of every series in one durable transaction, again and again, into a store that holds 500 of
// each: `bench_live FOLDER SERIES BATCHES`. What the daemon does between two minutes, tidy(), is timed apart and its
// writing counted.
#include "measure.hpp"
#include "rows.hpp"
#include "store/library.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace {

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

constexpr int held = 500;

base::Decimal cents(double price) {
  return base::Decimal::of(std::llround(price * 100), 2);
}

market::Candle candle_of(const bench::Row& row) {
  market::Candle candle;
  candle.open_time = market::time_from_ms(row.open_time);
  candle.open = cents(row.open);
  candle.high = cents(row.high);
  candle.low = cents(row.low);
  candle.close = cents(row.close);
  candle.volume = base::Decimal::of(std::llround(row.volume * 1000), 3);
  return candle;
}

store::Answer answer_of(store::SeriesId id, int series, int from, int until) {
  market::Candles candles;
  for (int minute = from; minute < until; ++minute) candles.push_back(candle_of(bench::live_row(series, minute)));
  const market::Span span{candles.front().open_time, market::m1.next(candles.back().open_time)};
  return {id, span, std::move(candles), {}, {store::Evidence::stream_closed, "ws", "", span.until}};
}

void tidy_up(store::Writer& writer) {
  while (must(writer.tidy())) {
  }
}

std::vector<store::SeriesId> fill(store::Writer& writer, int series) {
  constexpr int batch = 100;
  std::vector<store::SeriesId> ids;
  std::vector<store::Answer> answers;
  for (int one = 0; one < series; ++one) {
    const auto symbol = fmt::format("S{:04}/USDT", one);
    ids.push_back(must(writer.ensure({.venue = "binance", .symbol = symbol}, symbol)));
    answers.push_back(answer_of(ids.back(), one, 0, held));
    if (answers.size() < batch && one + 1 < series) continue;
    must(writer.record(answers));
    answers.clear();
  }
  tidy_up(writer);
  return ids;
}

void measure(store::Writer& writer, const std::vector<store::SeriesId>& ids, int batches) {
  bench::Samples recorded, tidied;
  const auto before = bench::written_bytes();
  for (int minute = held; minute < held + batches; ++minute) {
    std::vector<store::Answer> answers;
    for (std::size_t one = 0; one < ids.size(); ++one) {
      answers.push_back(answer_of(ids[one], static_cast<int>(one), minute, minute + 1));
    }
    recorded.push_back(bench::milliseconds([&] { must(writer.record(answers)); }));
    tidied.push_back(bench::milliseconds([&] { tidy_up(writer); }));
  }
  bench::tell("live", recorded);
  bench::tell("tidy", tidied);
  bench::tell("written",
              static_cast<double>(bench::written_bytes() - before) / static_cast<double>(ids.size()) / batches);
}

}  // namespace

int main(int count, char** words) try {
  if (count != 4) throw std::runtime_error("usage: bench_live FOLDER SERIES BATCHES");
  auto library = must(store::Library::open_to_write(words[1], "bench"));
  auto& writer = *must(library.writer("binance"));
  measure(writer, fill(writer, std::atoi(words[2])), std::atoi(words[3]));
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 1;
}
