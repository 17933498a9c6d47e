// Size and speed of the block codec. Arguments: csv.zst files or folders of them; none for a synthetic market.
//
// Speeds are of one core: encode from scaled integer columns to bytes, decode from bytes to columns of doubles and
// times (what a scan does, checksum included), and both from and to candles with every digit.
#include "candle_files.hpp"
#include "store/block.hpp"

#include <cmath>
#include <cstdio>

namespace {

using market::Candle;
using market::Candles;

struct Block {
  store::BlockHead head;
  Candles candles;
};

std::vector<Block> blocks_of(const Candles& candles, bool only_ohlcv) {
  std::vector<Block> blocks;
  for (const auto& candle : candles) {
    const auto chunk = market::m1.slot_of(candle.open_time) >> store::large_size;
    if (blocks.empty() || blocks.back().head.first_slot != chunk << store::large_size) {
      blocks.push_back({{1, chunk << store::large_size, store::large_size, market::m1, 0}, {}});
    }
    blocks.back().candles.push_back(candle);
    if (!only_ohlcv) continue;
    auto& kept = blocks.back().candles.back();
    kept = Candle{kept.open_time, kept.open, kept.high, kept.low, kept.close, kept.volume};
  }
  return blocks;
}

struct Totals {
  std::size_t rows = 0;
  std::size_t bytes = 0;
};

bool same_digits_in(const Candles& a, const Candles& b) {
  return std::ranges::equal(a, b, [](const Candle& x, const Candle& y) {
    return x == y && same_digits(x.open, y.open) && same_digits(x.high, y.high) && same_digits(x.low, y.low) &&
           same_digits(x.close, y.close) && (!x.volume || same_digits(*x.volume, *y.volume));
  });
}

// Encodes all blocks, checks that every digit and every double comes back, and adds up the bytes.
Totals check(const std::vector<Block>& blocks, std::vector<store::Bytes>& encoded) {
  Totals totals;
  for (const auto& block : blocks) {
    encoded.push_back(store::encode_block(block.head, block.candles));
    const auto back = store::decode_block(encoded.back());
    store::Columns columns;
    const bool scanned = store::decode_columns(encoded.back(), block.head.span(), columns).has_value();
    bool exact = back && scanned && columns.open.size() == block.candles.size() && same_digits_in(*back, block.candles);
    for (std::size_t i = 0; exact && i < block.candles.size(); ++i) {
      const auto& candle = block.candles[i];
      exact = columns.open[i] == candle.open.to_double() && columns.high[i] == candle.high.to_double() &&
              columns.low[i] == candle.low.to_double() && columns.close[i] == candle.close.to_double() &&
              (!candle.volume || columns.volume[i] == candle.volume->to_double());
    }
    if (!exact) {
      std::printf("NOT THE SAME\n");
      std::exit(1);
    }
    totals.rows += block.candles.size();
    totals.bytes += encoded.back().size();
  }
  return totals;
}

void print_speed(const char* what, std::size_t rows, const bench::Times& times) {
  const auto rate = [&](double seconds) { return static_cast<double>(rows) / seconds / 1e6; };
  std::printf("%-34s %7.1f M candles/s (%.1f to %.1f)\n", what, rate(times.median), rate(times.most),
              rate(times.least));
}

void measure_speeds(const std::vector<Block>& blocks, const std::vector<store::Bytes>& encoded, std::size_t rows) {
  constexpr int runs = 21;
  std::vector<store::Sheet> sheets;
  for (const auto& block : blocks) sheets.push_back(store::sheet_of(block.candles));
  std::size_t kept = 0;
  print_speed("encode, from scaled columns", rows, bench::measure(runs, [&] {
                for (std::size_t i = 0; i < blocks.size(); ++i) kept += encode_sheet(blocks[i].head, sheets[i]).size();
              }));
  store::Columns columns;
  print_speed("decode, to columns of doubles", rows, bench::measure(runs, [&] {
                for (const auto& bytes : encoded) {
                  for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close, &columns.volume}) {
                    column->clear();
                  }
                  columns.open_time.clear();
                  kept += decode_columns(bytes, {market::time_from_ms(0), market::time_max}, columns).has_value();
                }
              }));
  print_speed("encode, from candles", rows, bench::measure(runs, [&] {
                for (const auto& block : blocks) kept += encode_block(block.head, block.candles).size();
              }));
  print_speed("decode, to candles", rows, bench::measure(runs, [&] {
                for (const auto& bytes : encoded) kept += store::decode_block(bytes)->size();
              }));
  if (kept == 0) std::printf("nothing was done\n");
}

}  // namespace

int main(int count, char** arguments) {
  bench::print_machine();
  Totals all;
  Totals all_fields;
  std::vector<Block> blocks;
  std::vector<store::Bytes> encoded;
  std::printf("%-42s %8s %10s %12s\n", "series", "rows", "B o h l c v", "B all fields");
  for (const auto& [name, candles] : bench::load(count - 1, arguments + 1)) {
    auto parts = blocks_of(candles, true);
    const Totals totals = check(parts, encoded);
    std::vector<store::Bytes> whole;
    const Totals fields = check(blocks_of(candles, false), whole);
    const auto per_row = [](const Totals& each) {
      return static_cast<double>(each.bytes) / static_cast<double>(each.rows);
    };
    std::printf("%-42s %8zu %10.2f %12.2f\n", name.c_str(), totals.rows, per_row(totals), per_row(fields));
    all = {all.rows + totals.rows, all.bytes + totals.bytes};
    all_fields = {all_fields.rows + fields.rows, all_fields.bytes + fields.bytes};
    blocks.insert(blocks.end(), parts.begin(), parts.end());
  }
  std::printf("%-42s %8zu %10.2f %12.2f\n", "all", all.rows,
              static_cast<double>(all.bytes) / static_cast<double>(all.rows),
              static_cast<double>(all_fields.bytes) / static_cast<double>(all_fields.rows));
  measure_speeds(blocks, encoded, all.rows);
}
