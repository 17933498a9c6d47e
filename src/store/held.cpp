#include "store/held.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace store {

namespace {

using market::Candle;
using market::Candles;
using market::ms_of;
using market::Span;
using market::Time;
using market::time_from_ms;

using Marked = std::vector<MarkedCandle>;

Time open_of(const MarkedCandle& row) {
  return row.candle.open_time;
}

// Takes rows that open before `until` off the front.
Candles take_before(const Marked& rows, std::size_t& at, Time until) {
  Candles taken;
  for (; at < rows.size() && open_of(rows[at]) < until; ++at) taken.push_back(rows[at].candle);
  return taken;
}

Candles merged(Candles a, Candles b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Candles both;
  both.reserve(a.size() + b.size());
  std::ranges::merge(a, b, std::back_inserter(both), {}, &Candle::open_time, &Candle::open_time);
  return both;
}

}  // namespace

Span bucket_of(const market::Timeframe& timeframe, Time open) {
  if (const auto fixed = timeframe.fixed()) return {open, open + *fixed};
  return {open, timeframe.next(timeframe.floor(open))};
}

base::Result<Marked> read_tails(const Database& database, const Tails& tails, const Place& place, Span span,
                                std::size_t limit, bool newest) {
  Marked rows;
  const auto add = [&](const Tail& tail) -> base::Done {
    if (tail.timeframe != place.timeframe() || rows.size() >= limit) return {};
    TRY(auto more, read_tail(database, tail, place.id, span, limit - rows.size(), newest));
    rows.insert(newest ? rows.begin() : rows.end(), more.begin(), more.end());
    return {};
  };
  if (newest) {
    for (auto tail = tails.rbegin(); tail != tails.rend(); ++tail) CHECK(add(*tail));
  } else {
    for (const auto& tail : tails) CHECK(add(tail));
  }
  return rows;
}

base::Done each_piece(const Database& database, const Tails& tails, const Place& place, Span span,
                      const std::function<bool(Candles)>& take) {
  TRY(const auto tail, read_tails(database, tails, place, span));
  std::size_t at = 0;
  bool more = true;
  CHECK(each_block(database, place, span, false, [&](const BlockHead& head, ByteView body) -> base::Result<bool> {
    TRY(auto candles, decode_part(body, span, SIZE_MAX, false));
    auto before = take_before(tail, at, head.span().from);
    if (!before.empty()) more = take(std::move(before));
    auto piece = merged(std::move(candles), take_before(tail, at, head.span().until));
    if (more && !piece.empty()) more = take(std::move(piece));
    return more;
  }));
  auto rest = take_before(tail, at, span.until);
  if (more && !rest.empty()) take(std::move(rest));
  return {};
}

base::Result<Candles> read_newest(const Database& database, const Tails& tails, const Place& place, Span span,
                                  std::size_t limit) {
  TRY(const auto rows, read_tails(database, tails, place, span, limit, true));
  Candles tail;
  for (const auto& row : rows) tail.push_back(row.candle);
  std::vector<Candles> pieces;
  std::size_t count = 0;
  CHECK(each_block(database, place, span, true, [&](const BlockHead& head, ByteView body) -> base::Result<bool> {
    const bool tail_is_newer = tail.size() == limit && head.span().until <= tail.front().open_time;
    if (tail_is_newer || count >= limit) return false;
    TRY(auto piece, decode_part(body, span, limit, true));
    count += piece.size();
    pieces.push_back(std::move(piece));
    return true;
  }));
  Candles sealed;
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    sealed.insert(sealed.end(), piece->begin(), piece->end());
  }
  Candles all = merged(std::move(sealed), std::move(tail));
  if (all.size() > limit) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(limit));
  return all;
}

base::Result<std::vector<std::int64_t>> read_opens(const Database& database, const Tails& tails, const Place& place,
                                                   Span span) {
  std::vector<std::int64_t> opens;
  CHECK(each_block(database, place, span, false, [&](const BlockHead&, ByteView body) -> base::Result<bool> {
    TRY(const auto times, read_times(body));
    for (const auto time : times) {
      if (span.holds(time_from_ms(time))) opens.push_back(time);
    }
    return true;
  }));
  TRY(const auto rows, read_tails(database, tails, place, span));
  for (const auto& row : rows) opens.push_back(ms_of(open_of(row)));
  if (!std::ranges::is_sorted(opens)) std::ranges::sort(opens);
  return opens;
}

namespace {

// Held slots of a covered span, as spans.
base::Result<market::SpanSet> held_within(const Database& database, const Tails& tails, const Place& place, Span span) {
  market::SpanSet held;
  TRY(const auto opens, read_opens(database, tails, place, span));
  for (const auto open : opens) held.add(intersection(bucket_of(place.timeframe(), time_from_ms(open)), span));
  return held;
}

std::vector<market::Known> in_order(const market::SpanSet& held, std::vector<market::Known> voids) {
  for (const auto& span : held.spans()) voids.push_back({span, market::State::held});
  std::ranges::sort(voids, {}, [](const market::Known& known) { return known.span.from; });
  std::vector<market::Known> joined;
  for (const auto& known : voids) {
    if (!joined.empty() && joined.back().state == known.state && joined.back().span.until == known.span.from) {
      joined.back().span.until = known.span.until;
    } else {
      joined.push_back(known);
    }
  }
  return joined;
}

}  // namespace

base::Result<std::vector<market::Known>> read_known(const Database& database, const Tails& tails, const Place& place,
                                                    Span window) {
  TRY(const auto coverage, load_coverage(database, place.id, window));
  TRY(const auto rows, read_tails(database, tails, place, window));
  market::SpanSet held;
  market::SpanSet in_tail;
  for (const auto& row : rows) in_tail.add(intersection(bucket_of(place.timeframe(), open_of(row)), window));
  std::vector<market::Known> voids;
  for (const auto& covered : coverage) {
    const Span span = intersection(covered.span, window);
    if (!covered.holes) {
      held.add(span);
      continue;
    }
    TRY(const auto inside, held_within(database, tails, place, span));
    for (const auto& part : inside.spans()) held.add(part);
    for (const auto& hole : inside.missing_in(span).spans()) voids.push_back({hole, *covered.holes});
  }
  for (const auto& span : in_tail.spans()) held.add(span);
  return in_order(held, std::move(voids));
}

namespace {

void add_rows(SeriesInfo& info, std::int64_t count, Time first, Time last) {
  info.rows += count;
  info.revision += count;
  info.first = info.first ? std::min(*info.first, first) : first;
  info.last = info.last ? std::max(*info.last, last) : last;
}

}  // namespace

base::Done add_tail(const Database& database, const Tails& tails, SeriesInfo& info) {
  const Place place{info.id, info.series};
  TRY(const auto rows, read_tails(database, tails, place, {time_from_ms(INT64_MIN / 2), market::time_max}));
  if (!rows.empty())
    add_rows(info, static_cast<std::int64_t>(rows.size()), open_of(rows.front()), open_of(rows.back()));
  return {};
}

base::Done add_tails(const Database& database, const Tails& tails, std::vector<SeriesInfo>& infos) {
  for (const auto& tail : tails) {
    TRY(auto query,
        database.query(fmt::format("SELECT series,count(*),min(ts),max(ts) FROM tail_{} WHERE series>? GROUP BY series",
                                   tail.id)));
    query.bind(1, tail.sealed_through);
    CHECK(query.each([&]() -> base::Done {
      const auto info = std::ranges::lower_bound(infos, SeriesId{query.integer(0)}, {}, &SeriesInfo::id);
      if (info == infos.end() || info->id != SeriesId{query.integer(0)}) {
        return base::fail(base::Code::corrupt, fmt::format("{}: the tail holds rows of series {}, which is not there",
                                                           database.file().string(), query.integer(0)));
      }
      add_rows(*info, query.integer(1), time_from_ms(query.integer(2)), time_from_ms(query.integer(3)));
      return {};
    }));
  }
  return {};
}

base::Result<std::optional<MarkedCandle>> read_one(const Database& database, const Tails& tails, const Place& place,
                                                   Time open) {
  const Span moment{open, open + std::chrono::milliseconds{1}};
  TRY(const auto rows, read_tails(database, tails, place, moment));
  if (!rows.empty()) return rows.front();
  std::optional<MarkedCandle> found;
  CHECK(each_block(database, place, moment, false, [&](const BlockHead&, ByteView body) -> base::Result<bool> {
    TRY(const auto candles, decode_part(body, moment, 1, false));
    if (!candles.empty()) found = MarkedCandle{candles.front(), {}};
    return !found;
  }));
  if (!found) return found;
  TRY(const auto coverage, load_coverage(database, place.id, moment));
  if (!coverage.empty()) found->mark = coverage.front().mark;
  return found;
}

}  // namespace store
