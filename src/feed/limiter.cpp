#include "feed/limiter.hpp"

#include "feed/budget.hpp"
#include "market/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <list>
#include <sstream>

namespace feed {

using namespace std::chrono;

namespace {

constexpr std::array shares = {1.0, 0.9, 0.8};        // By Priority: what is left over is for those who go before.
constexpr milliseconds probe_limit = 30s;             // The first after a block is taken for lost after that.
constexpr milliseconds probe_glance = 250ms;          // How often the others look whether it has ended.
constexpr milliseconds restored_block_max = days{3};  // Longer ones come from a clock that was wrong.

struct Saved {
  market::Time blocked_until;
  int used = 0;
  market::Time at;
  std::string by;
};

bool sane(std::int64_t ms) {
  return ms >= 0 && ms <= market::ms_of(market::time_max);
}

// "1 <blocked until, ms> <used> <saved at, ms> <by …>". nullopt for anything else.
std::optional<Saved> parse_saved(const std::string& text) {
  std::istringstream in(text);
  int version = 0;
  std::int64_t until = 0;
  std::int64_t at = 0;
  Saved saved;
  if (!(in >> version >> until >> saved.used >> at) || version != 1 || !sane(until) || !sane(at)) return std::nullopt;
  saved.blocked_until = market::time_from_ms(until);
  saved.at = market::time_from_ms(at);
  in.get();
  std::getline(in, saved.by);
  return saved;
}

}  // namespace

struct Limiter::Inner {
  struct Waiter {
    Priority priority;
    int weight;
  };

  Inner(venue::Limit given, rt::Clock& time) : limit{std::move(given)}, clock{time}, budget{limit} {}

  venue::Limit limit;
  rt::Clock& clock;
  Budget budget;
  std::list<Waiter> queue;  // Whoever stands before another goes before it.
  Budget::Moment blocked_until{};
  std::string blocked_by;
  bool probe_due = false;  // A block was set; the next request is alone.
  std::optional<Budget::Moment> probe_sent;
  std::uint64_t waits = 0;
  std::function<void()> changed;

  std::list<Waiter>::iterator enter(Priority priority, int weight) {
    const auto behind = std::ranges::find_if(queue, [priority](const Waiter& w) { return w.priority > priority; });
    return queue.insert(behind, {priority, weight});
  }

  bool probing(Budget::Moment now) const { return probe_sent && now < *probe_sent + probe_limit; }

  milliseconds wait(Budget::Moment now, int ahead, int weight, Priority priority) const {
    if (now < blocked_until) return ceil<milliseconds>(blocked_until - now);
    if (probing(now) || (probe_due && ahead > 0)) return probe_glance;
    return budget.wait(now, ahead, weight, shares[static_cast<std::size_t>(priority)]);
  }

  void spend(int weight) {
    const auto now = clock.steady();
    budget.spend(now, weight);
    if (probe_due) probe_sent = now;
    probe_due = false;
  }

  void restore(const Saved& saved) {
    const market::Time now = clock.now();
    const auto left = std::min(saved.blocked_until - now, restored_block_max);
    if (left > 0ms) {
      blocked_until = clock.steady() + left;
      blocked_by = saved.by;
      probe_due = true;
    }
    const auto age = now - saved.at;
    if (age >= 0ms && age < limit.per) budget.report_used(clock.steady(), std::clamp(saved.used, 0, limit.requests));
  }
};

// Leaves the queue however the wait ends.
class Limiter::Place {
 public:
  Place(Inner& inner, Priority priority, int weight) : inner_{inner}, at_{inner.enter(priority, weight)} {}
  ~Place() { inner_.queue.erase(at_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  milliseconds wait() const {
    int ahead = 0;
    for (auto other = inner_.queue.cbegin(); other != at_; ++other) ahead += other->weight;
    return inner_.wait(inner_.clock.steady(), ahead, at_->weight, at_->priority);
  }

 private:
  Inner& inner_;
  std::list<Inner::Waiter>::const_iterator at_;
};

Limiter::Limiter(venue::Limit limit, rt::Clock& clock, const std::string& saved)
    : inner_{std::make_unique<Inner>(std::move(limit), clock)} {
  if (const auto before = parse_saved(saved)) inner_->restore(*before);
}

Limiter::~Limiter() = default;

rt::Task<void> Limiter::take(int weight, Priority priority) {
  const Place place(*inner_, priority, weight);
  auto wait = place.wait();
  if (wait > 0ms) ++inner_->waits;
  for (; wait > 0ms; wait = place.wait()) CO_CHECK(co_await inner_->clock.sleep(wait));
  inner_->spend(weight);
  co_return base::Done{};
}

milliseconds Limiter::wait(int weight, Priority priority) const {
  int ahead = 0;
  for (const auto& waiter : inner_->queue) ahead += waiter.priority <= priority ? waiter.weight : 0;
  return inner_->wait(inner_->clock.steady(), ahead, weight, priority);
}

void Limiter::report_used(int used) {
  inner_->budget.report_used(inner_->clock.steady(), used);
}

void Limiter::heard() {
  inner_->probe_sent.reset();
}

void Limiter::block(milliseconds wait, std::string by) {
  const auto until = inner_->clock.steady() + wait;
  inner_->probe_due = true;
  inner_->probe_sent.reset();
  if (until <= inner_->blocked_until) return;
  inner_->blocked_until = until;
  inner_->blocked_by = std::move(by);
  if (inner_->changed) inner_->changed();
}

LimiterState Limiter::state() const {
  const auto now = inner_->clock.steady();
  LimiterState state;
  state.waits = inner_->waits;
  if (!inner_->budget.unlimited())
    state.used_ratio = static_cast<double>(inner_->budget.used(now)) / inner_->limit.requests;
  if (now < inner_->blocked_until) {
    state.blocked_until = inner_->clock.now() + ceil<milliseconds>(inner_->blocked_until - now);
    state.blocked_by = inner_->blocked_by;
  }
  return state;
}

std::string Limiter::save() const {
  const auto blocked = state().blocked_until.value_or(rt::WallTime{});
  return fmt::format("1 {} {} {} {}", blocked.time_since_epoch().count(), inner_->budget.used(inner_->clock.steady()),
                     inner_->clock.now().time_since_epoch().count(), inner_->blocked_by);
}

void Limiter::on_change(std::function<void()> call) {
  inner_->changed = std::move(call);
}

}  // namespace feed
