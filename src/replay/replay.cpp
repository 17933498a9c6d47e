#include "replay/replay.hpp"

#include "replay/memory_tape.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

namespace replay {

using base::Code;
using base::Result;
using market::Time;
using std::chrono::milliseconds;

namespace {

// The clock that the exchange shows, besides the real one.
class ExchangeClock {
 public:
  ExchangeClock(rt::Clock& real, Time start, double speed)
      : real_{real}, began_{real.steady()}, start_{start}, speed_{speed} {}

  Moment moment() const {
    const auto passed = std::chrono::duration_cast<milliseconds>(real_.steady() - began_);
    const auto shown = static_cast<double>(passed.count()) * speed_;
    return {start_ + milliseconds{static_cast<std::int64_t>(shown)}, passed};
  }
  rt::Clock& real() const { return real_; }

 private:
  rt::Clock& real_;
  std::chrono::steady_clock::time_point began_;
  Time start_;
  double speed_;
};

rt::Task<net::Reply> handle(StandIn& stand_in, const ExchangeClock& clock, net::Request request) {
  auto outcome = stand_in.answer(request, clock.moment());
  if (outcome.late.count() > 0) CO_CHECK(co_await clock.real().sleep(outcome.late));
  co_return std::move(outcome.reply);
}

// What the venue's documentation says, for any number of requests a minute.
Result<std::optional<Budget>> read_limit(const std::string& venue, const std::string& text) {
  const MemoryTape empty;
  const View view(empty, Quiet::absent);
  TRY(const auto exchange, make_exchange(venue, view));
  if (text == "off") return std::nullopt;
  auto budget = exchange->budget();
  if (text == "documented") return budget;
  const auto number = integer(text);
  if (!number || *number < 1 || *number > 1'000'000'000) {
    return base::fail(Code::usage, fmt::format("limit '{}': expected off, documented, or a number a minute", text));
  }
  budget.per_minute = static_cast<int>(*number);
  return budget;
}

}  // namespace

Result<std::unique_ptr<StandIn>> make_stand_in(const Settings& settings, std::unique_ptr<Tape> tape) {
  TRY(const auto budget, read_limit(settings.venue, settings.limit));
  const auto habit = fills_quiet(settings.venue) ? Quiet::filled : Quiet::absent;
  return StandIn::make(std::move(tape),
                       {.venue = settings.venue,
                        .quiet = settings.quiet.value_or(settings.synthetic_seed ? habit : Quiet::absent),
                        .budget = budget,
                        .faults = settings.faults,
                        .fault_seed = settings.fault_seed});
}

Time beginning(const Settings& settings, const Tape& tape, Time real_now) {
  if (settings.start) return *settings.start;
  Time end = real_now;
  for (const auto& listing : tape.listings()) {
    if (listing.life.until != market::time_max) end = std::max(end, listing.life.until);
  }
  return end;
}

rt::Task<void> serve(std::unique_ptr<Tape> tape, Settings settings, rt::Clock& clock,
                     std::function<void(const Ready&)> ready, std::function<void(const std::string&)> ended) {
  const ExchangeClock shown(clock, beginning(settings, *tape, clock.now()), settings.speed);
  const auto symbols = tape->listings().size();
  CO_TRY(const auto stand_in, make_stand_in(settings, std::move(tape)));
  const auto handler = [&](net::Request request) { return handle(*stand_in, shown, std::move(request)); };
  net::HttpServer server({.listen = settings.listen, .gzip = settings.gzip}, handler, clock);
  CO_TRY(const auto port, server.bind(co_await boost::asio::this_coro::executor));
  if (ready) ready({port, symbols, shown.moment().now});
  auto served = co_await server.serve(milliseconds{500});
  if (ended) ended(stand_in->status(shown.moment().now));
  co_return served;
}

}  // namespace replay
