#include "serve/candle_text.hpp"

#include <array>

namespace serve {

namespace {

// How rows look that are written one after the other.
struct Shape {
  std::vector<std::string> before;  // Each cell.
  std::string after;                // Each row …
  std::string between;              // … and from row to row.
  CellStyle style;
};

Shape csv_shape(const CandlePlan& plan) {
  Shape shape{std::vector<std::string>(plan.columns.size(), ","), "\n", "", {.nothing = "", .quoted = false}};
  shape.before.front() = "";
  return shape;
}

Shape row_shape(const CandlePlan& plan) {
  Shape shape{std::vector<std::string>(plan.columns.size(), ","), "]", ",", {.quoted = plan.quoted}};
  shape.before.front() = "[";
  return shape;
}

Shape object_shape(const CandlePlan& plan) {
  Shape shape{{}, "}", ",", {.quoted = plan.quoted}};
  for (const auto column : plan.columns) {
    shape.before.push_back((shape.before.empty() ? "{\"" : ",\"") + std::string{name(column)} + "\":");
  }
  if (plan.format != Format::ndjson) return shape;
  shape.after = "}\n";
  shape.between = "";
  return shape;
}

Shape shape_of(const CandlePlan& plan) {
  if (plan.format == Format::csv) return csv_shape(plan);
  return plan.format == Format::rows ? row_shape(plan) : object_shape(plan);
}

std::string column_list(const CandlePlan& plan, std::string_view quote) {
  std::string out;
  for (const auto column : plan.columns) {
    if (!out.empty()) out += ',';
    out.append(quote).append(name(column)).append(quote);
  }
  return out;
}

// Row by row: csv, ndjson, and the JSON forms with rows or objects.
class LineText final : public CandleText {
 public:
  explicit LineText(const CandlePlan& plan) : plan_{plan}, shape_{shape_of(plan)} {}

  void head(std::string& out) override {
    if (plan_.format == Format::csv) out += column_list(plan_, "") + "\n";
    if (plan_.format == Format::rows)
      out += candle_head(plan_) + ",\"columns\":[" + column_list(plan_, "\"") + "],\"rows\":[";
    if (plan_.format == Format::objects) out += candle_head(plan_) + ",\"candles\":[";
  }

  void rows(std::string& out, const Batch& batch) override {
    for (std::size_t row = 0; row < batch.candles.size(); ++row) {
      if (begun_) out += shape_.between;
      begun_ = true;
      write_row(out, batch.candles[row], batch.mark(row));
    }
  }

  bool foot(std::string& out, const CandleSummary& summary) override {
    if (plan_.format == Format::rows || plan_.format == Format::objects) out += "]," + candle_foot(summary);
    return true;
  }

 private:
  static constexpr std::size_t columns_max = 13;
  static constexpr std::size_t before_max = 20;

  void write_row(std::string& out, const market::Candle& candle, const Mark& mark) {
    std::array<char, columns_max*(cell_max + before_max)> line;  // NOLINT: written before it is read
    char* at = line.data();
    for (std::size_t index = 0; index < plan_.columns.size(); ++index) {
      at = std::ranges::copy(shape_.before[index], at).out;
      at = write_cell(at, plan_.columns[index], candle, mark, shape_.style);
    }
    out.append(line.data(), at).append(shape_.after);
  }

  const CandlePlan& plan_;
  Shape shape_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<CandleText> line_text(const CandlePlan& plan) {
  return std::make_unique<LineText>(plan);
}

}  // namespace serve
