// Fills one series: finds its listing, asks for what is not known, believes what two answers agree on, and gives it to
// be written. What fails goes to the store's ledger and is tried again; nothing is skipped for ever.
#pragma once

#include "collect/job.hpp"
#include "collect/testimony.hpp"
#include "collect/writing.hpp"
#include "feed/source.hpp"
#include "rt/scope.hpp"
#include "rt/semaphore.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>

namespace collect {

// What a filling works with; everything outlives it.
struct Workshop {
  feed::Source& source;
  rt::Semaphore& questions;  // How many may be on their way to this venue at once.
  Writing& writing;
  store::Library& library;
  rt::Worker& disk;
  rt::Clock& clock;
};

// What is to be done.
struct Wish {
  std::string job;
  market::Series series;
  market::Instrument instrument;
  std::optional<market::Time> from{};
  std::optional<market::Time> until{};
  bool again = false;
  bool patient = false;  // Leaves spans of the ledger alone until their next try is due; a person's wish does not wait.
  feed::Priority priority = feed::Priority::backfill;
};

class Filling {
 public:
  using Changed = std::function<void(const store::Recorded&)>;  // Durable news; the view has changed.

  // `view` is kept up to date; it outlives this.
  Filling(Workshop workshop, Wish wish, SeriesView& view, Changed changed);
  Filling(const Filling&) = delete;
  Filling& operator=(const Filling&) = delete;

  // Ends when everything wanted is known and durable, or view.error says why not. An error only when the disk fails or
  // the work was cancelled: all that had arrived is written then, too.
  rt::Task<void> run();

 private:
  rt::Task<void> prepare();
  rt::Task<void> learn_listing(market::Time closed_until);
  rt::Task<void> look_at_store(market::Time now);
  rt::Task<void> want_until(market::Time until);
  rt::Task<void> note_before_listing();
  rt::Task<void> run_passes();
  rt::Task<void> run_pass();
  rt::Task<void> ask_pages();
  rt::Task<void> ask_page(market::Span window);
  rt::Task<Testimony> question(market::Span window);
  rt::Task<void> conclude(Testimony testimony);
  rt::Task<void> put_off(market::Span window, base::Error error);

  market::Time believable_until() const;
  std::optional<market::Span> next_window();
  store::Answer answer_of(Testimony& testimony);
  std::vector<market::Known> voids_of(const Testimony& testimony, market::Span& claimed);
  store::Provenance provenance(rt::WallTime at) const;
  void written(const Written& news);
  void give_up(const base::Error& error);

  Workshop workshop_;
  Wish wish_;
  SeriesView& view_;
  Changed changed_;
  store::SeriesId id_{};
  std::optional<market::Time> listed_;
  market::SpanSet known_;            // Durable.
  market::SpanSet todo_;             // Not yet asked in this pass.
  market::SpanSet failed_;           // To be asked in the next pass.
  market::SpanSet unsettled_;        // Asked, and still in doubt.
  std::set<market::Time> compared_;  // Where a window has begun one candle early.
  bool leaping_ = false;             // The newest page was empty.
  int failures_in_a_row_ = 0;
  bool hopeless_ = false;  // The venue will not answer, however often it is asked.
};

}  // namespace collect
