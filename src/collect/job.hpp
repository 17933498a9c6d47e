// A bounded piece of collecting work, as it is asked for and as it looks while it runs.
#pragma once

#include "market/series.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace collect {

// What to fetch. Kept as JSON in the journal, so that it can be taken up again after anything.
struct BackfillSpec {
  std::string venue;
  std::vector<std::string> symbols;  // Ours, or wildcards: "BTC/USDT", "*/USDT". Resolved against the venue's list.
  std::vector<market::Timeframe> timeframes;
  // Without `from`: from the venue's first candle. Without `until`: to the newest closed candle when the job runs.
  std::optional<market::Time> from{};
  std::optional<market::Time> until{};
  bool again = false;  // Ask also for what is known already, and compare.

  std::string json() const;
  static base::Result<BackfillSpec> from_json(std::string_view text);
  friend bool operator==(const BackfillSpec&, const BackfillSpec&) = default;
};

enum class JobState : std::uint8_t { queued, running, paused, done, failed, cancelled, interrupted };

std::string_view name(JobState state);
std::optional<JobState> job_state(std::string_view name);

// How far one series of a job is.
struct SeriesView {
  market::Series series;
  market::Span span;             // What the job wants of it, cut to closed candles and to the listing.
  std::int64_t slots_total = 0;  // Of the span.
  std::int64_t slots_done = 0;   // Known: held or void.
  std::int64_t rows = 0;         // Candles that this run wrote durably.
  std::string note;              // "waiting: rate limit 3 s", "asking again about 12 absent slots", …
  std::string error;             // Why it ended without all it wanted.
};

// A job at a moment.
struct JobView {
  std::string id;
  std::string kind;   // "backfill" or "repair"
  std::string title;  // "binance BTC/USDT, ETH/USDT 1m 2024-01-01 to now"
  JobState state = JobState::queued;
  BackfillSpec spec;
  std::vector<SeriesView> series;
  std::int64_t slots_total = 0;
  std::int64_t slots_done = 0;
  std::int64_t slots_missing = 0;  // Still gaps when it ended.
  store::Recorded recorded;        // Durable, by this run.
  double rows_per_second = 0;      // Over the last seconds.
  std::optional<std::chrono::seconds> eta{};
  std::string note;
  std::string error;
  base::Code code = base::Code::failed;  // Of `error`, where there is one.
  market::Time created;
  market::Time changed;
};

}  // namespace collect
