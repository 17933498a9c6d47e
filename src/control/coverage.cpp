#include "base/text.hpp"
#include "control/shelf.hpp"
#include "control/slots.hpp"
#include "control/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace control {

using namespace std::chrono;

namespace {

// One square of the map.
struct Square {
  market::Span span;
  SlotCounts slots;
  bool conflict = false;
};

// One series over the window of the map.
struct Lane {
  store::SeriesInfo info;
  std::vector<Square> squares;
  SlotCounts slots;
  std::vector<market::Span> outages;
  std::size_t gap_count = 0;
};

char sign_of(const Square& square) {
  const auto& slots = square.slots;
  if (square.conflict) return '?';
  if (slots.outage > 0) return 'x';
  if (slots.missing > 0) return slots.held > 0 ? '~' : '!';
  if (slots.held > 0) return '=';
  return slots.no_trade > 0 ? '.' : ' ';
}

base::Result<Lane> lane_of(const store::Reader& reader, const store::SeriesInfo& info, market::Span window,
                           milliseconds step, market::Time now) {
  const auto extent = market::intersection(extent_of(info, now), window);
  Lane lane{info, {}, {}, {}, 0};
  std::vector<market::Known> known;
  if (!extent.empty()) {
    TRY(known, reader.known(info.id, extent));
    lane.slots = count_slots(info.series.timeframe, extent, known);
    lane.gap_count = settled_of(known).missing_in(extent).spans().size();
  }
  TRY(const auto conflicts, reader.conflicts(info.id, false));
  for (const auto& piece : known) {
    if (piece.state == market::State::outage) lane.outages.push_back(piece.span);
  }
  auto piece = known.begin();
  for (auto from = window.from; from < window.until; from += step) {
    Square square{{from, std::min(from + step, window.until)}, {}, false};
    while (piece != known.end() && piece->span.until <= from) ++piece;
    auto end = piece;
    while (end != known.end() && end->span.from < square.span.until) ++end;
    const auto inside = market::intersection(square.span, extent);
    if (!inside.empty()) square.slots = count_slots(info.series.timeframe, inside, {piece, end});
    square.conflict =
        std::ranges::any_of(conflicts, [&](const auto& at) { return square.span.holds(at.served.open_time); });
    lane.squares.push_back(std::move(square));
  }
  return lane;
}

std::string remarks_of(const Lane& lane) {
  std::vector<std::string> remarks;
  if (lane.outages.size() == 1) {
    remarks.push_back(fmt::format("1 outage {} to {}", market::rfc3339(lane.outages[0].from),
                                  market::rfc3339(lane.outages[0].until)));
  } else if (!lane.outages.empty()) {
    remarks.push_back(fmt::format("{} outages", lane.outages.size()));
  }
  if (lane.gap_count != 0) {
    remarks.push_back(fmt::format("{} {} missing -> wick repair {}", lane.gap_count,
                                  lane.gap_count == 1 ? "range" : "ranges", lane.info.series.text()));
  }
  return base::join(remarks, "; ");
}

std::string text_of(const std::vector<Lane>& lanes) {
  std::size_t widest = 0;
  for (const auto& lane : lanes) widest = std::max(widest, lane.info.series.text().size());
  std::string out;
  for (const auto& lane : lanes) {
    std::string signs;
    for (const auto& square : lane.squares) signs += sign_of(square);
    auto line = fmt::format("{:<{}}  {}  {:>8}  {}", lane.info.series.text(), widest, signs,
                            cell_percent(lane.slots.completeness()).text, remarks_of(lane));
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string json_of(const std::vector<Lane>& lanes) {
  std::string out = "{\"coverage\":[";
  for (const auto& lane : lanes) {
    std::string cells;
    for (const auto& square : lane.squares) {
      cells += fmt::format("{}{{\"start\":{},\"end\":{},\"slots\":{},\"conflict\":{}}}", cells.empty() ? "" : ",",
                           market::ms_of(square.span.from), market::ms_of(square.span.until), square.slots.json(),
                           square.conflict);
    }
    out += fmt::format("{}{{\"series\":{},\"slots\":{},\"completeness\":{},\"cells\":[{}]}}",
                       &lane == lanes.data() ? "" : ",", base::json_quote(lane.info.series.text()), lane.slots.json(),
                       cell_percent(lane.slots.completeness()).json, cells);
  }
  return out + "]}\n";
}

// Squares as wide as needed to fit the terminal, in whole days or hours.
struct Frame {
  market::Span window;
  milliseconds step{};
};

base::Result<Frame> frame_of(Context& context, std::size_t names_width) {
  const bool by_hour = context.arguments().one("--by").value_or("day") == "hour";
  const milliseconds unit = by_hour ? milliseconds(hours{1}) : milliseconds(days{1});
  const auto now = context.now();
  auto since = now - (by_hour ? 47 * unit : 27 * unit);
  if (const auto given = context.arguments().one("--since")) {
    TRY(since, market::parse_time(*given, now));
    if (since >= now) return base::fail(base::Code::usage, "--since lies in the future; expected a time before now");
  }
  const auto floor_to = [&](market::Time at) { return at - at.time_since_epoch() % unit; };
  const market::Span window{floor_to(since), floor_to(now) + unit};
  const auto room =
      std::max<std::int64_t>(context.environment().width - static_cast<std::int64_t>(names_width) - 14, 10);
  const auto units = (window.until - window.from) / unit;
  return Frame{window, unit * ((units + room - 1) / room)};
}

base::Result<int> coverage(Context& context) {
  TRY(auto shelf, Shelf::open(context));
  TRY(const auto infos, shelf.pick(context.arguments().one("SELECTOR").value_or("")));
  std::size_t widest = 0;
  for (const auto& info : infos) widest = std::max(widest, info.series.text().size());
  TRY(const auto frame, frame_of(context, widest));
  std::vector<Lane> lanes;
  std::int64_t missing = 0;
  for (const auto& info : infos) {
    TRY(const auto* reader, shelf.reader(info.series.venue));
    TRY(auto lane, lane_of(*reader, info, frame.window, frame.step, context.now()));
    missing += lane.slots.missing;
    lanes.push_back(std::move(lane));
  }
  if (infos.empty()) context.note("nothing is stored yet; wick fetch collects");
  const bool by_hour = context.arguments().one("--by").value_or("day") == "hour";
  context.note(fmt::format("{} to {}, a sign is {} {}   = full  ~ partly  . no trades  ! missing  x outage  ? conflict",
                           market::rfc3339(frame.window.from), market::rfc3339(frame.window.until),
                           by_hour ? frame.step / hours{1} : frame.step / days{1}, by_hour ? "h" : "d"));
  CHECK(context.print(context.json() ? json_of(lanes) : text_of(lanes)));
  return missing == 0 ? 0 : 3;
}

}  // namespace

std::vector<Command> coverage_verbs() {
  Command command;
  command.path = "coverage";
  command.summary = "a map of what is held and what is not";
  command.examples =
      "wick coverage\nwick coverage 'kraken:*' --since -90d\nwick coverage binance:BTC/USDT@1m --by hour --json";
  command.notes =
      "= full  ~ partly  . no trades  ! missing  x outage  ? conflict; blank: not asked for, or not listed yet.\n"
      "Exit code 3: something is missing.";
  command.positionals = {{"SELECTOR", "such as binance:*, BTC/USDT or *:BTC/*@1h (default all)", false}};
  command.flags = {
      {"--by",
       "UNIT",
       "what a sign stands for; several of them where the line is too long (default day)",
       "",
       {"day", "hour"}},
      {"--since", "TIME", "where the map begins (default: 28 days or 48 hours ago)"},
  };
  command.run = coverage;
  return {command};
}

}  // namespace control
