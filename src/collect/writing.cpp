#include "collect/writing.hpp"

#include "collect/batch.hpp"

#include <boost/asio/as_tuple.hpp>       // tidy: asio because of the bells, see writing.hpp
#include <boost/asio/use_awaitable.hpp>  // tidy: asio because of the bells, see writing.hpp

#include <algorithm>

namespace collect {

namespace asio = boost::asio;

namespace {

// An answer without candles still costs memory and a row of coverage.
std::size_t weight_of(const store::Answer& answer, std::size_t most) {
  return std::min(most, answer.candles.size() + answer.voids.size() + 1);
}

base::Result<std::vector<store::Recorded>> record(store::Library& library, const std::string& venue,
                                                  const std::vector<store::Answer>& answers) {
  TRY(auto* const writer, library.writer(venue));
  return writer->record(answers);
}

base::Result<bool> tidy(store::Library& library, const std::string& venue) {
  TRY(auto* const writer, library.writer(venue));
  return writer->tidy();
}

}  // namespace

Writing::Writing(store::Library& library, rt::Worker& disk, rt::Executor executor, Limits limits)
    : library_{library},
      disk_{disk},
      limits_{limits},
      memory_{limits.rows},
      more_{executor, std::chrono::steady_clock::time_point::max()},
      emptied_{executor, std::chrono::steady_clock::time_point::max()} {}

rt::Task<void> Writing::give(std::string venue, store::Answer answer, Told told) {
  const auto rows = weight_of(answer, limits_.rows);
  CO_CHECK(co_await memory_.take(rows));
  if (!health_) {
    memory_.give(rows);
    co_return health_;
  }
  waiting_.push_back({std::move(venue), std::move(answer), std::move(told)});
  waiting_rows_ += rows;
  if (waiting_.size() == 1 || waiting_rows_ >= limits_.batch_rows) more_.cancel();
  co_return base::Done{};
}

rt::Task<void> Writing::flush() {
  while (health_ && (!waiting_.empty() || writing_rows_ > 0)) {
    flush_wanted_ = true;
    more_.cancel();
    emptied_.expires_at(std::chrono::steady_clock::time_point::max());
    co_await emptied_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_return health_;
}

std::vector<Writing::Batch> Writing::take_batches() {
  std::map<std::string, Batch> by_venue;
  for (auto& given : waiting_) {
    auto& batch = by_venue[given.venue];
    batch.venue = given.venue;
    batch.rows += weight_of(given.answer, limits_.rows);
    batch.tellings.try_emplace({given.answer.series, given.answer.provenance.job}, std::move(given.told));
    batch.answers.push_back(std::move(given.answer));
  }
  waiting_.clear();
  writing_rows_ = std::exchange(waiting_rows_, 0);
  std::vector<Batch> batches;
  for (auto& [venue, batch] : by_venue) batches.push_back(std::move(batch));
  return batches;
}

rt::Task<void> Writing::write(Batch batch) {
  auto answers = join(std::move(batch.answers));
  auto recorded = co_await disk_.run([this, &batch, &answers] { return record(library_, batch.venue, answers); });
  memory_.give(batch.rows);
  writing_rows_ -= batch.rows;
  if (!recorded) {
    health_ = std::unexpected(recorded.error());
    co_return health_;
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto& answer = answers[i];
    batch.tellings.at({answer.series, answer.provenance.job})({answer.series, (*recorded)[i], answer.span});
  }
  written_to_.insert(batch.venue);
  co_return base::Done{};
}

// Returns when there is something to write and either enough of it or no time left. While nothing waits, the stores
// are tidied.
rt::Task<void> Writing::wait_for_more() {
  while (waiting_.empty() && !closed_) {
    emptied_.cancel();
    flush_wanted_ = false;
    if (!written_to_.empty()) {
      const auto venue = *written_to_.begin();
      CO_TRY(const bool unfinished, co_await disk_.run([this, &venue] { return tidy(library_, venue); }));
      if (!unfinished) written_to_.erase(venue);
      continue;
    }
    more_.expires_at(std::chrono::steady_clock::time_point::max());
    co_await more_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (waiting_rows_ < limits_.batch_rows && !flush_wanted_ && !closed_) {
    more_.expires_after(limits_.every);
    co_await more_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_return base::Done{};
}

rt::Task<void> Writing::run() {
  for (;;) {
    health_ = co_await wait_for_more();
    if (!health_) break;
    if (waiting_.empty() && closed_) break;
    for (auto& batch : take_batches()) {
      if (!(co_await write(std::move(batch)))) break;
    }
    if (!health_) break;
  }
  emptied_.cancel();
  if (!health_) memory_.give(writing_rows_ + waiting_rows_);  // Whoever waits for memory shall hear of it.
  co_return health_;
}

void Writing::close() {
  closed_ = true;
  more_.cancel();
}

}  // namespace collect
