// Reads a page of 1000 candles as Binance sends it, over and over: candles per second on one core, beside a DOM reader
// that takes the same cells to the same decimals.
#include "venue/read.hpp"

#include <boost/json/src.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

namespace {

using base::Decimal;

constexpr int rows = 1000;

// Prices and volumes with the digits that Binance writes.
std::string page_of_binance() {
  std::mt19937_64 dice(7);
  std::string body = "[";
  std::int64_t price = 6'187'412;
  for (int i = 0; i < rows; ++i) {
    const std::int64_t at = 1'709'649'000'000 + i * 60'000LL;
    const std::int64_t open = price;
    price += static_cast<std::int64_t>(dice() % 4001) - 2000;
    const std::int64_t high = std::max(open, price) + static_cast<std::int64_t>(dice() % 900);
    const std::int64_t low = std::min(open, price) - static_cast<std::int64_t>(dice() % 900);
    const auto cents = [](std::int64_t x) { return fmt::format("\"{}.{:02}000000\"", x / 100, x % 100); };
    const auto volume = [&] { return fmt::format("\"{}.{:05}000\"", dice() % 90, dice() % 100'000); };
    const auto quote = [&] { return fmt::format("\"{}.{:08}\"", dice() % 5'000'000, dice() % 100'000'000); };
    body += fmt::format("{}[{},{},{},{},{},{},{},{},{},{},{},\"0\"]", i == 0 ? "" : ",", at, cents(open), cents(high),
                        cents(low), cents(price), volume(), at + 59'999, quote(), dice() % 900, volume(), quote());
  }
  return body + "]";
}

Decimal cell(const boost::json::value& value) {
  const auto& text = value.as_string();
  return *Decimal::parse_quick({text.data(), text.size()});
}

std::size_t by_dom(const std::string& body) {
  const auto document = boost::json::parse(body);
  market::Candles candles;
  candles.reserve(document.as_array().size());
  for (const auto& each : document.as_array()) {
    const auto& row = each.as_array();
    auto& candle = candles.emplace_back();
    candle.open_time = market::time_from_ms(row[0].as_int64());
    candle.open = cell(row[1]);
    candle.high = cell(row[2]);
    candle.low = cell(row[3]);
    candle.close = cell(row[4]);
    candle.volume = cell(row[5]);
    candle.quote_volume = cell(row[7]);
    candle.trades = row[8].as_int64();
    candle.taker_base = cell(row[9]);
    candle.taker_quote = cell(row[10]);
  }
  return candles.size();
}

// Of this thread alone: others may be busy on the machine.
double cpu_seconds() {
  timespec at{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
}

// The best of several rounds, in millions of candles a second of processor time.
template <class Read>
double rate(const Read& read) {
  double best = 0;
  for (int round = 0; round < 7; ++round) {
    const double begin = cpu_seconds();
    std::size_t candles = 0;
    for (int i = 0; i < 400; ++i) candles += read();
    best = std::max(best, static_cast<double>(candles) / (cpu_seconds() - begin) / 1e6);
  }
  return best;
}

}  // namespace

int main() {
  const auto registry = venue::Registry::load({});
  const auto& facts = **registry->find("binance");
  const auto body = page_of_binance();
  const auto ours = rate([&] { return venue::read_candles(facts, market::m1, body)->candles.size(); });
  const auto dom = rate([&] { return by_dom(body); });
  std::printf("page: %d candles, %zu bytes\n", rows, body.size());
  std::printf("venue::read_candles: %.2f M candles/s, checked and in order\n", ours);
  std::printf("Boost.JSON DOM:      %.2f M candles/s, unchecked\n", dom);
  return 0;
}
