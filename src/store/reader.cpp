#include "store/file.hpp"
#include "store/ledger.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace store {

namespace {

using market::Gap;
using market::Known;
using market::Span;

base::Result<Provenance> provenance_of(const Database& database, const Mark& mark) {
  TRY(auto origin, load_origin(database, mark.origin));
  return Provenance{mark.evidence, std::move(origin.source), std::move(origin.job), market::time_from_ms(mark.at_ms)};
}

base::Result<Conflict> conflict_of(const Database& database, const LedgerEntry& entry) {
  TRY(auto served_from, provenance_of(database, entry.served.mark));
  TRY(auto other_from, provenance_of(database, entry.other.mark));
  return Conflict{entry.id,
                  entry.series,
                  entry.served.candle,
                  entry.other.candle,
                  std::move(served_from),
                  std::move(other_from),
                  std::string(name(entry.rule)),
                  entry.settled};
}

// The gap with the reason of the attempt that failed there last, if any.
Gap reasoned(Span span, std::span<const Failure> failures) {
  Gap gap{span, "not fetched yet"};
  const Failure* last = nullptr;
  for (const auto& failure : failures) {
    if (failure.span.overlaps(span) && (last == nullptr || last->last < failure.last)) last = &failure;
  }
  if (last == nullptr) return gap;
  gap.reason = last->reason;
  gap.attempts = last->attempts;
  gap.first_failed = last->first;
  gap.next_try = last->next_try;
  return gap;
}

// Cuts what is missing where failures begin and end, so that each gap has one reason.
void add_gaps(Span missing, std::span<const Failure> failures, std::vector<Gap>& gaps) {
  std::vector<market::Time> cuts = {missing.from, missing.until};
  for (const auto& failure : failures) {
    for (const auto cut : {failure.span.from, failure.span.until}) {
      if (missing.from < cut && cut < missing.until) cuts.push_back(cut);
    }
  }
  std::ranges::sort(cuts);
  cuts.erase(std::ranges::unique(cuts).begin(), cuts.end());
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) gaps.push_back(reasoned({cuts[i], cuts[i + 1]}, failures));
}

// The slots that open within the span.
Span on_grid(const market::Timeframe& timeframe, Span span) {
  const auto ceil = [&](market::Time at) { return at >= market::time_max ? at : timeframe.ceil(at); };
  return {ceil(span.from), ceil(span.until)};
}

// How many sealed candles the span may hold.
std::size_t rows_about(const SeriesInfo& info, Span span) {
  const auto rows = static_cast<std::size_t>(info.rows);
  if (!info.first || !info.last) return rows;
  const Span held = intersection(span, {*info.first, *info.last + std::chrono::milliseconds{1}});
  if (held.empty()) return 0;
  const auto slots = (held.until - held.from) / info.series.timeframe.about();
  return std::min(rows, static_cast<std::size_t>(slots) + 1);
}

}  // namespace

std::string_view name(Evidence evidence) {
  constexpr std::array<std::string_view, 6> names = {"unknown", "stream_open", "stream_closed",
                                                     "rest",    "settled",     "archive"};
  const auto at = static_cast<std::size_t>(evidence);
  return names[at < names.size() ? at : 0];
}

Recorded& Recorded::operator+=(const Recorded& other) {
  added += other.added;
  same += other.same;
  revised += other.revised;
  refused += other.refused;
  vanished += other.vanished;
  return *this;
}

Reader::Reader(std::unique_ptr<File> file) : file_{std::move(file)} {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

base::Result<Reader> Reader::open(const std::filesystem::path& file) {
  TRY(auto database, open_venue_file(file, Access::read));
  return Reader{std::make_unique<File>(std::move(database))};
}

base::Result<std::vector<SeriesInfo>> Reader::series() const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(auto rows, all_series(file_->database));
  TRY(const auto tails, load_tails(file_->database));
  std::vector<SeriesInfo> infos;
  for (auto& row : rows) infos.push_back(std::move(row.info));
  CHECK(add_tails(file_->database, tails, infos));
  return infos;
}

base::Result<std::vector<SeriesInfo>> Reader::series_of(const std::string& symbol) const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(auto rows, all_series(file_->database));
  TRY(const auto tails, load_tails(file_->database));
  std::vector<SeriesInfo> infos;
  for (auto& row : rows) {
    if (row.info.series.symbol != symbol) continue;
    CHECK(add_tail(file_->database, tails, row.info));
    infos.push_back(std::move(row.info));
  }
  return infos;
}

base::Result<SeriesInfo> Reader::find(const market::Series& series) const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(auto row, find_series(file_->database, series));
  if (!row) {
    return base::fail(base::Code::not_found,
                      fmt::format("{} is not stored in {}", series.text(), file_->database.file().string()));
  }
  TRY(const auto tails, load_tails(file_->database));
  CHECK(add_tail(file_->database, tails, row->info));
  return row->info;
}

base::Result<market::Candles> Reader::read(SeriesId series, Span span, std::size_t limit, bool newest) const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(const auto* place, file_->place(series));
  TRY(const auto tails, load_tails(file_->database));
  if (newest && limit != SIZE_MAX) return read_newest(file_->database, tails, *place, span, limit);
  market::Candles all;
  if (limit == 0) return all;
  TRY(const auto row, load_series(file_->database, series));
  all.reserve(std::min(limit, rows_about(row.info, span)));
  CHECK(each_piece(file_->database, tails, *place, span, [&](market::Candles piece) {
    const auto count = std::min(piece.size(), limit - all.size());
    all.insert(all.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
    return all.size() < limit;
  }));
  return all;
}

base::Done Reader::each(SeriesId series, Span span, const std::function<bool(market::Candles)>& take) const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(const auto* place, file_->place(series));
  TRY(const auto tails, load_tails(file_->database));
  return each_piece(file_->database, tails, *place, span, take);
}

base::Done Reader::scan(SeriesId series, Span span, Columns& columns) const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(const auto* place, file_->place(series));
  TRY(const auto tails, load_tails(file_->database));
  return scan_columns(file_->database, tails, *place, span, columns);
}

base::Result<std::vector<Known>> Reader::known(SeriesId series, Span window) const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(const auto* place, file_->place(series));
  TRY(const auto tails, load_tails(file_->database));
  return read_known(file_->database, tails, *place, window);
}

base::Result<std::vector<Gap>> Reader::gaps(SeriesId series, Span window) const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(const auto row, load_series(file_->database, series));
  if (!row.info.wanted) return std::vector<Gap>{};
  const Place place{series, row.info.series};
  const Span wanted = on_grid(place.timeframe(), intersection(*row.info.wanted, window));
  if (wanted.empty()) return std::vector<Gap>{};
  TRY(const auto tails, load_tails(file_->database));
  TRY(const auto known, read_known(file_->database, tails, place, wanted));
  TRY(const auto failures, load_failures(file_->database, series));
  market::SpanSet set;
  for (const auto& each : known) set.add(each.span);
  std::vector<Gap> gaps;
  for (const auto& missing : set.missing_in(wanted).spans()) add_gaps(missing, failures, gaps);
  return gaps;
}

base::Result<std::vector<Conflict>> Reader::conflicts(std::optional<SeriesId> series, bool settled_too) const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(const auto entries, load_conflicts(file_->database, series));
  std::vector<Conflict> conflicts;
  for (const auto& entry : entries) {
    if (entry.settled && !settled_too) continue;
    TRY(auto conflict, conflict_of(file_->database, entry));
    conflicts.push_back(std::move(conflict));
  }
  return conflicts;
}

base::Result<std::vector<Failure>> Reader::failures(std::optional<SeriesId> series) const {
  return load_failures(file_->database, series);
}

base::Result<std::vector<Reader::Origin>> Reader::why(SeriesId series, market::Time open) const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  TRY(const auto* place, file_->place(series));
  TRY(const auto tails, load_tails(file_->database));
  std::vector<Origin> origins;
  TRY(const auto served, read_one(file_->database, tails, *place, open));
  if (served) {
    TRY(auto from, provenance_of(file_->database, served->mark));
    origins.push_back({served->candle, std::move(from), "served"});
  }
  TRY(auto entries, conflicts_of(file_->database, series, open));
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    TRY(auto from, provenance_of(file_->database, entry->other.mark));
    origins.push_back({entry->other.candle, std::move(from), std::string(name(entry->rule))});
  }
  return origins;
}

base::Result<std::vector<market::Instrument>> Reader::instruments() const {
  return all_instruments(file_->database);
}

}  // namespace store
