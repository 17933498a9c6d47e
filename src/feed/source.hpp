// A venue that answers: facts turned into a living Source with limits, retries and the server's clock.
#pragma once

#include "feed/limiter.hpp"
#include "feed/server_clock.hpp"
#include "market/candle.hpp"
#include "net/http_client.hpp"
#include "rt/backoff.hpp"
#include "venue/ask.hpp"
#include "venue/read.hpp"

#include <functional>
#include <string>
#include <vector>

namespace feed {

// One answer about one window: closed candles only, by the server's clock.
struct Page {
  market::Span window;      // As asked.
  market::Span spoken_for;  // Of it, what the answer settles: cut where the page was full, and before the open candle.
  market::Candles candles;  // Within `spoken_for`.
  bool damaged = false;     // Rows were rejected: ask again before believing that a slot is empty.
  rt::WallTime at;
};

// Something that answers. Retries, limits, logs and records are layers around it.
class Source {
 public:
  virtual ~Source() = default;
  // One page. Errors of the last attempt, after retries: see venue::read_error. Code::cancelled.
  virtual rt::Task<Page> candles(market::Instrument instrument, market::Timeframe timeframe, market::Span window,
                                 Priority priority) = 0;
  virtual rt::Task<std::vector<market::Instrument>> instruments(Priority priority) = 0;
  // The server's clock: asked where the venue offers it, else from the Date header; kept and corrected with each
  // answer.
  virtual rt::Task<rt::WallTime> server_time() = 0;
  virtual const venue::Facts& facts() const = 0;
};

// What happens on the way, for progress and logs: "waiting: rate limit 3 s", "try 2 in 1.4 s: HTTP 503 …".
using Note = std::function<void(std::string)>;

struct RestSettings {
  std::chrono::milliseconds answer_limit{30'000};
  int tries = 8;             // Of one question, before its error is told.
  int unreadable_tries = 3;  // Where the answer was cut short or is no such answer at all.
  rt::BackoffLimits backoff{};
  std::chrono::milliseconds grace{2'000};       // After its end a candle counts as closed.
  std::chrono::milliseconds patience{300'000};  // A longer wait for the limit is told as rate_limited instead.
};

// Many questions may be under way at once, all on one thread.
class RestSource final : public Source {
 public:
  RestSource(venue::Facts facts, net::Http& http, Limiter& limiter, rt::Clock& clock, RestSettings settings = {});
  // Besides: Code::unsupported for a timeframe that the venue has not, Code::refused where it has closed.
  rt::Task<Page> candles(market::Instrument instrument, market::Timeframe timeframe, market::Span window,
                         Priority priority) override;
  rt::Task<std::vector<market::Instrument>> instruments(Priority priority) override;
  rt::Task<rt::WallTime> server_time() override;
  const venue::Facts& facts() const override { return facts_; }
  void on_note(Note note) { note_ = std::move(note); }

 private:
  using Moment = ServerClock::Moment;
  using Read = std::function<base::Done(std::string_view body, Moment sent, Moment received)>;

  // Asks until `read` took an answer, or tells the last error.
  rt::Task<void> answer(venue::Ask ask, Priority priority, Read read);
  rt::Task<void> once(venue::Ask ask, Priority priority, Read read);
  rt::Task<void> wait_for_limit(int weight, Priority priority);
  rt::Task<void> learn_clock(Priority priority);
  base::Done judge(const net::Response& response);
  bool again(const base::Error& error, int attempt) const;
  base::Done answerable(const market::Timeframe& timeframe) const;
  market::Time server_now() const;
  void tell(const std::string& note) const;

  venue::Facts facts_;
  net::Http& http_;
  Limiter& limiter_;
  rt::Clock& clock_;
  RestSettings settings_;
  Note note_;
  ServerClock server_;
  bool clock_asked_ = false;
};

}  // namespace feed
