#include "serve/slots.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace serve {

namespace {

Slot slot_of(market::State state) {
  switch (state) {
    case market::State::held: return Slot::ok;
    case market::State::no_trade: return Slot::no_trade;
    case market::State::outage: return Slot::outage;
    case market::State::before_listing: return Slot::before_listing;
  }
  return Slot::missing;
}

// Known spans and the holes between them, without overlap, over the whole window.
std::vector<Run> pieces(market::Span window, std::span<const market::Known> known) {
  std::vector<Run> out;
  market::Time from = window.from;
  for (const auto& part : known) {
    const auto span = market::intersection(part.span, {from, window.until});
    if (span.empty()) continue;
    if (from < span.from) out.push_back({{from, span.from}, Slot::missing});
    out.push_back({span, slot_of(part.state)});
    from = span.until;
  }
  if (from < window.until) out.push_back({{from, window.until}, Slot::missing});
  return out;
}

// Which of two states a slot has whose parts stand differently.
Slot together(Slot a, Slot b, Partial partial) {
  constexpr std::array lenient = {Slot::ok, Slot::missing, Slot::outage, Slot::no_trade, Slot::before_listing};
  constexpr std::array strict = {Slot::missing, Slot::ok, Slot::outage, Slot::no_trade, Slot::before_listing};
  const auto& order = partial == Partial::is_ok ? lenient : strict;
  return *std::ranges::find_if(order, [&](Slot slot) { return slot == a || slot == b; });
}

// At the end, as part of its neighbour where they stand alike.
void join(std::vector<Run>& runs, const Run& run) {
  if (run.span.empty()) return;
  if (!runs.empty() && runs.back().slot == run.slot && runs.back().span.until == run.span.from) {
    runs.back().span.until = run.span.until;
  } else {
    runs.push_back(run);
  }
}

Slot worse(Slot a, Slot b) {
  constexpr std::array order = {Slot::missing,  Slot::outage,         Slot::ok,
                                Slot::no_trade, Slot::before_listing, Slot::open};
  return *std::ranges::find_if(order, [&](Slot slot) { return slot == a || slot == b; });
}

// Puts runs of whole slots together out of pieces that may begin and end within a slot.
class Gatherer {
 public:
  Gatherer(const market::Timeframe& timeframe, market::Time now, Partial partial)
      : timeframe_{timeframe}, now_{now}, partial_{partial} {}

  void take(const Run& piece) {
    auto from = piece.span.from;
    if (shared_ && from < shared_->span.until) {
      shared_->slot = together(shared_->slot, piece.slot, partial_);
      if (piece.span.until < shared_->span.until) return;
      from = shared_->span.until;
    }
    flush();
    const auto last = timeframe_.floor(piece.span.until);
    // A slot that begins here and one that ends elsewhere are shared with the neighbours.
    if (from < last) put({{from, last}, piece.slot});
    if (last < piece.span.until && from <= last) shared_ = Run{{last, timeframe_.next(last)}, piece.slot};
  }

  std::vector<Run> done() && {
    flush();
    return std::move(out_);
  }

 private:
  void flush() {
    if (shared_) put(*shared_);
    shared_.reset();
  }

  void put(Run run) {
    const auto running = timeframe_.floor(now_);
    if (run.slot == Slot::missing && running < run.span.until) {
      const auto closed = std::max(run.span.from, std::min(run.span.until, running));
      append({{run.span.from, closed}, Slot::missing});
      append({{closed, run.span.until}, Slot::open});
    } else {
      append(run);
    }
  }

  void append(const Run& run) { join(out_, run); }

  const market::Timeframe& timeframe_;
  market::Time now_;
  Partial partial_;
  std::optional<Run> shared_;
  std::vector<Run> out_;
};

}  // namespace

std::string_view name(Slot slot) {
  constexpr std::array<std::string_view, 6> names = {"ok", "no_trade", "outage", "before_listing", "missing", "open"};
  return names[static_cast<std::size_t>(slot)];
}

std::vector<Run> runs(const market::Timeframe& timeframe, market::Span window, std::span<const market::Known> known,
                      market::Time now, Partial partial) {
  Gatherer gatherer(timeframe, now, partial);
  for (const auto& piece : pieces(window, known)) gatherer.take(piece);
  return std::move(gatherer).done();
}

std::vector<Run> coarser(std::span<const Run> runs, std::chrono::milliseconds length) {
  std::vector<Run> out;
  Run shared;  // The stretch begun and not full: it may hold several states.
  for (const auto& run : runs) {
    for (auto from = run.span.from; from < run.span.until;) {
      const auto into = (from - runs.front().span.from) % length;
      const bool fresh = into.count() == 0;
      const auto whole = from + (run.span.until - from) / length * length;
      if (fresh) join(out, std::exchange(shared, {}));
      if (fresh && from < whole) {
        join(out, {{from, whole}, run.slot});
        from = whole;
        continue;
      }
      const auto until = std::min(run.span.until, from - into + length);
      shared = fresh ? Run{{from, until}, run.slot} : Run{{shared.span.from, until}, worse(shared.slot, run.slot)};
      from = until;
    }
  }
  join(out, shared);
  return out;
}

void Counts::add(Slot slot, std::int64_t slots) {
  switch (slot) {
    case Slot::ok: ok += slots; break;
    case Slot::no_trade: no_trade += slots; break;
    case Slot::outage: outage += slots; break;
    case Slot::before_listing: before_listing += slots; break;
    case Slot::missing: missing += slots; break;
    case Slot::open: open += slots; break;
  }
}

Counts count(const market::Timeframe& timeframe, std::span<const Run> runs) {
  Counts counts;
  for (const auto& run : runs) counts.add(run.slot, timeframe.slots_in(run.span));
  return counts;
}

std::vector<BucketCounts> count_by(const market::Timeframe& bucket, const market::Timeframe& timeframe,
                                   std::span<const Run> runs) {
  std::vector<BucketCounts> out;
  for (const auto& run : runs) {
    for (market::Time from = run.span.from; from < run.span.until;) {
      const auto open = bucket.floor(from);
      const auto until = std::min(run.span.until, bucket.next(open));
      if (out.empty() || out.back().open != open) out.push_back({open, {}});
      out.back().counts.add(run.slot, timeframe.slots_in({from, until}));
      from = until;
    }
  }
  return out;
}

}  // namespace serve
