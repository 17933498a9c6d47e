#include "feed/source.hpp"

#include "base/text.hpp"
#include "feed/settle.hpp"
#include "venue/retry_after.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace feed {

using namespace std::chrono;
using base::Code;
using market::Time;
using market::Timeframe;

namespace {

constexpr milliseconds date_resolution = 1s;  // Of the Date header.
constexpr milliseconds wait_worth_a_word = 1s;

std::string seconds_text(milliseconds length) {
  const auto count = static_cast<double>(length.count()) / 1000;
  return count < 10 ? fmt::format("{:.1f} s", count) : fmt::format("{:.0f} s", count);
}

// So that those who share an exchange do not come back in one moment.
milliseconds jitter() {
  return rt::Backoff({.first = 500ms, .most = 500ms}).next();
}

}  // namespace

RestSource::RestSource(venue::Facts facts, net::Http& http, Limiter& limiter, rt::Clock& clock, RestSettings settings)
    : facts_{std::move(facts)}, http_{http}, limiter_{limiter}, clock_{clock}, settings_{settings} {}

rt::Task<Page> RestSource::candles(market::Instrument instrument, Timeframe timeframe, market::Span window,
                                   Priority priority) {
  MUST(!window.empty());
  CO_CHECK(answerable(timeframe));
  CO_CHECK(co_await learn_clock(priority));
  const auto ask = venue::ask_candles(facts_, instrument, timeframe, window, server_now());
  const bool recent = venue::asks_recent(facts_, timeframe, window, server_now());
  Page page;
  const Read read = [&](std::string_view body, Moment sent, Moment /*received*/) -> base::Done {
    TRY(auto rows, venue::read_candles(facts_, timeframe, body));
    const Time asked_at = server_.known() ? server_.at(sent) : server_now();
    page = settle(facts_, timeframe, std::move(rows),
                  {.window = window, .asked_at = asked_at, .grace = settings_.grace, .recent = recent});
    return {};
  };
  CO_CHECK(co_await answer(ask, priority, read));
  page.at = clock_.now();
  co_return page;
}

rt::Task<std::vector<market::Instrument>> RestSource::instruments(Priority priority) {
  CO_CHECK(answerable(facts_.timeframes.front().first));
  std::vector<market::Instrument> list;
  const Read read = [&](std::string_view body, Moment /*sent*/, Moment /*received*/) -> base::Done {
    TRY(list, venue::read_instruments(facts_, body));
    return {};
  };
  CO_CHECK(co_await answer(venue::ask_instruments(facts_), priority, read));
  co_return list;
}

rt::Task<rt::WallTime> RestSource::server_time() {
  CO_CHECK(co_await learn_clock(Priority::interactive));
  // Any answer has a Date.
  if (!server_.known()) CO_CHECK(co_await instruments(Priority::interactive));
  co_return server_now();
}

// Asks once, where the venue offers it. Answers without it tell the time by their Date, so a failure is no obstacle.
rt::Task<void> RestSource::learn_clock(Priority priority) {
  const auto ask = venue::ask_time(facts_);
  if (server_.known() || clock_asked_ || !ask) co_return base::Done{};
  CO_CHECK(answerable(facts_.timeframes.front().first));
  clock_asked_ = true;
  const Read read = [this](std::string_view body, Moment sent, Moment received) -> base::Done {
    TRY(const auto time, venue::read_time(facts_, body));
    server_.hear(time, milliseconds{0}, sent, received);
    return {};
  };
  const auto done = co_await answer(*ask, priority, read);
  if (!done && done.error().code == Code::cancelled) co_return done;
  co_return base::Done{};
}

rt::Task<void> RestSource::answer(venue::Ask ask, Priority priority, Read read) {
  rt::Backoff backoff(settings_.backoff);
  for (int attempt = 1;; ++attempt) {
    auto done = co_await once(ask, priority, read);
    if (done || !again(done.error(), attempt)) co_return done;
    const auto& error = done.error();
    const auto pause = error.code == Code::rate_limited ? milliseconds{0} : backoff.next();
    tell(fmt::format("try {} of {} in {}: {}", attempt + 1, settings_.tries, seconds_text(std::max(pause, error.wait)),
                     error.what));
    if (pause > 0ms) CO_CHECK(co_await clock_.sleep(pause));
  }
}

bool RestSource::again(const base::Error& error, int attempt) const {
  if (error.code == Code::bad_data) return attempt < std::min(settings_.unreadable_tries, settings_.tries);
  if (error.code == Code::rate_limited && error.wait > settings_.patience) return false;
  return base::worth_retrying(error.code) && attempt < settings_.tries;
}

rt::Task<void> RestSource::once(venue::Ask ask, Priority priority, Read read) {
  CO_CHECK(co_await wait_for_limit(ask.weight, priority));
  net::Request request{.method = ask.method, .url = ask.url, .headers = {}, .body = ask.body};
  const auto sent = clock_.steady();
  auto response = co_await http_.ask(std::move(request), settings_.answer_limit);
  if (!response) {
    limiter_.heard();
    co_return std::unexpected(std::move(response).error());
  }
  const auto received = clock_.steady();
  if (const auto date = venue::http_date(response->headers.find("date").value_or(""))) {
    server_.hear(*date, date_resolution, sent, received);
  }
  CO_CHECK(judge(*response));
  co_return read(response->body, sent, received);
}

rt::Task<void> RestSource::wait_for_limit(int weight, Priority priority) {
  const auto wait = limiter_.wait(weight, priority);
  const auto state = limiter_.state();
  if (state.blocked_until && wait > settings_.patience) {
    co_return base::fail(Code::rate_limited,
                         fmt::format("blocked until {}: {}", market::rfc3339(*state.blocked_until), state.blocked_by),
                         wait);
  }
  if (wait >= wait_worth_a_word) tell(fmt::format("waiting: rate limit {}", seconds_text(wait)));
  co_return co_await limiter_.take(weight, priority);
}

// Notes what the answer says of our budget, and whether it is an error.
base::Done RestSource::judge(const net::Response& response) {
  const auto& header = facts_.limit.weight_header;
  if (const auto used = header.empty() ? std::nullopt : response.headers.find(header)) {
    int count = 0;
    const auto [rest, problem] = std::from_chars(used->data(), used->data() + used->size(), count);
    if (problem == std::errc{}) limiter_.report_used(count);
  }
  auto error = venue::read_error(facts_,
                                 {.status = response.status,
                                  .body = response.body,
                                  .content_type = response.headers.find("content-type").value_or(""),
                                  .retry_after = response.headers.find("retry-after")},
                                 server_now());
  if (!error || error->code != Code::rate_limited) limiter_.heard();
  if (!error) return {};
  if (error->code == Code::rate_limited) {
    error->wait += jitter();
    limiter_.block(error->wait, error->what);
  }
  return std::unexpected(*std::move(error));
}

base::Done RestSource::answerable(const Timeframe& timeframe) const {
  if (facts_.closed) {
    return base::fail(Code::refused, fmt::format("{}; set venues.{}.rest to an address that speaks its protocol",
                                                 *facts_.closed, facts_.id));
  }
  if (facts_.code_of(timeframe)) return {};
  std::vector<std::string> known;
  for (const auto& [step, code] : facts_.timeframes) known.push_back(step.text());
  return base::fail(Code::unsupported, fmt::format("{} has no candles of {}; it has {}", facts_.name, timeframe.text(),
                                                   base::join(known, " ")));
}

// Before anything was heard of the server's clock, ours has to do.
Time RestSource::server_now() const {
  return server_.known() ? server_.at(clock_.steady()) : clock_.now();
}

void RestSource::tell(const std::string& note) const {
  if (note_) note_(note);
}

}  // namespace feed
