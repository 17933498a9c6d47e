#include "control/rows.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace control {

namespace {

constexpr std::array<std::string_view, 12> names = {"time",       "open",        "high",         "low",
                                                    "close",      "volume",      "quote_volume", "trades",
                                                    "taker_base", "taker_quote", "parts",        "filled"};

void put(std::string& into, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  into.append(digits.data(), end);
}

void put(std::string& into, const base::Decimal& number) {
  std::array<char, base::Decimal::text_max> digits{};
  into.append(digits.data(), number.write(digits.data()));
}

template <class Number>
bool put(std::string& into, const std::optional<Number>& number) {
  if (number) put(into, *number);
  return number.has_value();
}

// False where the candle has no such field.
bool put_field(std::string& into, Field field, const market::Candle& candle) {
  switch (field) {
    case Field::open: put(into, candle.open); return true;
    case Field::high: put(into, candle.high); return true;
    case Field::low: put(into, candle.low); return true;
    case Field::close: put(into, candle.close); return true;
    case Field::volume: return put(into, candle.volume);
    case Field::quote_volume: return put(into, candle.quote_volume);
    case Field::trades: return put(into, candle.trades);
    case Field::taker_base: return put(into, candle.taker_base);
    case Field::taker_quote: return put(into, candle.taker_quote);
    default: return false;
  }
}

}  // namespace

std::string_view name(Field field) {
  return names[static_cast<std::size_t>(field)];
}

std::optional<Field> field_of(std::string_view word) {
  const auto at = std::ranges::find(names, word);
  if (at == names.end()) return std::nullopt;
  return static_cast<Field>(at - names.begin());
}

void RowWriter::put_time(market::Time time) {
  if (!style_.rfc3339) return put(buffer_, market::ms_of(time));
  if (json_) buffer_ += '"';
  buffer_ += market::rfc3339(time);
  if (json_) buffer_ += '"';
}

void RowWriter::put_value(Field field, const Row& row) {
  if (field == Field::time) return put_time(row.time);
  if (field == Field::filled) {
    buffer_ += row.filled ? "true" : "false";
  } else if (row.candle != nullptr && field == Field::parts) {
    put(buffer_, row.parts);
  } else if ((row.candle == nullptr || !put_field(buffer_, field, *row.candle)) && json_) {
    buffer_ += "null";
  }
}

void RowWriter::put_values(const Row& row) {
  for (const auto field : style_.fields) {
    put_value(field, row);
    buffer_ += ',';
  }
  buffer_.pop_back();
}

void RowWriter::put_members(const Row& row) {
  for (const auto field : style_.fields) {
    buffer_ += '"';
    buffer_ += name(field);
    buffer_ += "\":";
    put_value(field, row);
    buffer_ += ',';
  }
  buffer_.pop_back();
}

base::Done RowWriter::flush() {
  if (buffer_.empty()) return {};
  auto written = out_(buffer_);
  buffer_.clear();
  return written;
}

base::Done RowWriter::begin(std::string_view head_json) {
  json_ = is("json") || is("ndjson");
  std::vector<std::string> titles;
  for (const auto field : style_.fields) titles.emplace_back(name(field));
  if (is("csv")) buffer_ += base::join(titles, ",") + "\n";
  if (is("table")) measured_.push_back(std::move(titles));
  if (is("json")) {
    for (auto& title : titles) title = base::json_quote(title);
    buffer_ += fmt::format("{{{}\"columns\":[{}],\"rows\":[", head_json, base::join(titles, ","));
  }
  return {};
}

base::Done RowWriter::add(const Row& row) {
  ++rows_;
  if (is("table")) return table_row(row);
  if (is("csv")) {
    put_values(row);
    buffer_ += '\n';
  } else if (is("ndjson")) {
    buffer_ += '{';
    put_members(row);
    buffer_ += "}\n";
  } else {
    buffer_ += rows_ == 1 ? "\n[" : ",\n[";
    put_values(row);
    buffer_ += ']';
  }
  return buffer_.size() < flush_at ? base::Done{} : flush();
}

base::Done RowWriter::end(std::string_view tail_json) {
  if (is("json")) buffer_ += fmt::format("]{}}}\n", tail_json);
  if (is("table")) settle_widths();
  return flush();
}

base::Done RowWriter::table_row(const Row& row) {
  std::vector<std::string> cells;
  const auto kept = buffer_.size();
  for (const auto field : style_.fields) {
    put_value(field, row);
    cells.push_back(buffer_.size() == kept ? "-" : buffer_.substr(kept));
    buffer_.resize(kept);
  }
  if (!widths_.empty()) {
    put_aligned(cells);
    return buffer_.size() < flush_at ? base::Done{} : flush();
  }
  measured_.push_back(std::move(cells));
  if (measured_.size() > rows_measured) settle_widths();
  return {};
}

void RowWriter::settle_widths() {
  if (!widths_.empty()) return;
  widths_.assign(style_.fields.size(), 0);
  for (const auto& cells : measured_) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], cells[i].size());
  }
  for (const auto& cells : measured_) put_aligned(cells);
  measured_.clear();
}

void RowWriter::put_aligned(const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) buffer_ += "  ";
    if (cells[i].size() < widths_[i]) buffer_.append(widths_[i] - cells[i].size(), ' ');
    buffer_ += cells[i];
  }
  buffer_ += '\n';
}

}  // namespace control
