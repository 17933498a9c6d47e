#include "serve/holes.hpp"

namespace serve {

namespace {

constexpr std::size_t holes_max = 1000;

// The parts of a missing span, each with its reason from the ledger.
void add_missing(std::vector<Hole>& out, market::Span missing, std::span<const market::Gap> ledger) {
  const auto unasked = [&](market::Span span) {
    if (!span.empty()) out.push_back({span, "missing", "not asked for yet"});
  };
  for (const auto& gap : ledger) {
    const auto part = market::intersection(gap.span, missing);
    if (part.empty()) continue;
    unasked({missing.from, part.from});
    out.push_back({part, "missing", gap.reason, gap.attempts, gap.next_try});
    missing.from = part.until;
  }
  unasked(missing);
}

}  // namespace

std::vector<Hole> holes(std::span<const Run> runs, std::span<const market::Gap> ledger) {
  std::vector<Hole> out;
  for (const auto& run : runs) {
    while (!ledger.empty() && ledger.front().span.until <= run.span.from) ledger = ledger.subspan(1);
    if (run.slot == Slot::outage) out.push_back({run.span, "outage", "the exchange has no candles there"});
    if (run.slot != Slot::missing) continue;
    std::size_t near = 0;
    while (near < ledger.size() && ledger[near].span.from < run.span.until) ++near;
    add_missing(out, run.span, ledger.first(near));
  }
  return out;
}

void write_holes(Json& json, std::span<const Hole> holes) {
  const auto told = std::min(holes.size(), holes_max);
  json.key("gaps").array();
  for (const auto& hole : holes.first(told)) {
    json.object().field("start", hole.span.from).field("end", hole.span.until);
    json.field("kind", hole.kind).field("reason", hole.reason).end();
  }
  json.end();
  if (told < holes.size()) json.field("gaps_left_out", holes.size() - told);
}

void write_slots(Json& json, const Counts& counts) {
  json.key("slots").object().field("expected", counts.expected()).field("returned", counts.ok);
  json.field("no_trade", counts.no_trade).field("missing", counts.missing).field("outage", counts.outage);
  json.field("before_listing", counts.before_listing).field("open", counts.open).end();
}

}  // namespace serve
