#include "venue/json.hpp"
#include "venue/read.hpp"
#include "venue/row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace venue {

namespace ondemand = simdjson::ondemand;
using market::Candle;
using market::Time;
using market::Timeframe;

namespace {

constexpr std::size_t row_bytes_max = 200;
constexpr std::size_t rejected_max = 10'000;

// Whether times are on the grid. Most rows open one step after the one before.
class Grid {
 public:
  explicit Grid(const Timeframe& timeframe) : timeframe_{timeframe}, step_{timeframe.fixed()} {}

  bool holds(Time at) {
    const bool follows = step_ && at == last_ + *step_;
    if (!follows && !timeframe_.on_grid(at)) return false;
    last_ = at;
    return true;
  }

 private:
  Timeframe timeframe_;
  std::optional<std::chrono::milliseconds> step_;
  Time last_ = Time::min();
};

// The bytes of a row that begins with `begin`: rows are flat, so it ends with the first bracket.
std::string excerpt(const char* begin, const std::string& document) {
  const auto left = static_cast<std::size_t>(document.data() + document.size() - begin);
  const std::string_view row(begin, std::min(left, row_bytes_max));
  return std::string(row.substr(0, row.find_first_of("]}") == row.npos ? row.npos : row.find_first_of("]}") + 1));
}

class PageReader {
 public:
  PageReader(const Facts& facts, const Timeframe& timeframe, const std::string& document)
      : facts_{facts}, timeframe_{timeframe}, grid_{timeframe}, rows_{facts.wire->columns}, document_{document} {}

  base::Result<Page> read(ondemand::array rows) {
    page_.candles.reserve(document_.size() / 100);
    for (auto row : rows) {
      ondemand::value value;
      if (const auto problem = std::move(row).get(value)) return not_json(facts_, problem);
      CHECK(take(value));
    }
    put_in_order();
    return std::move(page_);
  }

 private:
  base::Done take(ondemand::value row) {
    const char* begin = row.raw_json_token().data();
    ++page_.rows;
    auto& candle = page_.candles.emplace_back();
    const char* wrong = rows_.read(row, candle);
    if (rows_.broken()) return not_json(facts_, rows_.broken());
    if (wrong == nullptr && !grid_.holds(candle.open_time)) {
      return reject(fmt::format("{} opens no {} candle", market::rfc3339(candle.open_time), timeframe_.text()), begin);
    }
    if (wrong != nullptr) return reject(wrong, begin);
    if (auto why = market::implausible(candle)) return reject(*std::move(why), begin);
    const auto count = page_.candles.size();
    ordered_ = ordered_ && (count < 2 || page_.candles[count - 2].open_time < candle.open_time);
    return {};
  }

  // Takes the newest candle out again.
  base::Done reject(std::string why, const char* begin) {
    page_.candles.pop_back();
    page_.rejected.push_back({std::move(why), excerpt(begin, document_)});
    if (page_.rejected.size() < rejected_max) return {};
    return base::fail(base::Code::bad_data, fmt::format("{}: {} rows make no sense, the last because {}", facts_.id,
                                                        rejected_max, page_.rejected.back().why));
  }

  // Ascending, each bucket once. Rows that contradict each other are all left out: who could say which is true?
  void put_in_order() {
    if (ordered_) return;
    auto& candles = page_.candles;
    if (candles.front().open_time > candles.back().open_time) std::ranges::reverse(candles);
    std::ranges::sort(candles, {}, &Candle::open_time);
    market::Candles kept;
    kept.reserve(candles.size());
    for (auto first = candles.begin(); first != candles.end();) {
      const auto end =
          std::find_if(first, candles.end(), [&](const Candle& c) { return c.open_time != first->open_time; });
      if (std::all_of(first, end, [&](const Candle& c) { return c == *first; })) {
        kept.push_back(*first);
      } else {
        page_.rejected.push_back(
            {fmt::format("{} rows for {} contradict each other", end - first, market::rfc3339(first->open_time)), ""});
      }
      first = end;
    }
    candles = std::move(kept);
  }

  const Facts& facts_;
  Timeframe timeframe_;
  Grid grid_;
  RowReader rows_;
  const std::string& document_;
  Page page_;
  bool ordered_ = true;
};

// The value one step further; `value` is used up.
simdjson::simdjson_result<ondemand::value> follow(ondemand::value value, const std::string& step) {
  if (ondemand::object object; value.get_object().get(object) == simdjson::SUCCESS) return object[step];
  ondemand::array array;
  if (const auto problem = value.get_array().get(array)) return problem;
  std::size_t index = 0;
  std::from_chars(step.data(), step.data() + step.size(), index);
  return array.at(index);
}

base::Result<ondemand::array> rows_of(const Facts& facts, ondemand::document& document) {
  ondemand::array rows;
  if (facts.wire->rows.empty()) {
    if (const auto problem = document.get_array().get(rows)) return not_json(facts, problem);
    return rows;
  }
  ondemand::value value;
  if (const auto problem = document.get_value().get(value)) return not_json(facts, problem);
  for (const auto& step : facts.wire->rows) {
    if (const auto problem = follow(value, step).get(value)) return not_json(facts, problem);
  }
  if (const auto problem = value.get_array().get(rows)) return not_json(facts, problem);
  return rows;
}

}  // namespace

base::Result<Page> read_candles(const Facts& facts, const Timeframe& timeframe, std::string_view body) {
  auto& scratch = Scratch::of_thread();
  ondemand::document document;
  if (const auto problem = scratch.quick.iterate(scratch.padded(body)).get(document)) return not_json(facts, problem);
  TRY(auto rows, rows_of(facts, document));
  TRY(auto page, PageReader(facts, timeframe, scratch.bytes).read(rows));
  const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  if (facts.wire->rows.empty() && !at_end) return not_json(facts, simdjson::TRAILING_CONTENT);
  return page;
}

}  // namespace venue
