#include "serve/candle_text.hpp"

#include <algorithm>

namespace serve {

namespace {

// Digits behind the point that say something, at least `known`: 61000.50000000 has one.
int digits_used(const base::Decimal& price, int known) {
  int digits = price.scale();
  if (digits <= known) return known;
  const auto strip = [&](auto mantissa) {
    for (; digits > known && mantissa % 10 == 0; --digits) mantissa /= 10;
  };
  const auto small = price.small();  // Wide division is some ten times slower.
  small ? strip(*small) : strip(price.mantissa());
  return digits;
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
      std::string_view cells = cells_[index];
      if (!cells.empty()) cells.remove_suffix(1);  // The comma after the last.
      out.append(cells).append("]");
      cells_[index] = {};
    }
    out += "}," + candle_foot(summary);
  }

 private:
  void write_column(std::size_t index, const Batch& batch) {
    const CellStyle style{.quoted = plan_.quoted};
    const Column column = plan_.columns[index];
    const auto room = batch.candles.size() * (cell_max + 1);
    if (scratch_.size() < room) scratch_.resize(room);
    char* at = scratch_.data();
    for (std::size_t row = 0; row < batch.candles.size(); ++row) {
      at = write_cell(at, column, batch.candles[row], batch.mark(row), style);
      *at++ = ',';
    }
    cells_[index].append(scratch_.data(), at);
  }

  const CandlePlan& plan_;
  std::vector<std::string> cells_;
  std::vector<char> scratch_;  // The cells of one batch, joined to their column in one stroke.
  int digits_ = 0;
};

}  // namespace

std::unique_ptr<CandleText> column_text(const CandlePlan& plan) {
  return std::make_unique<ColumnText>(plan);
}

}  // namespace serve
