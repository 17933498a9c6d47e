// Makes a data folder of many series, as a daemon that follows a large exchange would have it: `bench_ready FOLDER
// SERIES`. What is measured then is the real binary, from its start until it says it is ready.
#include "measure.hpp"
#include "replay/synthetic.hpp"
#include "rows.hpp"
#include "store/library.hpp"

#include <cstdlib>

namespace {

constexpr std::size_t minutes = 300;  // A sealed block of 256 and some newer candles.
constexpr std::int64_t first_ms = 1'704'067'200'000;

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

store::Answer answer_of(store::SeriesId id, const replay::SyntheticTape& tape, std::size_t listing) {
  const market::Span span{market::time_from_ms(first_ms),
                          market::time_from_ms(first_ms) + std::chrono::minutes{minutes}};
  auto candles = must(tape.finals(listing, market::m1, {span.from, span.until - std::chrono::minutes{1}, minutes}));
  return {id, span, std::move(candles), {}, {store::Evidence::rest, "rest", "", span.until}};
}

void make(const std::filesystem::path& folder, int series) {
  constexpr std::size_t batch = 200;
  auto library = must(store::Library::open_to_write(folder, "bench"));
  auto& writer = *must(library.writer("binance"));
  const replay::SyntheticTape tape(7, series);
  std::vector<store::Answer> answers;
  for (std::size_t i = 0; i < tape.listings().size(); ++i) {
    const auto& listing = tape.listings()[i];
    const auto id = must(writer.ensure({.venue = "binance", .symbol = listing.symbol}, listing.symbol));
    answers.push_back(answer_of(id, tape, i));
    must(writer.want(id, answers.back().span));
    if (answers.size() < batch && i + 1 < tape.listings().size()) continue;
    must(writer.record(answers));
    answers.clear();
  }
  while (must(writer.tidy())) {
  }
}

}  // namespace

int main(int count, char** words) try {
  if (count != 3) throw std::runtime_error("usage: bench_ready FOLDER SERIES");
  make(words[1], std::atoi(words[2]));
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 1;
}
