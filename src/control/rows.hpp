// Candles as CSV, JSON, NDJSON or aligned text, written in bounded memory.
#pragma once

#include "base/result.hpp"
#include "market/candle.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace control {

enum class Field : std::uint8_t {
  time,
  open,
  high,
  low,
  close,
  volume,
  quote_volume,
  trades,
  taker_base,
  taker_quote,
  parts,
  filled
};

std::string_view name(Field field);
std::optional<Field> field_of(std::string_view name);

struct RowStyle {
  std::string format = "csv";  // csv json ndjson table
  std::vector<Field> fields;
  bool rfc3339 = false;  // Times as RFC 3339 instead of milliseconds.
};

// One line of the answer. `candle` is null for a slot that holds none.
struct Row {
  market::Time time;
  const market::Candle* candle = nullptr;
  std::int64_t parts = 1;
  bool filled = false;
};

class RowWriter {
 public:
  using Out = std::function<base::Done(std::string_view)>;

  RowWriter(RowStyle style, Out out) : style_{std::move(style)}, out_{std::move(out)} { buffer_.reserve(flush_at * 2); }

  // `head_json`: for json, the members before the rows: "\"series\":…,".
  base::Done begin(std::string_view head_json);
  base::Done add(const Row& row);
  // `tail_json`: for json, the members behind the rows: ",\"slots\":{…}".
  base::Done end(std::string_view tail_json);
  std::int64_t rows() const { return rows_; }

 private:
  static constexpr std::size_t flush_at = 1U << 16U;
  static constexpr std::size_t rows_measured = 256;  // Of a table, before its widths are settled.

  bool is(std::string_view format) const { return style_.format == format; }
  void put_values(const Row& row);
  void put_members(const Row& row);
  void put_value(Field field, const Row& row);
  void put_time(market::Time time);
  void put_aligned(const std::vector<std::string>& cells);
  void settle_widths();
  base::Done table_row(const Row& row);
  base::Done flush();

  RowStyle style_;
  Out out_;
  std::string buffer_;
  std::int64_t rows_ = 0;
  bool json_ = false;  // null for what is not there, quotes around times in words.
  std::vector<std::vector<std::string>> measured_;
  std::vector<std::size_t> widths_;
};

}  // namespace control
