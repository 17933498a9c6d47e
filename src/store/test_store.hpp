// What the tests of the store share: a folder that goes away, candles that are easily told apart.
#pragma once

#include "store/sqlite.hpp"
#include "store/store.hpp"

#include <atomic>
#include <filesystem>
#include <unistd.h>

namespace store {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    static std::atomic<int> count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("wick_store_test_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file() const { return path_ / "venue.wick"; }

 private:
  std::filesystem::path path_;
};

inline const market::Span everything{market::time_from_ms(-62135596800000), market::time_max};

// Minute `slot` of a test's history, which begins with a chunk.
inline market::Time at(std::int64_t slot) {
  return market::m1.open_of(4096 * 6945 + slot);
}

inline market::Series minutes() {
  return market::Series::parse("binance:BTC/USDT@1m").value();
}

// Other values for another shift.
inline market::Candles candles(std::int64_t from, std::int64_t until, int shift = 0) {
  market::Candles made;
  for (std::int64_t i = from; i < until; ++i) {
    const std::int64_t price = 100000 + i * 7919 % 1000 + shift;
    const auto number = [](std::int64_t value) { return base::Decimal::of(value, 2); };
    made.push_back({at(i), number(price), number(price + 50), number(price - 50), number(price + i % 13),
                    base::Decimal::of(i * 31 % 10007, 3)});
  }
  return made;
}

inline market::Candles concat(market::Candles a, const market::Candles& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline Answer answer_of(SeriesId series, market::Candles candles, market::Span span, Evidence evidence) {
  Answer answer{series, span, std::move(candles), {}, {}};
  answer.provenance = {evidence, evidence < Evidence::rest ? "ws" : "rest", "7f31", span.until};
  return answer;
}

// Keys and bodies of all blocks of a file.
inline std::string block_bytes(const std::filesystem::path& file) {
  const auto database = Database::open(file, Access::read).value();
  auto query = database.query("SELECT key,body FROM blocks ORDER BY key").value();
  std::string all;
  while (query.step().value()) {
    const auto body = query.blob(1);
    all += std::to_string(query.integer(0)) + ":";
    all.append(reinterpret_cast<const char*>(body.data()), body.size());
  }
  return all;
}

}  // namespace store
