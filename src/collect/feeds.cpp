#include "collect/feeds.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace collect {

namespace {

using namespace std::chrono_literals;

constexpr auto settle_after = 3s;     // A candle is asked for this long after it has closed.
constexpr auto retry_after = 30s;     // After a round that could not be begun.
constexpr auto follow_at_most = 60s;  // Between two rounds of one feed, however long its candles are.

BackfillSpec spec_of(const Feed& feed) {
  return {.venue = feed.venue, .symbols = feed.symbols, .timeframes = feed.timeframes, .from = feed.since};
}

// How long until the next candle of the feed has closed.
std::chrono::milliseconds until_next_close(const Feed& feed, market::Time now) {
  std::chrono::milliseconds wait = follow_at_most;
  for (const auto& timeframe : feed.timeframes) {
    wait = std::min<std::chrono::milliseconds>(wait, timeframe.next(timeframe.floor(now)) + settle_after - now);
  }
  return wait;
}

// One round: whatever is not known yet, up to now. The feed is one job, taken up again for every round.
rt::Task<void> round(Collector& collector, Feed feed, std::string& id) {
  if (id.empty()) {
    CO_TRY(const auto begun, co_await collector.start(spec_of(feed), "feed"));
    id = begun.id;
  } else {
    CO_TRY(const auto begun, co_await collector.resume(id));
  }
  CO_TRY(const auto ended, co_await collector.wait(id));
  if (ended.state == JobState::paused || ended.state == JobState::cancelled) {
    co_return base::fail(base::Code::refused, "stopped by hand");
  }
  if (ended.state == JobState::failed) co_return base::fail(base::Code::retry, ended.error);
  co_return base::Done{};
}

rt::Task<void> keep_one(Collector& collector, Feed feed, rt::Clock& clock) {
  std::string id;
  for (;;) {
    const auto done = co_await round(collector, feed, id);
    if (!done && done.error().code == base::Code::cancelled) co_return done;
    if (!done) {
      spdlog::warn("feed {} {}: {}", feed.venue, base::join(feed.symbols, ","), done.error().what);
      const bool no_use = !base::worth_retrying(done.error().code) && done.error().code != base::Code::bad_data;
      if (no_use) co_return base::Done{};
      CO_CHECK(co_await clock.sleep(retry_after));
      continue;
    }
    if (!feed.live) co_return base::Done{};
    CO_CHECK(co_await clock.sleep(until_next_close(feed, clock.now())));
  }
}

}  // namespace

rt::Task<void> keep(Collector& collector, std::vector<Feed> feeds, rt::Clock& clock) {
  rt::Scope scope(co_await boost::asio::this_coro::executor);
  for (const auto& feed : feeds) scope.spawn(feed.venue, keep_one(collector, feed, clock));
  co_return co_await scope.join();
}

}  // namespace collect
