#include "serve/candle_text.hpp"

#include <array>

namespace serve {

namespace {

// Digits behind the point that say something, at least `known`: 61000.50000000 has one.
int digits_used(const base::Decimal& price, int known) {
  auto mantissa = price.mantissa();
  int digits = price.scale();
  while (digits > known && mantissa % 10 == 0) {
    mantissa /= 10;
    --digits;
  }
  return std::max(known, digits);
}

// Column by column: every column grows in a string of its own until all rows are there.
class ColumnText final : public CandleText {
 public:
  explicit ColumnText(const CandlePlan& plan) : plan_{plan}, cells_(plan.columns.size()) {}

  void head(std::string& out) override { out += candle_head(plan_); }

  void rows(std::string& /*out*/, const Batch& batch) override {
    for (std::size_t index = 0; index < plan_.columns.size(); ++index) write_column(index, batch);
    for (std::size_t row = 0; row < batch.candles.size(); ++row) {
      if (batch.mark(row).blank) continue;
      digits_ = digits_used(batch.candles[row].close, digits_);
      digits_ = digits_used(batch.candles[row].open, digits_);
    }
  }

  void foot(std::string& out, const CandleSummary& summary) override {
    out += ",\"price_digits\":" + std::to_string(digits_) + ",\"columns\":{";
    std::size_t bytes = out.size();
    for (const auto& cells : cells_) bytes += cells.size() + cell_max;
    out.reserve(bytes);
    for (std::size_t index = 0; index < cells_.size(); ++index) {
      out.append(index == 0 ? "\"" : ",\"").append(name(plan_.columns[index])).append("\":[");
      out.append(cells_[index]).append("]");
      cells_[index] = {};
    }
    out += "}," + candle_foot(summary);
  }

 private:
  void write_column(std::size_t index, const Batch& batch) {
    const CellStyle style{.quoted = plan_.quoted};
    const Column column = plan_.columns[index];
    auto& cells = cells_[index];
    std::array<char, cell_max + 1> cell;  // NOLINT: written before it is read
    cell.front() = ',';
    for (std::size_t row = 0; row < batch.candles.size(); ++row) {
      const char* const end = write_cell(cell.data() + 1, column, batch.candles[row], batch.mark(row), style);
      const char* const begin = cell.data() + (cells.empty() ? 1 : 0);
      cells.append(begin, end);
    }
  }

  const CandlePlan& plan_;
  std::vector<std::string> cells_;
  int digits_ = 0;
};

}  // namespace

std::unique_ptr<CandleText> column_text(const CandlePlan& plan) {
  return std::make_unique<ColumnText>(plan);
}

}  // namespace serve
