#include "serve/candles.hpp"

#include "base/text.hpp"
#include "serve/candle_pager.hpp"
#include "serve/candle_text.hpp"
#include "serve/etag.hpp"

#include <fmt/format.h>

namespace serve {

namespace {

constexpr std::int64_t slots_in_memory = 50'000;      // A range of so many is answered whole.
constexpr std::int64_t column_slots_max = 1'000'000;  // Columns need all rows before the first can be sent.

// The part of the window that the rows speak for, and where to go on.
struct Page {
  market::Span span;
  std::string next;
};

std::string address(const Call& call, std::initializer_list<std::pair<std::string, std::string>> changes) {
  const std::string_view target = call.request.url;
  const std::vector<std::pair<std::string, std::string>> list = changes;
  return std::string{target.substr(0, target.find('?'))} + call.query.with(list);
}

Page page_of(const CandlePlan& plan, const Call& call, const Batch& rows) {
  Page page{plan.window, ""};
  if (!plan.limit || rows.candles.size() < *plan.limit) return page;
  if (plan.newest) {
    page.span.from = rows.candles.front().open_time;
    if (page.span.from > plan.window.from) {
      page.next = address(call, {{"end", std::to_string(market::ms_of(page.span.from))}});
    }
    return page;
  }
  page.span.until = end_of(plan.series.timeframe, rows.candles.back().open_time);
  if (page.span.until < plan.window.until) {
    page.next = address(call, {{"start", std::to_string(market::ms_of(page.span.until))}});
  }
  return page;
}

base::Result<CandleSummary> summarise(const CandlePlan& plan, Page page, market::Time now) {
  const auto& [info, reader] = plan.source;
  TRY(const auto known, reader->known(info.id, page.span));
  TRY(const auto ledger, reader->gaps(info.id, page.span));
  const auto& timeframe = plan.series.timeframe;
  const auto coarse = runs(timeframe, page.span, known, now, Partial::is_ok);
  CandleSummary summary{count(timeframe, coarse), {}, std::move(page.next)};
  summary.holes =
      holes(plan.derived() ? runs(info.series.timeframe, page.span, known, now, Partial::is_ok) : coarse, ledger);
  return summary;
}

std::string slots_header(const Counts& slots) {
  return fmt::format("expected={}, returned={}, no_trade={}, missing={}, outage={}, before_listing={}, open={}",
                     slots.expected(), slots.ok, slots.no_trade, slots.missing, slots.outage, slots.before_listing,
                     slots.open);
}

// Names what is stored and what was asked: the same tag, the same bytes.
std::string tag_of(const CandlePlan& plan, const Call& call) {
  const auto asked =
      std::hash<std::string>{}(fmt::format("{} {} {} {}", call.request.url, static_cast<int>(plan.format),
                                           market::ms_of(plan.window.from), market::ms_of(plan.window.until)));
  return fmt::format("\"{}.s{}.r{}.{:x}\"", plan.series.venue, static_cast<std::int64_t>(plan.source.info.id),
                     plan.source.info.revision, asked);
}

Problem incomplete(const CandleSummary& summary) {
  Json json;
  json.object();
  write_holes(json, summary.holes);
  write_slots(json, summary.slots);
  const auto text = json.end().text();
  Problem problem{
      409, "incomplete", "Incomplete",
      "Slots are missing in this range; POST /api/v1/gaps:repair fetches them, or leave require=complete out.",
      "require"};
  problem.members = text.substr(1, text.size() - 2);
  return problem;
}

bool has_missing(const CandleSummary& summary) {
  return std::ranges::any_of(summary.holes, [](const Hole& hole) { return hole.kind == "missing"; });
}

net::Reply reply_with(const CandlePlan& plan, const CandleSummary& summary, const std::string& tag) {
  net::Reply reply;
  reply.headers.set("Content-Type", std::string{media_type(plan.format)});
  reply.headers.set("ETag", tag);
  reply.headers.set("Cache-Control", "no-cache");
  reply.headers.set("Candle-Slots", slots_header(summary.slots));
  if (!summary.next.empty()) reply.headers.set("Link", "<" + summary.next + ">; rel=\"next\"");
  return reply;
}

// A stream in the making: what it owns lives as long as the answer.
struct Streaming {
  Streaming(CandlePlan asked, CandleSummary told, market::Time now)
      : plan{std::move(asked)}, summary{std::move(told)}, pager{plan, now}, text{candle_text(plan)} {}
  CandlePlan plan;
  CandleSummary summary;
  Pager pager;
  std::unique_ptr<CandleText> text;
  bool begun = false;
  bool ended = false;
};

base::Result<std::string> next_piece(Streaming& streaming) {
  constexpr std::size_t piece_bytes = 256U << 10U;
  std::string out;
  if (!streaming.begun) streaming.text->head(out);
  streaming.begun = true;
  while (!streaming.pager.done() && out.size() < piece_bytes) {
    TRY(auto rows, streaming.pager.next());
    if (streaming.plan.descending) reverse(rows);
    streaming.text->rows(out, rows);
  }
  if (streaming.pager.done()) streaming.ended = streaming.text->foot(out, streaming.summary);
  return out;
}

rt::Task<void> stream(std::shared_ptr<Streaming> streaming, rt::Worker& readers, net::BodyWriter& body) {
  while (!streaming->ended) {
    CO_TRY(auto piece, co_await readers.run([streaming] { return next_piece(*streaming); }));
    if (!piece.empty()) CO_CHECK(co_await body.write(std::move(piece)));
  }
  co_return base::Done{};
}

Answer answer_whole(const CandlePlan& plan, const Call& call, const std::string& tag) {
  WANT(auto rows, read_limited(plan, call.now));
  WANT(const auto summary, summarise(plan, page_of(plan, call, rows), call.now));
  if (plan.complete_only && has_missing(summary)) return refuse(incomplete(summary));
  if (plan.descending) reverse(rows);
  auto reply = reply_with(plan, summary, tag);
  const auto text = candle_text(plan);
  text->head(reply.body);
  text->rows(reply.body, rows);
  while (!text->foot(reply.body, summary)) {
  }
  return reply;
}

Answer answer_streamed(CandlePlan plan, const Call& call, const std::string& tag, rt::Worker& readers) {
  WANT(auto summary, summarise(plan, {plan.window, ""}, call.now));
  if (plan.complete_only && has_missing(summary)) return refuse(incomplete(summary));
  auto reply = reply_with(plan, summary, tag);
  auto streaming = std::make_shared<Streaming>(std::move(plan), std::move(summary), call.now);
  reply.stream = [streaming, &readers](net::BodyWriter& body) { return stream(streaming, readers, body); };
  return reply;
}

}  // namespace

Answer answer_candles(Shelf& shelf, rt::Worker& readers, const Call& call) {
  WANT(auto plan, plan_candles(shelf, call));
  const auto tag = tag_of(plan, call);
  if (names_tag(call.request.headers.find("If-None-Match").value_or(""), tag)) {
    net::Reply unchanged;
    unchanged.status = 304;
    unchanged.headers.set("ETag", tag);
    unchanged.headers.set("Cache-Control", "no-cache");
    return unchanged;
  }
  const auto slots = plan.series.timeframe.slots_in(plan.window);
  if (plan.limit || slots <= slots_in_memory) return answer_whole(plan, call, tag);
  if (plan.format == Format::columns && slots > column_slots_max) {
    return refuse(
        bad_parameter("format", fmt::format("The range has {} slots and json-columns holds {} at most; take a "
                                            "shorter range, a limit, or format=csv or ndjson.",
                                            slots, column_slots_max)));
  }
  return answer_streamed(std::move(plan), call, tag, readers);
}

}  // namespace serve
