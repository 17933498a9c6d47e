#include "serve/candle_text.hpp"

#include <algorithm>
#include <utility>

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
  explicit ColumnText(const CandlePlan& plan) : plan_{plan} {
    for (const auto column : plan.columns) {
      cells_.push_back(cells_.empty() ? "\"" : ",\"");
      cells_.back().append(name(column)).append("\":[");
    }
  }

  void head(std::string& out) override { out += candle_head(plan_); }

  void rows(std::string& /*out*/, const Batch& batch) override {
    for (std::size_t index = 0; index < plan_.columns.size(); ++index) write_column(index, batch);
    for (std::size_t row = 0; row < batch.candles.size(); ++row) {
      if (batch.mark(row).blank) continue;
      digits_ = digits_used(batch.candles[row].close, digits_);
      digits_ = digits_used(batch.candles[row].open, digits_);
    }
  }

  // A column is a piece: the text of a long one is handed on and not copied.
  bool foot(std::string& out, const CandleSummary& summary) override {
    if (told_ == 0) out += ",\"price_digits\":" + std::to_string(digits_) + ",\"columns\":{";
    if (told_ == cells_.size()) {
      out += "}," + candle_foot(summary);
      return true;
    }
    auto cells = std::exchange(cells_[told_++], {});
    if (cells.ends_with(',')) cells.pop_back();
    cells += ']';
    if (out.empty()) {
      out = std::move(cells);
    } else {
      out += cells;
    }
    return false;
  }

 private:
  void write_column(std::size_t index, const Batch& batch) {
    const CellStyle style{.quoted = plan_.quoted};
    const Column column = plan_.columns[index];
    const auto rows = batch.candles.size();
    auto& cells = cells_[index];
    const auto begun = cells.size();
    const auto room = rows * (cell_max + 1);
    cells.resize_and_overwrite(begun + room, [&](char* text, std::size_t) {
      char* at = text + begun;
      for (std::size_t row = 0; row < rows; ++row) {
        at = write_cell(at, column, batch.candles[row], batch.mark(row), style);
        *at++ = ',';
      }
      return static_cast<std::size_t>(at - text);
    });
    // What the first rows took tells what all will take: a column that grows is copied again and again.
    if (begun <= name(column).size() + 5 && rows > 0) {
      const auto slots = static_cast<std::size_t>(plan_.series.timeframe.slots_in(plan_.window));
      cells.reserve((cells.size() / rows + 1) * std::min(slots, plan_.limit.value_or(slots)) + 2 * room);
    }
  }

  const CandlePlan& plan_;
  std::vector<std::string> cells_;
  std::size_t told_ = 0;  // Columns that the foot has given.
  int digits_ = 0;
};

}  // namespace

std::unique_ptr<CandleText> column_text(const CandlePlan& plan) {
  return std::make_unique<ColumnText>(plan);
}

}  // namespace serve
