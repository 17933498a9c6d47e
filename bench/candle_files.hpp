// Candles for the benches: real ones from csv.zst files, or a synthetic market with a seed.
#pragma once

#include "market/candle.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <time.h>
#include <vector>
#include <zstd.h>

namespace bench {

struct NamedCandles {
  std::string name;
  market::Candles candles;
};

inline std::string expand(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  const std::string packed{std::istreambuf_iterator<char>(in), {}};
  std::string text;
  ZSTD_DStream* const stream = ZSTD_createDStream();
  ZSTD_inBuffer from{packed.data(), packed.size(), 0};
  std::vector<char> buffer(ZSTD_DStreamOutSize());
  while (from.pos < from.size) {
    ZSTD_outBuffer into{buffer.data(), buffer.size(), 0};
    if (ZSTD_isError(ZSTD_decompressStream(stream, &into, &from)) != 0) break;
    text.append(buffer.data(), into.pos);
  }
  ZSTD_freeDStream(stream);
  return text;
}

// Columns by name; qv and n only where the header has them.
inline market::Candles parse_csv(std::string_view text) {
  std::vector<std::string> names;
  market::Candles candles;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::vector<std::string_view> fields;
    while (true) {
      const auto comma = line.find(',');
      fields.push_back(line.substr(0, comma));
      if (comma == std::string_view::npos) break;
      line.remove_prefix(comma + 1);
    }
    if (names.empty()) {
      names.assign(fields.begin(), fields.end());
      continue;
    }
    market::Candle candle{};
    for (std::size_t i = 0; i < std::min(fields.size(), names.size()); ++i) {
      const auto& name = names[i];
      const auto number = base::Decimal::parse_quick(fields[i]).value_or(base::Decimal{});
      if (name == "ts_ms" || name == "open_time") candle.open_time = market::time_from_ms(number.small().value_or(0));
      if (name == "o" || name == "open") candle.open = number;
      if (name == "h" || name == "high") candle.high = number;
      if (name == "l" || name == "low") candle.low = number;
      if (name == "c" || name == "close") candle.close = number;
      if (name == "v" || name == "volume") candle.volume = number;
      if (name == "qv" || name == "quote_volume") candle.quote_volume = number;
      if (name == "n" || name == "count") candle.trades = number.small();
      if (name == "taker_buy_volume") candle.taker_base = number;
      if (name == "taker_buy_quote_volume") candle.taker_quote = number;
    }
    candles.push_back(candle);
  }
  return candles;
}

// A random walk of minutes with the habits of a real market: ticks, heavy-tailed volumes, quiet hours.
inline market::Candles synthetic(std::size_t rows, std::uint64_t seed, std::int64_t first_ms = 1704067200000) {
  std::mt19937_64 random{seed};
  std::lognormal_distribution<double> volume{8.0, 1.2};
  std::geometric_distribution<int> wick{0.3};
  std::normal_distribution<double> move{0.0, 6.0};
  market::Candles candles;
  candles.reserve(rows);
  std::int64_t price = 50000 + static_cast<std::int64_t>(random() % 10000);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int64_t open = price + static_cast<std::int64_t>(random() % 3) - 1;
    const std::int64_t close = std::max<std::int64_t>(100, open + static_cast<std::int64_t>(move(random)));
    const auto number = [](std::int64_t mantissa, int scale) { return base::Decimal::of(mantissa, scale); };
    candles.push_back({market::time_from_ms(first_ms + static_cast<std::int64_t>(i) * 60000), number(open, 3),
                       number(std::max(open, close) + wick(random), 3), number(std::min(open, close) - wick(random), 3),
                       number(close, 3), number(static_cast<std::int64_t>(volume(random) * 10), 1)});
    price = close;
  }
  return candles;
}

inline std::vector<NamedCandles> load(int count, char** arguments) {
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < count; ++i) {
    if (std::filesystem::is_directory(arguments[i])) {
      for (const auto& entry : std::filesystem::directory_iterator(arguments[i])) {
        if (entry.path().string().ends_with(".csv.zst")) files.push_back(entry.path());
      }
    } else {
      files.emplace_back(arguments[i]);
    }
  }
  std::ranges::sort(files);
  std::vector<NamedCandles> all;
  for (const auto& file : files) all.push_back({file.stem().stem().string(), parse_csv(expand(file))});
  for (std::uint64_t seed = 1; files.empty() && seed <= 4; ++seed) {
    all.push_back({"synthetic " + std::to_string(seed), synthetic(131072, seed)});
  }
  return all;
}

struct Times {
  double median = 0;
  double least = 0;
  double most = 0;
};

inline double seconds_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Seconds that `work` takes, over so many runs: CLOCK_THREAD_CPUTIME_ID for computing alone, CLOCK_MONOTONIC where a
// disk takes part.
template <class Work>
Times measure(int runs, Work work, clockid_t clock = CLOCK_THREAD_CPUTIME_ID) {
  std::vector<double> seconds;
  for (int i = 0; i < runs; ++i) {
    const double begin = seconds_of(clock);
    work();
    seconds.push_back(seconds_of(clock) - begin);
  }
  std::ranges::sort(seconds);
  return {seconds[seconds.size() / 2], seconds.front(), seconds.back()};
}

inline void print_machine() {
  std::ifstream info{"/proc/cpuinfo"};
  std::string line;
  while (std::getline(info, line) && !line.starts_with("model name")) {
  }
  std::printf("machine: %s, %u cores\n", line.empty() ? "unknown" : line.substr(line.find(':') + 2).c_str(),
              std::thread::hardware_concurrency());
}

}  // namespace bench
