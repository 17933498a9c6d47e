#include "collect/filling.hpp"

#include "collect/absent.hpp"
#include "collect/listing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace collect {

namespace {

using market::Span;
using market::Time;
using namespace std::chrono_literals;

constexpr int fruitless_most = 3;  // Passes in a row that bring nothing.
constexpr int answers_most = 6;    // About one window, before its absent slots are left in doubt.
constexpr int pages_at_once = 4;
constexpr int leap_pages = 63;
constexpr int failures_in_a_row_most = 2;
// A slot that is absent at the newest end may only be late: younger than this it is not believed to be empty.
constexpr std::chrono::milliseconds young = 10min;
constexpr rt::BackoffLimits pauses{.first = 2'000ms, .most = 60'000ms};

bool final_refusal(base::Code code) {
  return code == base::Code::refused || code == base::Code::not_found || code == base::Code::unsupported ||
         code == base::Code::usage;
}

// A span that keeps failing is asked for ever more seldom, but never for the last time.
std::chrono::milliseconds retry_after(int attempts) {
  return std::min<std::chrono::milliseconds>(1min * (std::int64_t{1} << std::min(attempts - 1, 10)), 6h);
}

std::int64_t slots(const market::SpanSet& set, const market::Timeframe& timeframe) {
  std::int64_t total = 0;
  for (const auto& span : set.spans()) total += timeframe.slots_in(span);
  return total;
}

}  // namespace

Filling::Filling(Workshop workshop, Wish wish, SeriesView& view, Changed changed)
    : workshop_{workshop}, wish_{std::move(wish)}, view_{view}, changed_{std::move(changed)} {
  view_.series = wish_.series;
}

rt::Task<void> Filling::run() {
  auto ready = co_await prepare();
  rt::Backoff backoff{pauses};
  while (!ready && base::worth_retrying(ready.error().code) && backoff.tries() + 1 < fruitless_most) {
    CO_CHECK(co_await workshop_.clock.sleep(backoff.next()));
    ready = co_await prepare();
  }
  if (!ready) {
    if (!final_refusal(ready.error().code) && !base::worth_retrying(ready.error().code)) co_return ready;
    give_up(ready.error());
    co_return base::Done{};
  }
  CO_CHECK(co_await run_passes());
  CO_CHECK(co_await workshop_.writing.flush());
  view_.note.clear();
  const auto missing = view_.slots_total - view_.slots_done;
  if (missing > 0) CO_CHECK(co_await want_until(view_.span.until));
  if (view_.error.empty() && missing > 0) {
    view_.error =
        fmt::format("{} slots are still missing; `wick gaps` tells why, `wick fetch resume` tries again", missing);
  }
  changed_({});
  co_return base::Done{};
}

// Passes go on as long as they bring something: what failed is less each time.
rt::Task<void> Filling::run_passes() {
  const auto& timeframe = wish_.series.timeframe;
  rt::Backoff backoff{pauses};
  auto left = slots(todo_, timeframe);
  for (int fruitless = 0; fruitless < fruitless_most && left > 0 && !hopeless_;) {
    CO_CHECK(co_await run_pass());
    todo_ = std::exchange(failed_, {});
    const auto before = std::exchange(left, slots(todo_, timeframe));
    fruitless = left < before ? 0 : fruitless + 1;
    if (fruitless == 0) backoff.reset();
    if (left > 0 && fruitless < fruitless_most) CO_CHECK(co_await workshop_.clock.sleep(backoff.next()));
  }
  co_return base::Done{};
}

// A slot that is absent at the newest end may only be late: it is not wanted as long as it is too young to be believed.
rt::Task<void> Filling::want_until(Time until) {
  const Span wanted{view_.span.from, until};
  if (wanted.empty()) co_return base::Done{};
  const auto want = [this, wanted]() -> base::Done {
    TRY(auto* const writer, workshop_.library.writer(wish_.series.venue));
    return writer->want(id_, wanted);
  };
  co_return co_await workshop_.disk.run(want);
}

Time Filling::believable_until() const {
  return wish_.series.timeframe.floor(workshop_.clock.now() - young);
}

// Finds out what is wanted and what of it is known already.
rt::Task<void> Filling::prepare() {
  view_.note = "asking for the listing date";
  CO_TRY(const auto server_now, co_await workshop_.source.server_time());
  const auto& timeframe = wish_.series.timeframe;
  const Time closed_until = timeframe.floor(server_now);
  const auto ensure = [this]() -> base::Result<store::SeriesInfo> {
    TRY(auto* const writer, workshop_.library.writer(wish_.series.venue));
    TRY(const auto ensured, writer->ensure(wish_.series, wish_.instrument.venue_symbol));
    id_ = ensured;
    return writer->find(wish_.series);
  };
  CO_TRY(const auto info, co_await workshop_.disk.run(ensure));
  listed_ = info.listed;
  if (!listed_) CO_CHECK(co_await learn_listing(closed_until));
  if (!listed_) {
    co_return base::fail(base::Code::not_found, fmt::format("{} has no candles of {} in {}", wish_.series.venue,
                                                            wish_.series.symbol, timeframe.text()));
  }
  view_.span = {timeframe.ceil(wish_.from.value_or(*listed_)),
                std::min(closed_until, timeframe.ceil(wish_.until.value_or(closed_until)))};
  CO_CHECK(co_await want_until(std::min(view_.span.until, believable_until())));
  CO_CHECK(co_await look_at_store(server_now));
  CO_CHECK(co_await note_before_listing());
  view_.slots_total = timeframe.slots_in(view_.span);
  view_.slots_done = slots(known_.within(view_.span), timeframe);
  view_.note.clear();
  changed_({});
  co_return base::Done{};
}

// What of the span is known, and so what is to be done.
rt::Task<void> Filling::look_at_store(Time now) {
  struct Look {
    std::vector<market::Known> known;
    std::vector<store::Failure> failures;
  };
  const auto look = [this]() -> base::Result<Look> {
    TRY(auto* const writer, workshop_.library.writer(wish_.series.venue));
    Look seen;
    TRY(seen.known, writer->known(id_, view_.span));
    TRY(seen.failures, writer->failures(id_));
    return seen;
  };
  CO_TRY(const auto seen, co_await workshop_.disk.run(look));
  for (const auto& known : seen.known) known_.add(known.span);
  todo_ = wish_.again ? market::SpanSet(view_.span) : known_.missing_in(view_.span);
  todo_.remove({view_.span.from, std::min(*listed_, view_.span.until)});
  for (const auto& failure : seen.failures) {
    if (wish_.patient && failure.next_try > now) todo_.remove(failure.span);
  }
  co_return base::Done{};
}

rt::Task<void> Filling::learn_listing(Time closed_until) {
  CO_CHECK(co_await workshop_.questions.take());
  const rt::Permit permit(workshop_.questions, 1);
  CO_TRY(listed_, co_await find_listing(workshop_.source, wish_.instrument, wish_.series.timeframe, closed_until,
                                        wish_.priority));
  if (!listed_) co_return base::Done{};
  const auto keep = [this]() -> base::Done {
    TRY(auto* const writer, workshop_.library.writer(wish_.series.venue));
    return writer->set_listed(id_, *listed_);
  };
  co_return co_await workshop_.disk.run(keep);
}

rt::Task<void> Filling::note_before_listing() {
  const Span before{view_.span.from, std::min(*listed_, view_.span.until)};
  if (before.empty() || known_.covers(before)) co_return base::Done{};
  store::Answer answer{
      .series = id_, .span = before, .candles = {}, .voids = {}, .provenance = provenance(workshop_.clock.now())};
  answer.voids.push_back({before, market::State::before_listing});
  co_return co_await workshop_.writing.give(wish_.series.venue, std::move(answer),
                                            [this](const Written& news) { written(news); });
}

rt::Task<void> Filling::run_pass() {
  rt::Scope scope(co_await boost::asio::this_coro::executor);
  failures_in_a_row_ = 0;
  for (int i = 0; i < pages_at_once; ++i) scope.spawn(wish_.series.text(), ask_pages());
  auto joined = co_await scope.join();
  co_return joined;
}

rt::Task<void> Filling::ask_pages() {
  while (const auto window = next_window()) {
    auto asked = co_await ask_page(*window);
    if (asked) {
      failures_in_a_row_ = 0;
    } else if (asked.error().code == base::Code::cancelled || asked.error().code == base::Code::no_space ||
               asked.error().code == base::Code::corrupt) {
      co_return asked;
    } else {
      CO_CHECK(co_await put_off(*window, asked.error()));
    }
  }
  co_return base::Done{};
}

// The next window to ask for, taken out of what is to be done. It begins one candle early, so that neighbouring pages
// are compared; but only once, for an answer may hold that candle alone and so leave its window as it was. A gap in
// front of held candles is filled backward, so that coverage stays whole.
std::optional<Span> Filling::next_window() {
  if (todo_.empty() || hopeless_) return std::nullopt;
  const auto& facts = workshop_.source.facts();
  const auto& timeframe = wish_.series.timeframe;
  Span gap = todo_.spans().front();
  const bool backward = facts.paging.cut == venue::Cut::keeps_newest ||
                        (gap.from == view_.span.from && gap.until < view_.span.until && known_.holds(gap.until));
  const bool can_compare =
      !backward && facts.paging.pieces.empty() && gap.from > *listed_ && gap.from > view_.span.from;
  if (can_compare && compared_.insert(gap.from).second) gap.from = timeframe.open_of(timeframe.slot_of(gap.from) - 1);
  Span page = venue::next_page(facts, timeframe, gap, backward);
  // Behind an empty page there may be more emptiness: a wide window finds its end in one question, and a venue that
  // keeps the oldest rows cuts the answer by itself.
  const bool can_leap = !backward && facts.paging.cut == venue::Cut::keeps_oldest && facts.paging.pieces.empty();
  if (leaping_ && can_leap) {
    const auto reach = timeframe.slot_of(page.until) + std::int64_t{leap_pages} * facts.paging.rows;
    page.until = std::min(gap.until, timeframe.open_of(reach));
  }
  todo_.remove(page);
  return page;
}

rt::Task<void> Filling::ask_page(Span window) {
  CO_TRY(auto testimony, co_await question(window));
  leaping_ = testimony.candles().empty() && testimony.settled();
  const Span spoken = testimony.span();
  if (spoken.empty()) co_return base::fail(base::Code::bad_data, "the answer speaks for none of the slots asked for");
  if (window.from < spoken.from) todo_.add({window.from, spoken.from});
  if (spoken.until < window.until) todo_.add({spoken.until, window.until});
  co_return co_await conclude(std::move(testimony));
}

// Asks until nothing is absent or two answers agree on what is.
rt::Task<Testimony> Filling::question(Span window) {
  Testimony testimony(wish_.series.timeframe);
  while (!testimony.settled() && testimony.answers() < answers_most) {
    CO_CHECK(co_await workshop_.questions.take());
    const rt::Permit permit(workshop_.questions, 1);
    CO_TRY(auto page,
           co_await workshop_.source.candles(wish_.instrument, wish_.series.timeframe, window, wish_.priority));
    testimony.hear(std::move(page));
    if (testimony.span().empty()) break;
  }
  co_return testimony;
}

store::Provenance Filling::provenance(rt::WallTime at) const {
  return {.evidence = store::Evidence::rest, .source = "rest", .job = wish_.job, .at = at};
}

// The absent slots as what they are; `claimed` is cut where they are too young to be believed.
std::vector<market::Known> Filling::voids_of(const Testimony& testimony, Span& claimed) {
  std::vector<market::Known> voids;
  if (!testimony.settled()) return voids;
  const auto quiet =
      workshop_.source.facts().quiet == venue::Quiet::absent ? market::State::no_trade : market::State::outage;
  for (auto run : testimony.absent()) {
    const bool newest = run.until == claimed.until && run.until == view_.span.until;
    if (newest) {
      claimed.until = std::max(run.from, std::min(run.until, believable_until()));
      run.until = claimed.until;
      if (run.empty()) break;
    }
    if (run.from < *listed_)
      voids.push_back({{run.from, std::min(run.until, *listed_)}, market::State::before_listing});
    if (run.until > *listed_) voids.push_back({{std::max(run.from, *listed_), run.until}, quiet});
  }
  return voids;
}

store::Answer Filling::answer_of(Testimony& testimony) {
  store::Answer answer{
      .series = id_, .span = testimony.span(), .candles = {}, .voids = {}, .provenance = provenance(testimony.at())};
  answer.voids = voids_of(testimony, answer.span);
  unsettled_.remove(answer.span);
  if (!testimony.settled()) {
    for (const auto& run : testimony.absent()) unsettled_.add(run);
  }
  answer.candles = testimony.take_candles();
  return answer;
}

rt::Task<void> Filling::conclude(Testimony testimony) {
  const auto told = [this](const Written& news) { written(news); };
  for (const auto& old : testimony.superseded()) {
    const Span slot{old.open_time, wish_.series.timeframe.next(wish_.series.timeframe.floor(old.open_time))};
    store::Answer earlier{
        .series = id_, .span = slot, .candles = {old}, .voids = {}, .provenance = provenance(testimony.at() - 1ms)};
    CO_CHECK(co_await workshop_.writing.give(wish_.series.venue, std::move(earlier), told));
  }
  const bool settled = testimony.settled();
  const auto doubtful = settled ? std::vector<Span>{} : testimony.absent();
  auto answer = answer_of(testimony);
  if (answer.span.until < testimony.span().until) {
    // Too young to be believed and not yet owed: the job ends before it.
    view_.span.until = answer.span.until;
    view_.slots_total = wish_.series.timeframe.slots_in(view_.span);
  }
  if (!answer.span.empty()) CO_CHECK(co_await workshop_.writing.give(wish_.series.venue, std::move(answer), told));
  for (const auto& run : doubtful) {
    base::Error doubt{base::Code::bad_data, fmt::format("{} answers about it contradict each other", answers_most), {}};
    CO_CHECK(co_await put_off(run, std::move(doubt)));
  }
  co_return base::Done{};
}

// Notes a window that failed in the ledger and leaves it to the next pass.
rt::Task<void> Filling::put_off(Span window, base::Error error) {
  if (final_refusal(error.code)) {
    give_up(error);
    co_return base::Done{};
  }
  if (++failures_in_a_row_ >= failures_in_a_row_most && !todo_.empty()) {
    for (const auto& rest : std::exchange(todo_, {}).spans()) failed_.add(rest);  // The venue is down: no use to go on.
  }
  failed_.add(window);
  const auto now = workshop_.clock.now();
  view_.note = error.what;
  const auto note = [this, window, error, now]() -> base::Done {
    TRY(auto* const writer, workshop_.library.writer(wish_.series.venue));
    TRY(const auto failures, writer->failures(id_));
    int attempts = 1;
    for (const auto& failure : failures) {
      if (failure.span.overlaps(window)) attempts = std::max(attempts, failure.attempts + 1);
    }
    return writer->fail({.series = id_,
                         .span = window,
                         .reason = error.what,
                         .attempts = 1,
                         .first = now,
                         .last = now,
                         .next_try = now + std::max(error.wait, retry_after(attempts))});
  };
  co_return co_await workshop_.disk.run(note);
}

void Filling::written(const Written& news) {
  market::SpanSet fresh(news.span);
  for (const auto& doubt : unsettled_.spans()) fresh.remove(doubt);
  for (const auto& span : fresh.spans()) known_.add(span);
  view_.slots_done = slots(known_.within(view_.span), wish_.series.timeframe);
  view_.rows += static_cast<std::int64_t>(news.recorded.added);
  changed_(news.recorded);
}

void Filling::give_up(const base::Error& error) {
  hopeless_ = true;
  todo_ = {};
  view_.note.clear();
  view_.error = error.what;
  changed_({});
}

}  // namespace collect
