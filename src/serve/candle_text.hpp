// Candles written as JSON, CSV or NDJSON, straight from their digits.
#pragma once

#include "serve/candle_plan.hpp"
#include "serve/holes.hpp"

#include <memory>
#include <string>
#include <vector>

namespace serve {

// What is said of the rows as a whole.
struct CandleSummary {
  Counts slots;
  std::vector<Hole> holes;
  std::string next;  // Address of the next page, "" where there is none.
};

// Appends to a string: a head, rows in as many pieces as there are, a foot in one or more pieces.
class CandleText {
 public:
  virtual ~CandleText() = default;
  virtual void head(std::string& out) = 0;
  virtual void rows(std::string& out, const Batch& batch) = 0;
  // The next piece of the foot; whether it was the last.
  virtual bool foot(std::string& out, const CandleSummary& summary) = 0;
};

// REQUIRES: the plan outlives it.
std::unique_ptr<CandleText> candle_text(const CandlePlan& plan);
std::string_view media_type(Format format);

// The members that open every JSON answer with candles, without the closing brace.
std::string candle_head(const CandlePlan& plan);
// The members that close it: gaps, slots, next.
std::string candle_foot(const CandleSummary& summary);

std::unique_ptr<CandleText> line_text(const CandlePlan& plan);
std::unique_ptr<CandleText> column_text(const CandlePlan& plan);

}  // namespace serve
