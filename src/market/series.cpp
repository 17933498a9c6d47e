#include "market/series.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>

namespace market {

namespace {

constexpr std::array<std::string_view, 4> kind_names = {"trade", "mark", "index", "premium"};

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

base::Result<PriceKind> parse_kind(std::string_view text) {
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (kind_names[i] == text) return static_cast<PriceKind>(i);
  }
  return base::fail(
      base::Code::usage,
      fmt::format("'{}' is not a kind of price; expected trade, mark, index or premium", base::printable(text, 20)));
}

}  // namespace

std::string Series::text() const {
  auto out = fmt::format("{}:{}@{}", venue, symbol, timeframe.text());
  if (kind != PriceKind::trade) out += fmt::format("#{}", kind_names[static_cast<std::size_t>(kind)]);
  return out;
}

base::Result<Series> Series::parse(std::string_view text, std::optional<Timeframe> fallback) {
  const auto malformed = [&] {
    return base::fail(base::Code::usage,
                      fmt::format("'{}' is not a series; expected EXCHANGE:BASE/QUOTE@TIMEFRAME, such "
                                  "as binance:BTC/USDT@1m",
                                  base::printable(text, 80)));
  };
  auto rest = text;
  Series series;
  if (const auto hash = rest.find('#'); hash != std::string_view::npos) {
    TRY(series.kind, parse_kind(rest.substr(hash + 1)));
    rest = rest.substr(0, hash);
  }
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos || colon == 0) return malformed();
  series.venue = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  const auto at = rest.rfind('@');
  if (at != std::string_view::npos) {
    TRY(series.timeframe, Timeframe::parse(rest.substr(at + 1)));
  } else if (fallback) {
    series.timeframe = *fallback;
  } else {
    return malformed();
  }
  series.symbol = rest.substr(0, at);
  if (series.symbol.empty()) return malformed();
  return series;
}

base::Result<Selector> Selector::parse(std::string_view text) {
  Selector selector;
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    TRY(auto timeframe, Timeframe::parse(text.substr(at + 1)));
    selector.timeframe_ = timeframe;
    text = text.substr(0, at);
  }
  // A colon may belong to the symbol of a derivative (BTC/USDT:USDT), so only one before the slash parts the venue.
  const auto colon = text.find(':');
  const bool names_venue = colon != std::string_view::npos && text.find('/') > colon;
  if (names_venue) {
    if (colon > 0) selector.venue_ = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const bool only_venue = !names_venue && !text.empty() && text.find_first_of("/*") == std::string_view::npos;
  if (only_venue) {
    selector.venue_ = text;
  } else if (!text.empty()) {
    selector.symbol_ = text;
  }
  return selector;
}

bool Selector::picks(const Series& series) const {
  return wildcard_matches(venue_, series.venue) && wildcard_matches(symbol_, series.symbol) &&
         (!timeframe_ || *timeframe_ == series.timeframe);
}

std::optional<std::string> Selector::venue() const {
  if (venue_.contains('*')) return std::nullopt;
  return venue_;
}

bool wildcard_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && same_letter(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace market
