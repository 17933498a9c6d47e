#include "control/table.hpp"

#include "base/must.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace control {

Cell cell(std::string_view text) {
  return {text.empty() ? "-" : base::printable(text, 400), base::json_quote(text)};
}

Cell cell(std::int64_t number) {
  return {grouped(number), std::to_string(number)};
}

Cell cell(std::optional<market::Time> time) {
  if (!time) return {"-", "null"};
  return {market::rfc3339(*time), std::to_string(market::ms_of(*time))};
}

Cell cell_percent(double ratio) {
  // Rounded down: what lacks one candle of a million is not complete.
  const auto hundredths = static_cast<std::int64_t>(ratio * 10'000);
  return {fmt::format("{}.{:02} %", hundredths / 100, hundredths % 100), fmt::format("{:.6f}", ratio)};
}

Cell cell_json(std::string text, std::string json) {
  return {std::move(text), std::move(json)};
}

std::string grouped(std::int64_t number) {
  auto digits = std::to_string(number);
  for (auto at = static_cast<std::int64_t>(digits.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ' ');
  }
  return digits;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

void Table::add(std::vector<Cell> row) {
  MUST(row.size() == columns_.size());
  rows_.push_back(std::move(row));
}

base::Done Table::keep(std::span<const std::string> fields) {
  std::vector<std::string> keys;
  for (const auto& column : columns_) keys.push_back(column.key);
  std::vector<std::size_t> kept;
  for (const auto& field : fields) {
    const auto at = std::ranges::find(keys, field);
    if (at == keys.end()) {
      return base::fail(base::Code::usage, fmt::format("--fields: there is no column '{}'{}; expected some of {}",
                                                       base::printable(field, 40), base::did_you_mean(field, keys),
                                                       base::join(keys, ", ")));
    }
    kept.push_back(static_cast<std::size_t>(at - keys.begin()));
  }
  const auto choose = [&](auto& all) {
    std::remove_cvref_t<decltype(all)> chosen;
    for (const auto at : kept) chosen.push_back(all[at]);
    all = std::move(chosen);
  };
  choose(columns_);
  for (auto& column : columns_) {
    if (column.title.empty()) column.title = base::upper(column.key);  // Asked for by name, so people see it, too.
  }
  for (auto& row : rows_) choose(row);
  return {};
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto widest = width_of(columns_[i].title);
    for (const auto& row : rows_) widest = std::max(widest, width_of(row[i].text));
    widths.push_back(widest);
  }
  std::string out;
  const auto put_line = [&](auto&& text_of) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].title.empty()) continue;
      const std::string& text = text_of(i);
      const std::string pad(widths[i] - width_of(text), ' ');
      if (!line.empty()) line += "  ";
      line += columns_[i].right ? pad + text : text + pad;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  put_line([&](std::size_t i) -> const std::string& { return columns_[i].title; });
  for (const auto& row : rows_) put_line([&](std::size_t i) -> const std::string& { return row[i].text; });
  return out;
}

std::string Table::names() const {
  std::string out;
  for (const auto& row : rows_) out += row.front().text + "\n";
  return out;
}

std::string Table::json() const {
  std::string out = "[";
  for (const auto& row : rows_) {
    out += out.size() == 1 ? "{" : ",{";
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      out += fmt::format("{}{}:{}", i == 0 ? "" : ",", base::json_quote(columns_[i].key), row[i].json);
    }
    out += "}";
  }
  return out + "]";
}

}  // namespace control
