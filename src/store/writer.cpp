#include "store/file.hpp"
#include "store/ledger.hpp"
#include "store/schema.hpp"

#include <algorithm>

namespace store {

namespace {

// Runs `work` with a recorder in one transaction. When anything fails, what the writer remembers may be of changes
// that are not there, so it is forgotten.
template <class Work>
auto in_transaction(const Database& database, Memory& memory, Work work) -> decltype(work(std::declval<Recorder&>())) {
  const auto attempt = [&]() -> decltype(work(std::declval<Recorder&>())) {
    TRY(auto transaction, Transaction::begin(database, Access::write));
    Recorder recorder{database, memory};
    auto result = work(recorder);
    if (!result) return result;
    CHECK(recorder.finish());
    CHECK(transaction.commit());
    return result;
  };
  auto result = attempt();
  if (!result) memory = Memory{};
  return result;
}

}  // namespace

Writer::Writer(std::unique_ptr<File> file) : Reader{std::move(file)} {}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

base::Result<Writer> Writer::open(const std::filesystem::path& file) {
  TRY(auto database, open_venue_file(file, Access::write));
  return Writer{std::make_unique<File>(std::move(database))};
}

base::Result<SeriesId> Writer::ensure(const market::Series& series, const std::string& venue_symbol) {
  TRY(const auto known, find_series(file_->database, series));
  if (known && (known->info.venue_symbol == venue_symbol || venue_symbol.empty())) return known->info.id;
  return in_transaction(file_->database, file_->memory, [&](Recorder& recorder) -> base::Result<SeriesId> {
    if (known) {
      TRY(auto* const state, recorder.state(known->info.id));
      state->row.info.venue_symbol = venue_symbol;
      state->row_changed = true;
      return known->info.id;
    }
    TRY(const auto last, file_->database.value("SELECT max(id) FROM series"));
    SeriesRow row;
    row.info.id = SeriesId{last + 1};
    row.info.series = series;
    row.info.venue_symbol = venue_symbol;
    CHECK(put_series(file_->database, row));
    return row.info.id;
  });
}

base::Done Writer::want(SeriesId series, market::Span span) {
  if (span.empty()) return {};
  return in_transaction(file_->database, file_->memory, [&](Recorder& recorder) -> base::Done {
    TRY(auto* const state, recorder.state(series));
    auto& wanted = state->row.info.wanted;
    const market::Span before = wanted.value_or(span);
    wanted = market::Span{std::min(before.from, span.from), std::max(before.until, span.until)};
    state->row_changed = true;
    return {};
  });
}

base::Done Writer::set_listed(SeriesId series, market::Time first) {
  return in_transaction(file_->database, file_->memory, [&](Recorder& recorder) -> base::Done {
    TRY(auto* const state, recorder.state(series));
    state->row.info.listed = first;
    state->row_changed = true;
    return {};
  });
}

base::Result<std::vector<Recorded>> Writer::record(std::span<const Answer> answers) {
  return in_transaction(file_->database, file_->memory, [&](Recorder& recorder) -> base::Result<std::vector<Recorded>> {
    std::vector<Recorded> each;
    for (const auto& answer : answers) {
      TRY(const auto recorded, recorder.record(answer));
      each.push_back(recorded);
    }
    return each;
  });
}

base::Done Writer::fail(const Failure& failure) {
  return in_transaction(file_->database, file_->memory, [&](Recorder& recorder) -> base::Done {
    TRY(auto* const state, recorder.state(failure.series));
    state->has_failures = true;
    return add_failure(file_->database, failure);
  });
}

base::Done Writer::settle_conflict(std::int64_t id, bool serve_other) {
  return in_transaction(file_->database, file_->memory, [&](Recorder& recorder) -> base::Done {
    TRY(auto entry, load_conflict(file_->database, id));
    entry.settled = true;
    CHECK(put_conflict(file_->database, entry));
    if (!serve_other || entry.rule == Rule::vanished) return {};
    TRY(auto* const state, recorder.state(entry.series));
    TRY(auto* const tails, recorder.tails());
    TRY(const auto served, read_one(file_->database, *tails, state->place, entry.other.candle.open_time));
    if (!served) return base::fail(base::Code::not_found, "the bucket of the conflict holds no candle");
    // A person's word outweighs every source's.
    TRY(const auto origin, recorder.origin("hand", ""));
    const MarkedCandle chosen{entry.other.candle, {Evidence::archive, origin, entry.other.mark.at_ms}};
    CHECK(recorder.serve(entry.series, chosen));
    CHECK(add_conflict(file_->database, {0, entry.series, Rule::chosen_by_hand, true, chosen, *served}));
    return {};
  });
}

base::Done Writer::put_instruments(std::span<const market::Instrument> instruments) {
  TRY(auto transaction, Transaction::begin(file_->database, Access::write));
  for (const auto& instrument : instruments) CHECK(put_instrument(file_->database, instrument));
  return transaction.commit();
}

base::Result<bool> Writer::tidy() {
  return in_transaction(file_->database, file_->memory, [](Recorder& recorder) { return recorder.tidy(); });
}

}  // namespace store
