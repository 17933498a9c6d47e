#include "store/file.hpp"
#include "store/ledger.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace store {

namespace {

using market::ms_of;
using market::Span;
using market::Time;
using market::time_from_ms;

const Span always{time_from_ms(INT64_MIN / 2), market::time_max};

// Goes through a whole file and writes down every damage instead of stopping at it.
class Inspector {
 public:
  explicit Inspector(const Database& database) : database_{database} {}

  Verified inspect() {
    note("structure", structure());
    note("tables", schema());
    note("catalog", catalog());
    note("origins", check_origins(database_));
    note("instruments", all_instruments(database_));
    note("ledger", load_conflicts(database_, std::nullopt));
    note("failures", load_failures(database_, std::nullopt));
    auto tails = load_tails(database_);
    note("tails", tails);
    if (tails) tails_ = std::move(*tails);
    for (const auto& tail : tails_) note(fmt::format("tail {}", tail.id), inspect_tail(tail));
    for (const auto& row : series_) inspect_series(row);
    note("blocks", strays());
    return std::move(verified_);
  }

 private:
  template <class Value>
  void note(std::string where, const base::Result<Value>& result) {
    if (!result) verified_.damages.push_back({std::move(where), result.error().what});
  }

  base::Done structure() {
    TRY(auto query, database_.query("PRAGMA integrity_check(20)"));
    return query.each([&]() -> base::Done {
      if (query.text(0) != "ok") verified_.damages.push_back({"structure", query.text(0)});
      return {};
    });
  }

  // Every table and index is made by the statement we know, and none is missing.
  base::Done schema() {
    std::vector<std::string> expected;
    for (const auto statement : venue_schema()) expected.emplace_back(statement);
    TRY(const auto tails, load_tails(database_));
    for (const auto& tail : tails) expected.push_back(tail_schema(tail.id));
    std::vector<std::string> found;
    TRY(auto query, database_.query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"));
    CHECK(query.each([&]() -> base::Done {
      found.push_back(query.text(0));
      return {};
    }));
    std::ranges::sort(expected);
    std::ranges::sort(found);
    if (expected == found) return {};
    return base::fail(base::Code::corrupt, "its tables are not those of this format");
  }

  base::Done catalog() {
    TRY(series_, all_series(database_));
    return {};
  }

  base::Done inspect_tail(const Tail& tail) {
    const Span span = tail.span();
    TRY(auto query, database_.query(fmt::format("SELECT ts,series,row,sum FROM tail_{} ", tail.id)));
    return query.each([&]() -> base::Done {
      CHECK(query.check(tail_table + static_cast<std::uint32_t>(tail.id), "the tail"));
      TRY(const auto row, get_row(query.blob(2), query.integer(0)));
      ++verified_.rows;
      const bool known =
          std::ranges::any_of(series_, [&](const SeriesRow& each) { return each.id() == query.integer(1); });
      if (known && tail.timeframe.on_grid(row.candle.open_time) &&
          span.holds(tail.timeframe.floor(row.candle.open_time)))
        return {};
      return base::fail(base::Code::corrupt, "a row of the tail stands where it does not belong");
    });
  }

  void inspect_series(const SeriesRow& row) {
    const Place place{row.info.id, row.info.series};
    std::vector<std::int64_t> opens;
    std::int64_t next_key = no_key;
    // Blocks are asked for one by one, so that a damaged one does not hide those behind it.
    for (;;) {
      const auto key = next_block(place, next_key);
      if (!key) return note(place.series.text(), key);
      if (!*key) break;
      next_key = **key + 1;
      inspect_block(place, **key, opens);
    }
    note(place.series.text(), compare_counts(row, opens));
    note(place.series.text() + ", coverage", inspect_coverage(place, opens));
  }

  base::Result<std::optional<std::int64_t>> next_block(const Place& place, std::int64_t from) {
    const std::int64_t first = place.number() << 32;
    TRY(auto query, database_.query("SELECT key FROM blocks WHERE key>=? AND key<=? ORDER BY key LIMIT 1"));
    query.bind(1, std::max(first, from)).bind(2, first | 0xffffffff);
    TRY(const bool found, query.step());
    return found ? std::optional{query.integer(0)} : std::nullopt;
  }

  void inspect_block(const Place& place, std::int64_t key, std::vector<std::int64_t>& opens) {
    const std::int64_t first_slot = ((key & 0xffffffff) - (std::int64_t{1} << 31)) << small_size;
    const Time from = place.timeframe().open_of(first_slot);
    const Span span{from, place.timeframe().open_of(first_slot + 1)};
    ++verified_.blocks;
    const auto done =
        each_block(database_, place, span, true, [&](const BlockHead& head, ByteView body) -> base::Result<bool> {
          if (head.first_slot != first_slot)
            return base::fail(base::Code::corrupt, "block: it reaches into the next one");
          TRY(const auto candles, decode_block(body));
          for (const auto& candle : candles) opens.push_back(ms_of(candle.open_time));
          verified_.rows += static_cast<std::int64_t>(candles.size());
          return false;
        });
    if (done) return;
    verified_.damages.push_back({describe(place, span), done.error().what, span, place.id});
  }

  base::Done compare_counts(const SeriesRow& row, const std::vector<std::int64_t>& opens) {
    const bool count = row.info.rows == static_cast<std::int64_t>(opens.size());
    const bool ends = opens.empty() ? !row.info.first && !row.info.last
                                    : row.info.first && row.info.last && ms_of(*row.info.first) == opens.front() &&
                                          ms_of(*row.info.last) == opens.back();
    if (count && ends && std::ranges::is_sorted(opens, std::less_equal{})) return {};
    return base::fail(base::Code::corrupt, fmt::format("its blocks hold {} candles, the catalog says {} or other ends",
                                                       opens.size(), row.info.rows));
  }

  // Coverage is in order, and each candle in a block lies within it; spans without holes are full.
  base::Done inspect_coverage(const Place& place, const std::vector<std::int64_t>& opens) {
    TRY(const auto coverage, load_coverage(database_, place.id, always));
    auto open = opens.begin();
    Time before = always.from;
    for (const auto& covered : coverage) {
      if (covered.span.empty() || covered.span.from < before) return base::fail(base::Code::corrupt, "spans overlap");
      before = covered.span.until;
      if (open != opens.end() && *open < ms_of(covered.span.from)) break;
      const auto end = std::lower_bound(open, opens.end(), ms_of(covered.span.until));
      Time full = covered.span.from;
      for (auto at = open; !covered.holes && at != end; ++at) {
        if (time_from_ms(*at) == full) full = bucket_of(place.timeframe(), full).until;
      }
      if (!covered.holes && full != covered.span.until) {
        return base::fail(base::Code::corrupt,
                          fmt::format("{} to {} is not as full as it says", market::rfc3339(covered.span.from),
                                      market::rfc3339(covered.span.until)));
      }
      open = end;
    }
    if (open == opens.end()) return {};
    return base::fail(base::Code::corrupt,
                      "a candle stands outside of what is known: " + market::rfc3339(time_from_ms(*open)));
  }

  // Rows that belong to no series.
  base::Done strays() {
    TRY(const auto blocks, database_.value("SELECT count(*) FROM blocks WHERE key>>32 NOT IN (SELECT id FROM series)"));
    TRY(const auto spans, database_.value("SELECT count(*) FROM coverage WHERE series NOT IN (SELECT id FROM series)"));
    TRY(auto query, database_.query("SELECT series,chunk,sum FROM loose"));
    CHECK(query.each([&] { return query.check(loose_table, "loose"); }));
    if (blocks + spans == 0) return {};
    return base::fail(base::Code::corrupt, "rows belong to a series that is not there");
  }

  const Database& database_;
  Verified verified_;
  std::vector<SeriesRow> series_;
  Tails tails_;
};

}  // namespace

base::Result<Verified> Reader::verify() const {
  TRY(const auto snapshot, Transaction::begin(file_->database, Access::read));
  return Inspector{file_->database}.inspect();
}

}  // namespace store
