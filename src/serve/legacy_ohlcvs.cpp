#include "serve/legacy_ohlcvs.hpp"

#include "serve/candle_pager.hpp"
#include "serve/catalogue.hpp"
#include "serve/json.hpp"
#include "serve/lists.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace serve {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t rows_max = 500;
constexpr std::size_t filled_max = 500;

// What is wrong with the query, as that service tells it.
struct Complaint {
  std::string name, said, type;
};

struct Wish {
  std::string venue, symbol, interval;
  std::optional<market::Time> start, end;
  std::int64_t limit = rows_max;
  bool with_empty = false;
  bool in_ms = true;
};

class WishReader {
 public:
  explicit WishReader(const Query& query) : query_{query} {}

  std::string text(const std::string& name) {
    const auto value = query_.find(name);
    if (!value) complaints_.push_back({name, "field required", "value_error.missing"});
    return value.value_or("");
  }

  std::optional<std::int64_t> whole(const std::string& name) {
    const auto value = query_.find(name);
    if (!value) return std::nullopt;
    std::int64_t number = 0;
    const char* const end = value->data() + value->size();
    const auto [rest, error] = std::from_chars(value->data(), end, number);
    if (error == std::errc{} && rest == end) return number;
    complaints_.push_back({name, "value is not a valid integer", "type_error.integer"});
    return std::nullopt;
  }

  std::optional<market::Time> time(const std::string& name) {
    const auto ms = whole(name);
    if (!ms) return std::nullopt;
    return market::time_from_ms(std::clamp<std::int64_t>(*ms, 0, market::ms_of(market::time_max)));
  }

  bool flag(const std::string& name, bool otherwise) {
    constexpr std::array<std::string_view, 10> yes = {"true", "True", "TRUE", "1", "on", "yes", "t", "y", "On", "Yes"};
    constexpr std::array<std::string_view, 10> no = {"false", "False", "FALSE", "0",   "off",
                                                     "no",    "f",     "n",     "Off", "No"};
    const auto value = query_.find(name);
    if (!value) return otherwise;
    if (among(yes, *value)) return true;
    if (!among(no, *value)) {
      complaints_.push_back({name, "value could not be parsed to a boolean", "type_error.bool"});
    }
    return false;
  }

  const std::vector<Complaint>& complaints() const { return complaints_; }

 private:
  const Query& query_;
  std::vector<Complaint> complaints_;
};

Wish read_wish(WishReader& reader) {
  Wish wish;
  wish.venue = reader.text("exchange");
  const auto base = reader.text("base_id");
  wish.symbol = base + "/" + reader.text("quote_id");
  wish.interval = reader.text("interval");
  wish.start = reader.time("start");
  wish.end = reader.time("end");
  wish.limit = std::clamp<std::int64_t>(reader.whole("limit").value_or(rows_max), 1, rows_max);
  wish.with_empty = reader.flag("empty_ts", false);
  wish.in_ms = reader.flag("results_mls", true);
  return wish;
}

net::Reply unprocessable(const std::vector<Complaint>& complaints) {
  Json json;
  json.object().key("detail").array();
  for (const auto& complaint : complaints) {
    json.object().key("loc").array().value("query").value(complaint.name).end();
    json.field("msg", complaint.said).field("type", complaint.type).end();
  }
  return json_reply(json.end().end().text(), 422);
}

// The intervals that service knows; 1m is a minute and 1M a month.
std::optional<market::Timeframe> interval_of(const std::string& word) {
  constexpr std::array<std::string_view, 12> known = {"1m", "5m",  "15m", "30m", "1h",  "3h",
                                                      "6h", "12h", "1D",  "7D",  "14D", "1M"};
  if (!among(known, word)) return std::nullopt;
  const auto parsed = market::Timeframe::parse(word, market::Dialect::coinrich);
  if (!parsed) return std::nullopt;
  return *parsed;
}

// The newest of the range, ascending.
base::Result<market::Candles> read_candles(Shelf& shelf, const Wish& wish, const market::Timeframe& timeframe,
                                           market::Time now) {
  TRY(const auto stored, shelf.of(wish.venue, wish.symbol));
  const Stored* source = best_source(stored, timeframe);
  if (source == nullptr) return market::Candles{};
  const auto last = wish.end.value_or(now - 1min);  // That candle included.
  CandlePlan plan{.series = {wish.venue, wish.symbol, timeframe}, .source = *source, .window = {}};
  plan.window.until = std::min(timeframe.ceil(last + 1ms), timeframe.next(timeframe.floor(now)));
  plan.window.from = std::min(plan.window.until, wish.start ? timeframe.ceil(*wish.start) : market::Time{});
  plan.limit = static_cast<std::size_t>(wish.limit);
  plan.newest = true;
  TRY(auto rows, read_limited(plan, now));
  return std::move(rows.candles);
}

void write_candle(Json& json, const market::Candle& candle, bool in_ms) {
  const auto ms = market::ms_of(candle.open_time);
  json.object().field("time", in_ms ? ms : ms / 1000).field("open", candle.open).field("high", candle.high);
  json.field("low", candle.low).field("close", candle.close).field("volume", candle.volume).end();
}

void write_market(Json& json, const std::string& venue, const market::Instrument& instrument) {
  json.object().field("exchange", venue).field("base_id", instrument.base).field("quote_id", instrument.quote);
  json.field("symbol", instrument.venue_symbol).field("is_trading", instrument.trading).end();
}

}  // namespace

base::Decimal mean(const base::Decimal& a, const base::Decimal& b) {
  const auto sum = base::Decimal::sum(a, b);
  if (!sum) return a;
  if (sum->mantissa() % 2 == 0) return base::Decimal::of(sum->mantissa() / 2, sum->scale());
  // Half of an odd number has one digit more.
  constexpr auto room = base::Int128{1'000'000'000'000'000} * 100'000'000'000;
  const bool fits = sum->scale() < base::Decimal::scale_max && sum->mantissa() < room && sum->mantissa() > -room;
  return fits ? base::Decimal::of(sum->mantissa() * 5, sum->scale() + 1) : a;
}

market::Candles with_means(const market::Timeframe& timeframe, market::Candles found) {
  market::Candles full;
  for (auto& candle : found) {
    if (!full.empty()) {
      const auto before = full.back();
      auto between = before;
      between.open = mean(before.open, candle.open);
      between.high = mean(before.high, candle.high);
      between.low = mean(before.low, candle.low);
      between.close = mean(before.close, candle.close);
      between.volume = base::Decimal{};
      for (auto open = end_of(timeframe, before.open_time); open < candle.open_time; open = end_of(timeframe, open)) {
        between.open_time = open;
        full.push_back(between);
        if (full.size() > 20 * filled_max) return full;
      }
    }
    full.push_back(std::move(candle));
  }
  return full;
}

std::vector<Parameter> legacy_ohlcvs_parameters() {
  return {{"exchange", "the id of an exchange", {}, true},
          {"base_id", "BTC of BTC/USDT", {}, true},
          {"quote_id", "USDT of BTC/USDT", {}, true},
          {"interval", "1m 5m 15m 30m 1h 3h 6h 12h 1D 7D 14D 1M; others give an empty list", {}, true},
          {"start", "milliseconds"},
          {"end", "milliseconds; a minute ago without it"},
          {"limit", "most candles, up to 500"},
          {"empty_ts", "oldest first, with means in empty buckets"},
          {"results_mls", "times in milliseconds (true) or seconds"}};
}

Answer answer_legacy_ohlcvs(Shelf& shelf, const Call& call) {
  WishReader reader(call.query);
  const auto wish = read_wish(reader);
  if (!reader.complaints().empty()) return unprocessable(reader.complaints());
  const auto timeframe = interval_of(wish.interval);
  market::Candles candles;
  if (timeframe) {
    WANT(candles, read_candles(shelf, wish, *timeframe, call.now));
  }
  if (wish.with_empty && timeframe) {
    candles = with_means(*timeframe, std::move(candles));
    const auto most = static_cast<std::size_t>(wish.limit);
    if (candles.size() > most) candles.erase(candles.begin(), candles.end() - static_cast<std::ptrdiff_t>(most));
  } else {
    std::ranges::reverse(candles);
  }
  Json json;
  json.array();
  for (const auto& candle : candles) write_candle(json, candle, wish.in_ms);
  return json_reply(json.end().text());
}

Answer answer_symbol_exchange(Shelf& shelf) {
  WANT(const auto venues, shelf.venues());
  Json json;
  json.array();
  for (const auto& venue : venues) {
    WANT(const auto* reader, shelf.reader(venue));
    WANT(const auto instruments, reader->instruments());
    for (const auto& instrument : instruments) {
      if (instrument.trading) write_market(json, venue, instrument);
    }
  }
  return json_reply(json.end().text());
}

}  // namespace serve
