#include "base/text.hpp"
#include "replay/csv.hpp"

#include <algorithm>
#include <array>

namespace replay {

using market::Timeframe;

namespace {

// Longer ones first, so that BTCFDUSD is not read as BTCFD/USD.
constexpr std::array<std::string_view, 21> quotes = {"FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USDE", "USTF0",
                                                     "USD",   "UST",  "EUR",  "GBP",  "TRY",  "JPY",  "AUD",
                                                     "CHF",   "BRL",  "CAD",  "BTC",  "ETH",  "BNB",  "DAI"};

bool is_code(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() >= 2 && std::ranges::all_of(text, fits) && std::ranges::any_of(text, letter);
}

std::vector<std::string> words_of(std::string_view name) {
  if (const auto slash = name.rfind('/'); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  for (const std::string_view ending : {".zst", ".csv", ".txt"}) {
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  }
  std::string text{name};
  std::ranges::replace_if(text, [](char c) { return c == '-' || c == '.' || c == ' '; }, '_');
  return base::split(text, '_');
}

// BTC followed by USDT.
std::optional<std::string> pair_of_words(const std::vector<std::string>& words) {
  for (std::size_t at = 1; at < words.size(); ++at) {
    const bool quote = std::ranges::find(quotes, words[at]) != quotes.end();
    if (quote && is_code(words[at - 1])) return words[at - 1] + "/" + words[at];
  }
  return std::nullopt;
}

// BTCUSDT.
std::optional<std::string> pair_in(std::string_view word) {
  if (!is_code(word)) return std::nullopt;
  for (const auto quote : quotes) {
    if (word.size() < quote.size() + 2 || !word.ends_with(quote)) continue;
    return std::string(word.substr(0, word.size() - quote.size())) + "/" + std::string(quote);
  }
  return std::nullopt;
}

std::optional<std::string> symbol_in(const std::vector<std::string>& words) {
  if (auto pair = pair_of_words(words)) return pair;
  for (const auto& word : words) {
    if (auto pair = pair_in(word)) return pair;
  }
  const auto code = std::ranges::find_if(words, [](const std::string& word) { return is_code(word) && word != "RAW"; });
  if (code == words.end()) return std::nullopt;
  return *code + "/USD";
}

}  // namespace

Named read_file_name(std::string_view name) {
  const auto words = words_of(name);
  Named named{.symbol = symbol_in(words)};
  for (const auto& word : words) {
    if (named.timeframe) break;
    auto read = Timeframe::parse(word);
    if (!read) read = Timeframe::parse(word, market::Dialect::dump);
    if (read) named.timeframe = *read;
  }
  return named;
}

std::optional<Timeframe> spacing(const market::Candles& candles) {
  std::optional<std::chrono::milliseconds> smallest;
  for (std::size_t at = 1; at < candles.size(); ++at) {
    const auto distance = candles[at].open_time - candles[at - 1].open_time;
    if (distance.count() > 0 && (!smallest || distance < *smallest)) smallest = distance;
  }
  if (!smallest) return std::nullopt;
  std::optional<Timeframe> best;
  for (const auto& timeframe : market::timeframes()) {
    const auto shortest_month = std::chrono::days{28};
    const auto length = timeframe.fixed().value_or(shortest_month);
    if (length <= *smallest) best = timeframe;
  }
  return best;
}

}  // namespace replay
