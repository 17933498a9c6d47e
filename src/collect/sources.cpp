#include "collect/sources.hpp"

#include "net/url.hpp"

#include <fmt/format.h>

namespace collect {

namespace {

// A question that is tried again for so long, while no other is answered, is told of before it is given up.
constexpr std::chrono::seconds silence_max{10};

std::string host_of(const venue::Facts& facts) {
  const auto url = net::Url::parse(facts.rest);
  return url ? url->authority() : facts.rest;
}

bool on_this_machine(std::string_view host) {
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

// Notes how the questions of a source end.
class Watched final : public feed::Source {
 public:
  Watched(Sources::Venue& venue, rt::Clock& clock) : venue_{venue}, clock_{clock} {}

  rt::Task<feed::Page> candles(market::Instrument instrument, market::Timeframe timeframe, market::Span window,
                               feed::Priority priority) override {
    auto page = co_await venue_.rest.candles(std::move(instrument), timeframe, window, priority);
    note(page ? nullptr : &page.error());
    co_return page;
  }
  rt::Task<std::vector<market::Instrument>> instruments(feed::Priority priority) override {
    auto list = co_await venue_.rest.instruments(priority);
    note(list ? nullptr : &list.error());
    co_return list;
  }
  rt::Task<rt::WallTime> server_time() override {
    auto time = co_await venue_.rest.server_time();
    note(time ? nullptr : &time.error());
    co_return time;
  }
  const venue::Facts& facts() const override { return venue_.rest.facts(); }

 private:
  void note(const base::Error* error) {
    venue_.note.clear();
    if (error == nullptr) {
      venue_.error.clear();
      venue_.since.reset();
      venue_.last_answer = clock_.now();
    } else if (error->code != base::Code::cancelled && error->code != base::Code::not_found) {
      venue_.error = error->what;
      if (!venue_.since) venue_.since = clock_.now();
    } else if (venue_.error.empty()) {
      venue_.since.reset();
    }
  }

  Sources::Venue& venue_;
  rt::Clock& clock_;
};

}  // namespace

Sources::Venue::Venue(venue::Facts facts, net::Http& http, feed::Limiter& limiter_of_host, rt::Clock& clock,
                      const Sources& owner)
    : rest{std::move(facts), http, limiter_of_host, clock, owner.settings_},
      source{std::make_unique<Watched>(*this, clock)},
      questions{owner.questions_at_once_},
      limiter{limiter_of_host} {
  rest.on_note([this, &clock](std::string said) {
    note = std::move(said);
    if (!note.empty() && !since) since = clock.now();
  });
}

Sources::Sources(const venue::Registry& venues, net::Http& http, store::Journal& journal, rt::Clock& clock,
                 feed::RestSettings settings, std::size_t questions_at_once)
    : venues_{venues},
      http_{http},
      journal_{journal},
      clock_{clock},
      settings_{settings},
      questions_at_once_{questions_at_once} {}

feed::Limiter& Sources::limiter_for(const venue::Facts& facts) {
  const auto host = host_of(facts);
  auto& limiter = limiters_[host];
  if (limiter) return *limiter;
  const auto key = "limiter:" + host;
  const auto saved = journal_.get(key);
  // Whoever answers on this machine (a stand-in, a proxy) has no documented budget; what it refuses is obeyed.
  const auto limit = on_this_machine(host) ? venue::Limit{} : facts.limit;
  limiter = std::make_unique<feed::Limiter>(limit, clock_, saved ? saved->value_or("") : "");
  // A block that could not be kept is only forgotten by the next process; the exchange will say it again.
  limiter->on_change([this, key, kept = limiter.get()] { static_cast<void>(journal_.put(key, kept->save())); });
  return *limiter;
}

base::Result<Sources::Venue*> Sources::open(const std::string& id) {
  if (const auto known = open_.find(id); known != open_.end()) return known->second.get();
  TRY(const auto* const facts, venues_.find(id));
  if (facts->closed) return base::fail(base::Code::refused, *facts->closed);
  auto& made = open_[id];
  made = std::make_unique<Venue>(*facts, http_, limiter_for(*facts), clock_, *this);
  return made.get();
}

std::vector<SourceView> Sources::views(const std::map<std::string, std::int64_t>& stored) const {
  std::map<std::string, SourceView> views;
  for (const auto& [id, venue] : open_) views[id] = view_of(id);
  for (const auto& [id, count] : stored) {
    auto& view = views.try_emplace(id, view_of(id)).first->second;
    view.series = count;
  }
  std::vector<SourceView> all;
  for (auto& [id, view] : views) all.push_back(std::move(view));
  return all;
}

SourceView Sources::view_of(const std::string& id) const {
  SourceView view{.id = id, .state = "idle", .since = {}, .error = {}, .advice = {}};
  const auto found = open_.find(id);
  if (found == open_.end()) {
    const auto facts = venues_.find(id);
    if (facts && (*facts)->closed) {
      view.state = "closed";
      view.error = *(*facts)->closed;
    }
    return view;
  }
  const auto& venue = *found->second;
  const auto limits = venue.limiter.state();
  view.budget_used = limits.used_ratio;
  const bool silent = !venue.note.empty() && venue.since && clock_.now() - *venue.since >= silence_max;
  const bool blocked = limits.blocked_until && *limits.blocked_until > clock_.now();
  if (!venue.error.empty() || (silent && !blocked)) {
    view.state = "down";
    view.since = venue.since;
    view.error = venue.error.empty() ? venue.note : venue.error;
    view.advice = fmt::format("It is asked again by itself. Check the network, and the setting venues.{}.rest.", id);
  } else if (blocked) {
    view.state = "waiting";
    view.since = clock_.now();
    view.error = fmt::format("{}, until {}", limits.blocked_by, market::rfc3339(*limits.blocked_until));
    view.advice = "Nothing: it is asked again when its limit allows.";
  } else if (venue.last_answer > market::Time{}) {
    view.state = "ok";
    view.error = venue.note;
  }
  return view;
}

}  // namespace collect
