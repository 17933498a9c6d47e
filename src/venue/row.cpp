#include "venue/row.hpp"

#include "venue/cell.hpp"

#include <array>

namespace venue {

namespace ondemand = simdjson::ondemand;
using base::Decimal;

namespace {

// By Field: what a row is told that has no such cell, and what one is told whose cell cannot be read.
constexpr std::array<const char*, 11> lacking = {"",
                                                 "the row lacks the time",
                                                 "the row lacks 'open'",
                                                 "the row lacks 'high'",
                                                 "the row lacks 'low'",
                                                 "the row lacks 'close'",
                                                 "the row lacks the volume",
                                                 "the row lacks the quote volume",
                                                 "the row lacks the number of trades",
                                                 "the row lacks the taker's volume",
                                                 "the row lacks the taker's quote volume"};
constexpr std::array<const char*, 11> unreadable = {"",
                                                    "the time is none, or stands in another unit",
                                                    "'open' is not a number we can keep",
                                                    "'high' is not a number we can keep",
                                                    "'low' is not a number we can keep",
                                                    "'close' is not a number we can keep",
                                                    "the volume is not a number we can keep",
                                                    "the quote volume is not a number we can keep",
                                                    "the number of trades is not a whole number",
                                                    "the taker's volume is not a number we can keep",
                                                    "the taker's quote volume is not a number we can keep"};

constexpr std::size_t index_of(Field field) {
  return static_cast<std::size_t>(field);
}

bool put(Decimal& into, std::string_view text) {
  const auto parsed = Decimal::parse_quick(text);
  if (!parsed) return false;
  into = *parsed;
  return true;
}

bool put(std::optional<Decimal>& into, std::string_view text) {
  into = Decimal::parse_quick(text);
  return into.has_value();
}

bool put(std::optional<std::int64_t>& into, std::string_view text) {
  into = whole(text);
  return into.has_value();
}

bool put_time(market::Time& into, std::string_view text, TimeUnit unit) {
  const auto at = moment(text, unit);
  if (!at) return false;
  into = *at;
  return true;
}

bool put(market::Candle& candle, Field field, std::string_view text, TimeUnit unit) {
  switch (field) {
    case Field::none: return true;
    case Field::time: return put_time(candle.open_time, text, unit);
    case Field::open: return put(candle.open, text);
    case Field::high: return put(candle.high, text);
    case Field::low: return put(candle.low, text);
    case Field::close: return put(candle.close, text);
    case Field::volume: return put(candle.volume, text);
    case Field::quote_volume: return put(candle.quote_volume, text);
    case Field::trades: return put(candle.trades, text);
    case Field::taker_base: return put(candle.taker_base, text);
    case Field::taker_quote: return put(candle.taker_quote, text);
  }
  return false;
}

// Fills one field from one token.
const char* fill(market::Candle& candle, const Column& column, std::string_view token, TimeUnit unit) {
  const auto text = bare(token);
  if (!text) return unreadable[index_of(column.field)];
  if (column.optional && token.front() == 'n' && *text == "null") return nullptr;
  return put(candle, column.field, *text, unit) ? nullptr : unreadable[index_of(column.field)];
}

}  // namespace

const char* RowReader::stop(simdjson::error_code problem) {
  broken_ = problem;
  return "the row is broken JSON";
}

const char* RowReader::read(ondemand::value row, market::Candle& candle) {
  if (columns_.keyed) {
    ondemand::object cells;
    const auto problem = row.get_object().get(cells);
    if (problem == simdjson::INCORRECT_TYPE) return "the row is not an object";
    return problem ? stop(problem) : read_keyed(cells, candle);
  }
  ondemand::array cells;
  const auto problem = row.get_array().get(cells);
  if (problem == simdjson::INCORRECT_TYPE) return "the row is not a list";
  return problem ? stop(problem) : read_list(cells, candle);
}

const char* RowReader::read_list(ondemand::array cells, market::Candle& candle) {
  const char* wrong = nullptr;
  auto column = columns_.list.begin();
  const auto end = columns_.list.end();
  for (auto cell : cells) {
    ondemand::value value;
    if (const auto problem = std::move(cell).get(value)) return stop(problem);
    if (column == end || wrong != nullptr) continue;  // Rows may grow, and the rest of a wrong one is passed over.
    if (column->field != Field::none) wrong = fill(candle, *column, value.raw_json_token(), columns_.time_unit);
    ++column;
  }
  for (; column != end && wrong == nullptr; ++column) {
    if (column->field != Field::none && !column->optional) wrong = lacking[index_of(column->field)];
  }
  return wrong;
}

const char* RowReader::read_keyed(ondemand::object cells, market::Candle& candle) {
  const char* wrong = nullptr;
  unsigned seen = 0;
  std::size_t expected = 0;  // Keys mostly come in the order of the facts.
  for (auto cell : cells) {
    ondemand::field field;
    if (const auto problem = std::move(cell).get(field)) return stop(problem);
    const auto key = field.key();
    for (std::size_t tried = 0; tried < columns_.list.size() && wrong == nullptr; ++tried) {
      const auto& column = columns_.list[(expected + tried) % columns_.list.size()];
      if (!key.unsafe_is_equal(column.key)) continue;
      const unsigned bit = 1U << index_of(column.field);
      wrong = (seen & bit) != 0 ? "a key stands in the row twice"
                                : fill(candle, column, field.value().raw_json_token(), columns_.time_unit);
      seen |= bit;
      expected += tried + 1;
      break;
    }
  }
  for (const auto& column : columns_.list) {
    const bool missing = (seen & (1U << index_of(column.field))) == 0;
    if (missing && !column.optional && wrong == nullptr) wrong = lacking[index_of(column.field)];
  }
  return wrong;
}

}  // namespace venue
