// Makes the candles that all the others are measured on: the same ones as plain records for the peers (OUT/rows) and in
// a data folder of ours (OUT/data). Only open, high, low, close and volume.
//   bench_market real FOLDER OUT              the candle files of FOLDER, of any exchange, a series each
//   bench_market made SERIES MINUTES OUT      an invented market from 2023-01-01 on
//   bench_market tiled FOLDER SERIES MINUTES OUT   the same candle files, over and over, from 2023-01-01 on
//   bench_market csv SERIES MINUTES OUT       the same as files for the stand-in, with all it has; OUT/files.json names
//   them
#include "measure.hpp"
#include "replay/csv.hpp"
#include "replay/synthetic.hpp"
#include "rows.hpp"
#include "store/library.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <iterator>

namespace {

namespace files = std::filesystem;

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Takes series after series into both forms.
class Press {
 public:
  explicit Press(const files::path& out)
      : rows_{out / "rows"},
        library_{must(store::Library::open_to_write(out / "data", "bench"))},
        writer_{*must(library_.writer("binance"))} {
    files::create_directories(rows_);
  }

  void take(const std::string& symbol, market::Candles candles) {
    bench::Rows rows;
    for (auto& candle : candles) {
      candle.quote_volume = candle.taker_base = candle.taker_quote = std::nullopt;
      candle.trades = std::nullopt;
      rows.push_back({market::ms_of(candle.open_time), candle.open.to_double(), candle.high.to_double(),
                      candle.low.to_double(), candle.close.to_double(),
                      candle.volume.value_or(base::Decimal{}).to_double()});
    }
    bench::write_rows(rows_ / fmt::format("{:05}", series_++), rows);
    total_ += rows.size();
    record(symbol, std::move(candles));
  }

  // Everything into its final form; tells how many candles there are.
  void finish() {
    while (must(writer_.tidy())) {
    }
    bench::tell("rows", static_cast<double>(total_));
    bench::tell("record_s", record_ms_ / 1000);
  }

 private:
  void record(const std::string& symbol, market::Candles candles) {
    const auto id = must(writer_.ensure({.venue = "binance", .symbol = symbol}, symbol));
    const market::Span span{candles.front().open_time, market::m1.next(candles.back().open_time)};
    must(writer_.want(id, span));
    const std::array answers{
        store::Answer{id, span, std::move(candles), {}, {store::Evidence::archive, "import", "", span.until}}};
    record_ms_ += bench::milliseconds([&] { must(writer_.record(answers)); });
  }

  files::path rows_;
  store::Library library_;
  store::Writer& writer_;
  std::size_t series_ = 0, total_ = 0;
  double record_ms_ = 0;
};

std::string text_of(const files::path& file) {
  std::ifstream in(file, std::ios::binary);
  return must(replay::unpacked({std::istreambuf_iterator<char>(in), {}}));
}

std::vector<market::Candles> read_real(const files::path& folder) {
  std::vector<files::path> found;
  for (const auto& entry : files::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    // The dump says again what another file says.
    if (name.contains(".csv") && !name.starts_with("RAW_")) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  std::vector<market::Candles> all;
  for (const auto& file : found) all.push_back(must(replay::read_csv(text_of(file), file.filename().string())));
  return all;
}

void press_real(const files::path& folder, const files::path& out) {
  Press press(out);
  int series = 0;
  for (auto& candles : read_real(folder)) press.take(fmt::format("S{:02}/USDT", series++), std::move(candles));
  press.finish();
}

constexpr market::Time new_year = market::time_from_ms(1'672'531'200'000);

void press_tiled(const files::path& folder, int series, std::size_t minutes, const files::path& out) {
  Press press(out);
  const auto real = read_real(folder);
  for (std::size_t i = 0; i < static_cast<std::size_t>(series); ++i) {
    const auto& tile = real[i % real.size()];
    market::Candles candles;
    for (std::size_t minute = 0; minute < minutes; ++minute) {
      candles.push_back(tile[minute % tile.size()]);
      candles.back().open_time = new_year + std::chrono::minutes{minute};
    }
    press.take(fmt::format("S{:02}/USDT", i), std::move(candles));
  }
  press.finish();
}

struct Invented {
  std::string symbol;
  market::Candles candles;
};

// Minutes from 2023-01-01 on, every one of them: only the first few symbols of a seed trade in each.
Invented invented(int series, std::size_t minutes) {
  constexpr int busy = 5;
  constexpr std::uint64_t seed = 7;
  const replay::SyntheticTape tape(seed + static_cast<std::uint64_t>(series / busy), busy);
  const market::Time last = new_year + std::chrono::minutes{minutes - 1};
  auto candles = must(tape.finals(static_cast<std::size_t>(series % busy), market::m1, {new_year, last, minutes}));
  if (candles.size() != minutes) throw std::runtime_error("the invented market has quiet minutes");
  return {replay::synthetic_base(static_cast<std::size_t>(series)) + "/USDT", std::move(candles)};
}

void press_made(int series, std::size_t minutes, const files::path& out) {
  Press press(out);
  for (int i = 0; i < series; ++i) {
    auto [symbol, candles] = invented(i, minutes);
    press.take(symbol, std::move(candles));
  }
  press.finish();
}

std::string line_of(const market::Candle& candle) {
  return fmt::format("{},{},{},{},{},{},{},{}\n", market::ms_of(candle.open_time), candle.open.text(),
                     candle.high.text(), candle.low.text(), candle.close.text(),
                     candle.volume.value_or(base::Decimal{}).text(),
                     candle.quote_volume.value_or(base::Decimal{}).text(), candle.trades.value_or(0));
}

void write_csv(int series, std::size_t minutes, const files::path& out) {
  files::create_directories(out);
  std::vector<std::string> symbols, names;
  for (int i = 0; i < series; ++i) {
    const auto [symbol, candles] = invented(i, minutes);
    const auto file = out / fmt::format("{:05}.csv", i);
    std::ofstream text(file);
    for (const auto& candle : candles) text << line_of(candle);
    if (!text.flush()) throw std::runtime_error("cannot write " + file.string());
    symbols.push_back('"' + symbol + '"');
    names.push_back('"' + file.string() + '"');
  }
  std::ofstream(out / "files.json") << fmt::format(R"({{"symbols":[{}],"files":[{}]}})", fmt::join(symbols, ","),
                                                   fmt::join(names, ","));
}

}  // namespace

int main(int count, char** words) try {
  const std::vector<std::string> all(words + 1, words + count);
  const auto verb = all.empty() ? std::string() : all[0] + std::to_string(all.size() - 1);
  const auto minutes = [&all](std::size_t at) { return static_cast<std::size_t>(std::stoull(all[at])); };
  if (verb == "real2") {
    press_real(all[1], all[2]);
  } else if (verb == "tiled4") {
    press_tiled(all[1], std::stoi(all[2]), minutes(3), all[4]);
  } else if (verb == "made3") {
    press_made(std::stoi(all[1]), minutes(2), all[3]);
  } else if (verb == "csv3") {
    write_csv(std::stoi(all[1]), minutes(2), all[3]);
  } else {
    throw std::runtime_error("usage: bench_market real|tiled|made|csv ...; its first lines say more");
  }
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 1;
}
