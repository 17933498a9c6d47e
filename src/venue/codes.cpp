#include "venue/codes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace venue {

using market::Dialect;
using market::Timeframe;

namespace {

bool is_number(std::string_view code) {
  return !code.empty() && std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}

bool says(const std::string& code, const Timeframe& timeframe, Dialect dialect) {
  const auto meant = Timeframe::parse(code, dialect);
  return meant && *meant == timeframe;
}

// Bare numbers are seconds at one exchange and minutes at another, never both: the first tells which.
struct Numbers {
  std::optional<Dialect> dialect;

  bool fit(const std::string& code, const Timeframe& timeframe) {
    if (!dialect) dialect = says(code, timeframe, Dialect::seconds) ? Dialect::seconds : Dialect::minutes;
    return says(code, timeframe, *dialect);
  }
  std::string unit() const { return *dialect == Dialect::seconds ? "seconds" : "minutes"; }
};

// What a word means to nearly everybody; nullopt for words that exchanges made up.
std::optional<Timeframe> common_meaning(const std::string& code) {
  for (const auto dialect : {Dialect::wick, Dialect::bittrex, Dialect::tradingview}) {
    if (const auto meant = Timeframe::parse(code, dialect)) return *meant;
  }
  return std::nullopt;
}

class CodeReader {
 public:
  explicit CodeReader(Complaints& complaints) : complaints_{complaints} {}

  void take(const std::string& ours, const std::string& code, const YAML::Node& at) {
    const auto timeframe = Timeframe::parse(ours);
    if (!timeframe) return complaints_.add(at.Mark(), timeframe.error().what);
    for (const auto& [known, known_code] : codes) {
      if (known == *timeframe) return complaints_.add(at.Mark(), fmt::format("timeframe '{}' stands here twice", ours));
      if (known_code == code) return complaints_.add(at.Mark(), fmt::format("code '{}' stands here twice", code));
    }
    check(*timeframe, code, at);
    codes.emplace_back(*timeframe, code);
  }

  Codes codes;

 private:
  void check(const Timeframe& timeframe, const std::string& code, const YAML::Node& at) {
    if (is_number(code)) {
      if (numbers_.fit(code, timeframe)) return;
      const auto meant = Timeframe::parse(code, *numbers_.dialect);
      complaints_.add(at.Mark(), fmt::format("code {} is a number of {}: {}, not {}", code, numbers_.unit(),
                                             meant ? meant->text() : "no timeframe", timeframe.text()));
      return;
    }
    const auto meant = common_meaning(code);
    if (!meant || meant->about() == timeframe.about()) return;
    complaints_.add(at.Mark(), fmt::format("code '{}' means {}, not {}", code, meant->text(), timeframe.text()));
  }

  Complaints& complaints_;
  Numbers numbers_;
};

}  // namespace

Codes read_codes(const YAML::Node& node, Complaints& complaints) {
  CodeReader reader(complaints);
  if (node.IsSequence()) {
    for (const auto& item : node) reader.take(item.Scalar(), item.Scalar(), item);
  } else if (node.IsMap()) {
    for (const auto& entry : node) reader.take(entry.first.Scalar(), entry.second.Scalar(), entry.second);
  }
  if (reader.codes.empty()) complaints.add(node.Mark(), "'timeframes' is to be a list, or a mapping to codes");
  return std::move(reader.codes);
}

}  // namespace venue
