// Rows under named columns, for people as aligned text, for programs as JSON.
#pragma once

#include "base/result.hpp"
#include "market/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace control {

struct Column {
  std::string key;    // In JSON and --fields.
  std::string title;  // For people; "" for columns that only JSON shows.
  bool right = false;
};

// One value in both forms.
struct Cell {
  std::string text;
  std::string json;
};

Cell cell(std::string_view text);             // "-" for people where it is empty
Cell cell(std::int64_t number);               // 1 234 567
Cell cell(std::optional<market::Time> time);  // RFC 3339, integer milliseconds in JSON
Cell cell_percent(double ratio);              // 99.97 %, in JSON the ratio
Cell cell_json(std::string text, std::string json);

// 1234567 is "1 234 567".
std::string grouped(std::int64_t number);

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_{std::move(columns)} {}

  // REQUIRES: a cell for each column.
  void add(std::vector<Cell> row);
  std::size_t size() const { return rows_.size(); }

  // Keeps these columns, in this order. Code::usage with the nearest for one that is not there.
  base::Done keep(std::span<const std::string> fields);
  std::string text() const;
  // The first column alone, one a line.
  std::string names() const;
  // [{"key":value,…},…]
  std::string json() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// How many characters of a terminal a text takes: bytes of UTF-8 that begin one.
std::size_t width_of(std::string_view text);

}  // namespace control
