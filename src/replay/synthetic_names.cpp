#include "replay/synthetic.hpp"

#include <algorithm>
#include <array>

namespace replay {

namespace {

constexpr std::array<std::string_view, 60> known = {
    "BTC",  "ETH",  "BNB",  "SOL",  "XRP",  "ADA", "DOGE",  "TRX",  "AVAX", "LINK", "DOT",   "LTC",
    "BCH",  "NEAR", "UNI",  "ATOM", "ETC",  "XLM", "FIL",   "APT",  "ARB",  "OP",   "INJ",   "ALGO",
    "AAVE", "GRT",  "EGLD", "SAND", "MANA", "AXS", "XTZ",   "EOS",  "FLOW", "CHZ",  "CRV",   "SNX",
    "ZEC",  "DASH", "COMP", "ENJ",  "BAT",  "ZRX", "KAVA",  "ROSE", "CELO", "ONE",  "HBAR",  "ICP",
    "VET",  "RUNE", "FTM",  "QTUM", "IOTA", "NEO", "WAVES", "KSM",  "ANKR", "SKL",  "STORJ", "LRC"};

constexpr std::string_view consonants = "BDFGKLMNPRSTVXZH";
constexpr std::string_view vowels = "AEIOU";
constexpr std::size_t syllables = consonants.size() * vowels.size();

void add_syllable(std::string& name, std::size_t number) {
  name += consonants[number % syllables / vowels.size()];
  name += vowels[number % vowels.size()];
}

}  // namespace

std::string synthetic_base(std::size_t rank) {
  if (rank < known.size()) return std::string(known[rank]);
  const auto invented = rank - known.size();
  const auto mixed = invented * 3571 % (syllables * syllables);  // 3571 shares no factor with 80 · 80.
  std::string name;
  add_syllable(name, mixed / syllables);
  add_syllable(name, mixed);
  // A round further every name gets another ending.
  for (auto round = invented / (syllables * syllables); round > 0; round /= consonants.size()) {
    name += consonants[round % consonants.size()];
  }
  const bool taken = std::ranges::find(known, name) != known.end();
  return taken ? name + "2" : name;
}

}  // namespace replay
