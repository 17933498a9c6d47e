// A venue and a clock for tests: answers out of a truth, with the faults that a bad day brings.
#pragma once

#include "feed/source.hpp"
#include "market/rollup.hpp"
#include "rt/clock.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <string>

namespace collect::testing {

// Sleeps take no time, but the clock goes on by as much.
class QuickClock final : public rt::Clock {
 public:
  explicit QuickClock(rt::WallTime start) : now_{start} {}
  rt::WallTime now() const override { return now_; }
  std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point{now_.time_since_epoch()};
  }
  rt::Task<void> sleep(std::chrono::milliseconds length) override {
    now_ += length;
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    co_return base::Done{};
  }
  void set(rt::WallTime now) { now_ = now; }

 private:
  rt::WallTime now_;
};

// How often each thing goes wrong, from 0 to 1.
struct Faults {
  double error = 0;       // The question fails for good.
  double holes = 0;       // A run of candles is left out of one answer.
  double revised = 0;     // A candle is told differently in one answer.
  double damaged = 0;     // Rows were rejected.
  double short_page = 0;  // Fewer rows than asked for, and the answer speaks for no more.
};

class ScriptedSource final : public feed::Source {
 public:
  ScriptedSource(venue::Facts facts, rt::Clock& clock, std::uint64_t seed)
      : facts_{std::move(facts)}, clock_{clock}, dice_{seed} {}

  std::map<std::string, market::Candles> truth;  // By our symbol.
  Faults faults;
  int questions = 0;

  rt::Task<feed::Page> candles(market::Instrument instrument, market::Timeframe timeframe, market::Span window,
                               feed::Priority /*priority*/) override {
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    ++questions;
    if (chance(faults.error)) co_return base::fail(base::Code::retry, "HTTP 503 from a scripted venue");
    const auto& minutes = truth[instrument.symbol];
    co_return page(timeframe == market::m1 ? minutes : coarser(minutes, timeframe), timeframe, window);
  }
  rt::Task<std::vector<market::Instrument>> instruments(feed::Priority /*priority*/) override {
    std::vector<market::Instrument> list;
    for (const auto& [symbol, rows] : truth)
      list.push_back({.symbol = symbol, .venue_symbol = symbol, .base = "A", .quote = "B"});
    co_return list;
  }
  rt::Task<rt::WallTime> server_time() override { co_return clock_.now(); }
  const venue::Facts& facts() const override { return facts_; }

 private:
  static market::Candles coarser(const market::Candles& minutes, const market::Timeframe& timeframe) {
    market::Candles rows;
    for (auto& derived : market::rollup(minutes, timeframe, {})) rows.push_back(std::move(derived.candle));
    return rows;
  }

  bool chance(double rate) { return std::uniform_real_distribution<>{0, 1}(dice_) < rate; }

  feed::Page page(const market::Candles& rows, const market::Timeframe& timeframe, market::Span window) {
    feed::Page page{.window = window, .spoken_for = window, .candles = {}, .at = clock_.now()};
    auto most = static_cast<std::ptrdiff_t>(facts_.paging.rows);
    if (chance(faults.short_page)) most = std::max<std::ptrdiff_t>(1, most / 3);
    auto first = std::ranges::lower_bound(rows, window.from, {}, &market::Candle::open_time);
    auto last = std::ranges::lower_bound(rows, window.until, {}, &market::Candle::open_time);
    if (last - first > most && facts_.paging.cut == venue::Cut::keeps_oldest) {
      last = first + most;
      page.spoken_for.until = timeframe.next((last - 1)->open_time);
    } else if (last - first > most) {
      first = last - most;
      page.spoken_for.from = first->open_time;
    }
    page.candles.assign(first, last);
    // As feed settles it: a venue that fills quiet slots may only be late with those behind its last row.
    const bool late = facts_.quiet == venue::Quiet::filled && facts_.paging.cut == venue::Cut::keeps_oldest;
    if (late && first != last)
      page.spoken_for.until = std::min(page.spoken_for.until, timeframe.next((last - 1)->open_time));
    spoil(page);
    return page;
  }

  void spoil(feed::Page& page) {
    auto& rows = page.candles;
    if (!rows.empty() && chance(faults.holes)) {
      const auto at = dice_() % rows.size();
      const auto count = std::min<std::size_t>(rows.size() - at, 1 + dice_() % 5);
      rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at),
                 rows.begin() + static_cast<std::ptrdiff_t>(at + count));
    }
    if (!rows.empty() && chance(faults.revised)) {
      auto& candle = rows[dice_() % rows.size()];
      candle.high = base::Decimal::of(candle.high.mantissa() * 2 + 1, candle.high.scale());
    }
    page.damaged = chance(faults.damaged);
  }

  venue::Facts facts_;
  rt::Clock& clock_;
  std::mt19937_64 dice_;
};

// Minute candles from `from` on, with holes of `quiet` share.
inline market::Candles random_walk(market::Time from, int minutes, double quiet, std::uint64_t seed) {
  std::mt19937_64 dice{seed};
  market::Candles rows;
  std::int64_t price = 1'000'000;
  for (int i = 0; i < minutes; ++i) {
    const bool traded = i == 0 || std::uniform_real_distribution<>{0, 1}(dice) >= quiet;
    if (!traded) continue;
    const std::int64_t open = price;
    price += static_cast<std::int64_t>(dice() % 201) - 100;
    const auto low = std::min(open, price) - static_cast<std::int64_t>(dice() % 50);
    const auto high = std::max(open, price) + static_cast<std::int64_t>(dice() % 50);
    const auto of = [](std::int64_t value) { return base::Decimal::of(value, 2); };
    rows.push_back({.open_time = from + std::chrono::minutes{i},
                    .open = of(open),
                    .high = of(high),
                    .low = of(low),
                    .close = of(price),
                    .volume = base::Decimal::of(static_cast<std::int64_t>(dice() % 100000), 3)});
  }
  return rows;
}

}  // namespace collect::testing
