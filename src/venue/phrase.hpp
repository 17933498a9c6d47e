// A text with holes, "/v2/candles/trade:$code:$symbol/hist": how facts say what is sent.
#pragma once

#include "base/result.hpp"
#include "market/timeframe.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venue {

// `from` is the start of the window, `last` the open of its last slot, `until` its end.
enum class Hole : std::uint8_t {
  symbol,
  code,
  rows,
  piece,
  from_ms,
  from_s,
  from_iso,
  last_ms,
  last_s,
  last_iso,
  until_ms,
  until_s,
  until_iso,
};

// What the holes are filled with.
struct Filling {
  std::string symbol;
  std::string code;
  int rows = 0;
  market::Span window;
  market::Time last;
  std::optional<market::Timeframe> piece{};  // $piece names the one that holds window.from: 2021/3/12, 2021/3 or 2021.
};

class Phrase {
 public:
  // Where the text goes: what may stand there unescaped. Only what fills holes is escaped.
  enum class Place : std::uint8_t { path, query };

  Phrase() = default;
  // Code::usage names an unknown hole and the nearest known.
  static base::Result<Phrase> parse(std::string_view text);

  void write(std::string& into, const Filling& filling, Place place) const;
  bool has(Hole hole) const;

 private:
  struct Piece {
    std::string before;
    std::optional<Hole> hole;
  };
  std::vector<Piece> pieces_;
};

// Percent-encodes what may not stand in `place`.
void escape(std::string& into, std::string_view text, Phrase::Place place);

}  // namespace venue
