#include "venue/ask.hpp"

#include "venue/wire.hpp"

namespace venue {

namespace {

using market::Span;
using market::Time;
using market::Timeframe;

// An address that was set by hand may end with what the path begins with (http://127.0.0.1:8100/v3 and /v3/markets):
// people copy it from the exchange's own pages. Whole segments only.
std::string joined(std::string_view address, std::string_view path) {
  while (address.ends_with('/')) address.remove_suffix(1);
  const auto host_end = address.find('/', address.find("//") + 2);
  if (host_end != std::string_view::npos) {
    const auto own_path = address.substr(host_end);
    if (path.starts_with(own_path) && path.substr(own_path.size()).starts_with('/'))
      address = address.substr(0, host_end);
  }
  return std::string(address) + std::string(path);
}

Ask phrased(const Facts& facts, const Request& request, const Filling& filling) {
  Ask ask;
  ask.weight = request.weight;
  std::string path;
  request.path.write(path, filling, Phrase::Place::path);
  ask.url = joined(facts.rest, path);
  char between = '?';
  for (const auto& [name, value] : request.query) {
    ask.url += between;
    ask.url += name;
    ask.url += '=';
    value.write(ask.url, filling, Phrase::Place::query);
    between = '&';
  }
  return ask;
}

// Open of the last slot that begins within the window. Steps of several days are anchored by the venue: any moment
// before the end may be the open of one.
Time last_open(const Timeframe& timeframe, Span window) {
  const Time before_end = window.until - std::chrono::milliseconds{1};
  if (timeframe.unit() == Timeframe::Unit::day && timeframe.count() > 1) return before_end;
  return std::max(window.from, timeframe.floor(before_end));
}

Span calendar_page(const Timeframe& piece, Span wanted, bool backward) {
  if (backward) return {std::max(wanted.from, piece.floor(wanted.until - std::chrono::milliseconds{1})), wanted.until};
  return {wanted.from, std::min(wanted.until, piece.next(piece.floor(wanted.from)))};
}

}  // namespace

bool asks_recent(const Facts& facts, const Timeframe& timeframe, Span window, Time now) {
  const auto piece = facts.paging.piece_of(timeframe);
  return facts.wire->recent && piece && piece->next(piece->floor(window.from)) > now;
}

Ask ask_candles(const Facts& facts, const market::Instrument& instrument, const Timeframe& timeframe, Span window,
                Time now) {
  const auto code = facts.code_of(timeframe);
  MUST(code && !window.empty());
  const bool recent = asks_recent(facts, timeframe, window, now);
  return phrased(facts, recent ? *facts.wire->recent : facts.wire->candles,
                 {.symbol = instrument.venue_symbol,
                  .code = *code,
                  .rows = facts.paging.rows,
                  .window = window,
                  .last = last_open(timeframe, window),
                  .piece = facts.paging.piece_of(timeframe)});
}

Ask ask_instruments(const Facts& facts) {
  return phrased(facts, facts.wire->instruments.request, {});
}

std::optional<Ask> ask_time(const Facts& facts) {
  if (!facts.wire->time) return std::nullopt;
  return phrased(facts, facts.wire->time->request, {});
}

Span next_page(const Facts& facts, const Timeframe& timeframe, Span wanted, bool backward) {
  MUST(!wanted.empty());
  if (const auto piece = facts.paging.piece_of(timeframe)) return calendar_page(*piece, wanted, backward);
  const std::int64_t rows = facts.paging.rows;
  if (timeframe.slots_in(wanted) <= rows) return wanted;
  if (backward) {
    const auto beyond = timeframe.slot_of(timeframe.ceil(wanted.until));
    return {std::max(wanted.from, timeframe.open_of(beyond - rows)), wanted.until};
  }
  const auto first = timeframe.slot_of(timeframe.ceil(wanted.from));
  return {wanted.from, std::min(wanted.until, timeframe.open_of(first + rows))};
}

}  // namespace venue
