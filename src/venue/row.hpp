// One row of an answer becomes a candle.
#pragma once

#include "market/candle.hpp"
#include "venue/wire.hpp"

#include <simdjson.h>

namespace venue {

// Reads rows laid out as `columns` say, into a fresh candle. The answer is nullptr when `candle` was filled, otherwise
// what is wrong with the row, in words that last for ever. `broken` is set where the JSON itself is, and then nothing
// behind it can be read.
class RowReader {
 public:
  explicit RowReader(const Columns& columns) : columns_{columns} {}

  const char* read(simdjson::ondemand::value row, market::Candle& candle);
  simdjson::error_code broken() const { return broken_; }

 private:
  const char* read_list(simdjson::ondemand::array cells, market::Candle& candle);
  const char* read_keyed(simdjson::ondemand::object cells, market::Candle& candle);
  const char* stop(simdjson::error_code problem);

  const Columns& columns_;
  simdjson::error_code broken_ = simdjson::SUCCESS;
};

}  // namespace venue
