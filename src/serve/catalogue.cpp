#include "serve/catalogue.hpp"

#include "base/text.hpp"
#include "serve/candle_plan.hpp"
#include "serve/json.hpp"

#include <algorithm>
#include <map>

namespace serve {

namespace {

constexpr std::int64_t series_usual = 100;
constexpr std::int64_t series_max = 1000;

// BTC and USDT of "BTC/USDT" and of "BTC/USDT:USDT".
std::pair<std::string, std::string> base_and_quote(std::string_view symbol) {
  const auto slash = std::min(symbol.find('/'), symbol.size());
  const auto rest = symbol.substr(std::min(symbol.size(), slash + 1));
  return {std::string{symbol.substr(0, slash)}, std::string{rest.substr(0, rest.find(':'))}};
}

bool same_word(const std::optional<std::string>& wanted, std::string_view word) {
  return !wanted || base::lower(*wanted) == base::lower(word);
}

// Every word of `words` is somewhere in the name: "btc bin" finds binance:BTC/USDT.
bool found_in(std::string_view words, std::string_view name) {
  const auto lower_name = base::lower(name);
  return std::ranges::all_of(base::split(base::lower(words), ' '),
                             [&](const std::string& word) { return lower_name.contains(word); });
}

bool picked(const market::Series& series, const Query& query) {
  const auto [base, quote] = base_and_quote(series.symbol);
  return same_word(query.find("exchange"), series.venue) && same_word(query.find("base"), base) &&
         same_word(query.find("quote"), quote) && found_in(query.text("q"), series.text()) &&
         query.text("interval", series.timeframe.text()) == series.timeframe.text();
}

base::Result<std::optional<base::Decimal>> last_price(const Stored& stored) {
  const auto& [info, reader] = stored;
  if (!info.last) return std::nullopt;
  TRY(const auto newest, reader->read(info.id, {*info.last, *info.last + std::chrono::milliseconds{1}}, 1, true));
  if (newest.empty()) return std::nullopt;
  return newest.front().close;
}

void write_wanted(Json& json, const std::optional<market::Span>& wanted) {
  json.key("wanted");
  if (!wanted) {
    json.raw("null");
  } else {
    json.object().field("start", wanted->from).field("end", wanted->until).end();
  }
}

void write_series(Json& json, const Stored& stored, const std::optional<base::Decimal>& price,
                  const std::vector<std::string>& intervals) {
  const auto& info = stored.info;
  const auto [base, quote] = base_and_quote(info.series.symbol);
  json.object().field("series", info.series.venue + ":" + info.series.symbol);
  json.field("interval", info.series.timeframe.text()).field("exchange", info.series.venue);
  json.field("symbol", info.series.symbol).field("base", base).field("quote", quote);
  json.field("first", info.first).field("last", info.last).field("rows", info.rows).key("price");
  if (price) {
    json.value(price->text());
  } else {
    json.raw("null");
  }
  json.field("intervals", intervals).field("listed", info.listed);
  write_wanted(json, info.wanted);
  json.field("revision", info.revision).end();
}

// Those of the symbol at `at`: `all` is sorted by venue and symbol.
std::span<const Stored> siblings(std::span<const Stored> all, std::size_t at) {
  const auto same = [&](const Stored& other) {
    return other.info.series.venue == all[at].info.series.venue &&
           other.info.series.symbol == all[at].info.series.symbol;
  };
  std::size_t from = at;
  std::size_t until = at + 1;
  while (from > 0 && same(all[from - 1])) --from;
  while (until < all.size() && same(all[until])) ++until;
  return all.subspan(from, until - from);
}

void write_exchange(Json& json, const venue::Facts& facts, std::int64_t series) {
  std::vector<std::string> timeframes;
  for (const auto& [timeframe, code] : facts.timeframes) timeframes.push_back(timeframe.text());
  json.object().field("id", facts.id).field("name", facts.name).field("state", facts.closed ? "closed" : "ok");
  json.field("detail", facts.closed.value_or("")).field("timeframes", timeframes).field("series", series).end();
}

}  // namespace

net::Reply json_reply(std::string body, int status) {
  net::Reply reply;
  reply.status = status;
  reply.headers.set("Content-Type", "application/json");
  reply.headers.set("Cache-Control", "no-cache");
  reply.body = std::move(body);
  return reply;
}

Answer answer_exchanges(Shelf& shelf, const venue::Registry& venues) {
  WANT(const auto stored, shelf.all());
  std::map<std::string, std::int64_t, std::less<>> series;
  for (const auto& each : stored) ++series[each.info.series.venue];
  Json json;
  json.object().key("exchanges").array();
  for (const auto& [id, facts] : venues.all()) {
    write_exchange(json, facts, series[id]);
    series.erase(id);
  }
  for (const auto& [id, count] : series) {  // Candles are here, facts are not.
    json.object().field("id", id).field("name", id).field("state", "closed");
    json.field("detail", "There are no facts of this exchange; what is stored can be read.");
    json.field("timeframes", std::vector<std::string>{}).field("series", count).end();
  }
  return json_reply(json.end().end().text());
}

std::vector<Parameter> series_parameters() {
  return {{"q", "words that the name of the series holds"},
          {"exchange", "the id of an exchange"},
          {"base", "BTC of BTC/USDT"},
          {"quote", "USDT of BTC/USDT"},
          {"interval", "a stored timeframe"},
          {"limit", "most series, 1 to 1000, usually 100"},
          {"cursor", "as given by next"}};
}

Answer answer_series(Shelf& shelf, const Call& call) {
  WANT(const auto limit, call.query.whole("limit", series_usual, 1, series_max));
  WANT([[maybe_unused]] const auto interval, call.query.timeframe("interval"));
  WANT(const auto all, shelf.all());
  // The cursor is the last series of the page before; what has gone since then does no harm.
  const auto cursor = call.query.find("cursor");
  bool reached = !cursor;
  std::int64_t written = 0;
  std::string last;
  std::string next;
  Json json;
  json.object().key("series").array();
  for (std::size_t at = 0; at < all.size() && next.empty(); ++at) {
    const auto& series = all[at].info.series;
    if (!reached) {
      reached = series.text() == *cursor;
    } else if (picked(series, call.query)) {
      if (written++ == limit) {
        next = last;
      } else {
        WANT(const auto price, last_price(all[at]));
        write_series(json, all[at], price, offered_timeframes(siblings(all, at)));
        last = series.text();
      }
    }
  }
  if (!reached) return refuse(bad_parameter("cursor", "'cursor' is not one that 'next' has given; begin without it."));
  json.end().key("next");
  if (next.empty()) {
    json.raw("null");
  } else {
    json.value(next);
  }
  return json_reply(json.end().text());
}

}  // namespace serve
