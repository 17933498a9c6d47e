#include "venue/phrase.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace venue {

namespace {

struct Named {
  std::string_view name;
  Hole hole;
};

constexpr std::array<Named, 13> holes = {{{"symbol", Hole::symbol},
                                          {"code", Hole::code},
                                          {"rows", Hole::rows},
                                          {"piece", Hole::piece},
                                          {"from_ms", Hole::from_ms},
                                          {"from_s", Hole::from_s},
                                          {"from_iso", Hole::from_iso},
                                          {"last_ms", Hole::last_ms},
                                          {"last_s", Hole::last_s},
                                          {"last_iso", Hole::last_iso},
                                          {"until_ms", Hole::until_ms},
                                          {"until_s", Hole::until_s},
                                          {"until_iso", Hole::until_iso}}};

base::Result<Hole> hole_of(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& named : holes) {
    if (named.name == name) return named.hole;
    known.emplace_back(named.name);
  }
  return base::fail(base::Code::usage, fmt::format("unknown '${}'{}", name, base::did_you_mean(name, known)));
}

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

std::string calendar_piece(const market::Timeframe& piece, market::Time at) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(at)};
  auto text = std::to_string(int(date.year()));
  if (piece.unit() == market::Timeframe::Unit::month && piece.count() == 12) return text;
  text += fmt::format("/{}", unsigned(date.month()));
  if (piece.unit() == market::Timeframe::Unit::month) return text;
  return text + fmt::format("/{}", unsigned(date.day()));
}

std::string seconds_text(market::Time at) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
}

std::string filled(Hole hole, const Filling& with) {
  switch (hole) {
    case Hole::symbol: return with.symbol;
    case Hole::code: return with.code;
    case Hole::rows: return std::to_string(with.rows);
    case Hole::piece: return with.piece ? calendar_piece(*with.piece, with.window.from) : std::string();
    case Hole::from_ms: return std::to_string(market::ms_of(with.window.from));
    case Hole::from_s: return seconds_text(with.window.from);
    case Hole::from_iso: return market::rfc3339(with.window.from);
    case Hole::last_ms: return std::to_string(market::ms_of(with.last));
    case Hole::last_s: return seconds_text(with.last);
    case Hole::last_iso: return market::rfc3339(with.last);
    case Hole::until_ms: return std::to_string(market::ms_of(with.window.until));
    case Hole::until_s: return seconds_text(with.window.until);
    case Hole::until_iso: return market::rfc3339(with.window.until);
  }
  return {};
}

bool plain(char c, Phrase::Place place) {
  const bool unreserved = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~").contains(c);
  return unreserved || (place == Phrase::Place::path && std::string_view(":@!$'()*+,;=/").contains(c));
}

}  // namespace

void escape(std::string& into, std::string_view text, Phrase::Place place) {
  for (const char c : text) {
    if (plain(c, place))
      into += c;
    else
      into += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
}

base::Result<Phrase> Phrase::parse(std::string_view text) {
  Phrase phrase;
  while (!text.empty()) {
    const auto at = text.find('$');
    Piece piece{std::string(text.substr(0, at)), std::nullopt};
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    if (at != std::string_view::npos) {
      const auto end = std::ranges::find_if_not(text, in_name);
      const auto name = text.substr(0, static_cast<std::size_t>(end - text.begin()));
      TRY(piece.hole, hole_of(name));
      text.remove_prefix(name.size());
    }
    phrase.pieces_.push_back(std::move(piece));
  }
  return phrase;
}

void Phrase::write(std::string& into, const Filling& filling, Place place) const {
  for (const auto& piece : pieces_) {
    into += piece.before;
    if (!piece.hole) continue;
    auto text = filled(*piece.hole, filling);
    // A symbol such as XBT/USD stays one step of the path; only the calendar's slashes are meant.
    if (place == Place::path && *piece.hole != Hole::piece) {
      std::string escaped;
      escape(escaped, text, place);
      for (const char c : escaped) into += c == '/' ? std::string("%2F") : std::string(1, c);
    } else {
      escape(into, text, place);
    }
  }
}

bool Phrase::has(Hole hole) const {
  return std::ranges::any_of(pieces_, [hole](const Piece& piece) { return piece.hole == hole; });
}

}  // namespace venue
