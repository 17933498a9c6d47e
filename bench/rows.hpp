// Candles as the benches hand them to each other and to the peers: one file per series, plain records, nothing to
// parse.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace bench {

struct Row {
  std::int64_t open_time;  // Milliseconds.
  double open, high, low, close, volume;
};
static_assert(sizeof(Row) == 48);

using Rows = std::vector<Row>;

inline void write_rows(const std::filesystem::path& file, const Rows& rows) {
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(rows.data()), static_cast<std::streamsize>(rows.size() * sizeof(Row)));
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

inline Rows read_rows(const std::filesystem::path& file) {
  Rows rows(std::filesystem::file_size(file) / sizeof(Row));
  std::ifstream in(file, std::ios::binary);
  in.read(reinterpret_cast<char*>(rows.data()), static_cast<std::streamsize>(rows.size() * sizeof(Row)));
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return rows;
}

// The series of a folder, in the order of their names; a series is known by its place in it.
inline std::vector<Rows> read_folder(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Rows> all;
  for (const auto& file : files) all.push_back(read_rows(file));
  return all;
}

// A candle of the live minute: 2000 of them are one batch, and no two are alike.
inline Row live_row(int series, std::int64_t minute) {
  const auto cents = (series * 7919 + minute * 104'729) % 20'000;
  const auto open = static_cast<double>(10'000 + cents) / 100;
  const auto step = static_cast<double>(cents % 41 - 20) / 100;
  return {(28'401'120 + minute) * 60'000, open, open + 0.25, open - 0.25, open + step, static_cast<double>(cents) / 8};
}

}  // namespace bench
