#include "store/coverage_table.hpp"

#include "store/schema.hpp"

#include <algorithm>

namespace store {

namespace {

using market::ms_of;
using market::time_from_ms;

base::Result<Covered> covered_of(const Query& query) {
  CHECK(query.check(coverage_table, "coverage"));
  Covered covered;
  covered.span = {time_from_ms(query.integer(1)), time_from_ms(query.integer(2))};
  if (query.integer(3) != 0) covered.holes = static_cast<market::State>(query.integer(3));
  covered.mark = {static_cast<Evidence>(query.integer(4)), query.integer(5), query.integer(6)};
  covered.last_at_ms = query.integer(7);
  return covered;
}

base::Done put(const Database& database, SeriesId series, const Covered& covered) {
  TRY(auto query, database.query("INSERT OR REPLACE INTO coverage VALUES(?,?,?,?,?,?,?,?,?)"));
  const auto holes = covered.holes ? static_cast<std::int64_t>(*covered.holes) : 0;
  return query.put(coverage_table, static_cast<std::int64_t>(series), ms_of(covered.span.from),
                   ms_of(covered.span.until), holes, static_cast<std::int64_t>(covered.mark.evidence),
                   covered.mark.origin, covered.mark.at_ms, covered.last_at_ms);
}

base::Done erase(const Database& database, SeriesId series, market::Time from) {
  TRY(auto query, database.query("DELETE FROM coverage WHERE series=? AND from_ms=?"));
  return query.bind(1, static_cast<std::int64_t>(series)).bind(2, ms_of(from)).run();
}

// A span without holes goes along with any kind of them.
bool alike(const Covered& a, const Covered& b) {
  return a.mark.evidence == b.mark.evidence && a.mark.origin == b.mark.origin && a.span.until == b.span.from &&
         (!a.holes || !b.holes || a.holes == b.holes);
}

void append(std::vector<Covered>& rows, Covered next) {
  if (next.span.empty()) return;
  if (rows.empty() || !alike(rows.back(), next)) return rows.push_back(next);
  auto& before = rows.back();
  before.span.until = next.span.until;
  if (!before.holes) before.holes = next.holes;
  before.mark.at_ms = std::min(before.mark.at_ms, next.mark.at_ms);
  before.last_at_ms = std::max(before.last_at_ms, next.last_at_ms);
}

// Rows that overlap or touch the span, ascending.
base::Result<std::vector<Covered>> neighbours(const Database& database, SeriesId series, market::Span span) {
  TRY(auto query, database.query("SELECT series,from_ms,until_ms,holes,evidence,origin,first_at,last_at,sum FROM "
                                 "coverage WHERE series=? AND from_ms<=? ORDER BY from_ms DESC"));
  query.bind(1, static_cast<std::int64_t>(series)).bind(2, ms_of(span.until));
  std::vector<Covered> rows;
  for (;;) {
    TRY(const bool row, query.step());
    if (!row) break;
    TRY(const auto covered, covered_of(query));
    if (covered.span.until < span.from) break;
    rows.push_back(covered);
  }
  std::ranges::reverse(rows);
  return rows;
}

}  // namespace

base::Result<std::vector<Covered>> load_coverage(const Database& database, SeriesId series, market::Span window) {
  TRY(auto rows, neighbours(database, series, window));
  std::erase_if(rows, [&](const Covered& covered) { return !covered.span.overlaps(window); });
  return rows;
}

std::vector<Covered> coalesce(std::vector<Covered> segments) {
  std::ranges::sort(segments, {}, [](const Covered& covered) { return covered.span.from; });
  std::vector<Covered> joined;
  for (const auto& segment : segments) append(joined, segment);
  return joined;
}

base::Done cover(const Database& database, SeriesId series, const Covered& covered) {
  if (covered.span.empty()) return {};
  TRY(const auto old, neighbours(database, series, covered.span));
  std::vector<Covered> rows;
  for (const auto& row : old) {
    Covered left = row;
    left.span.until = std::min(row.span.until, covered.span.from);
    append(rows, left);
  }
  append(rows, covered);
  for (const auto& row : old) {
    Covered right = row;
    right.span.from = std::max(row.span.from, covered.span.until);
    append(rows, right);
  }
  for (const auto& row : old) {
    if (std::ranges::none_of(rows, [&](const Covered& kept) { return kept.span.from == row.span.from; })) {
      CHECK(erase(database, series, row.span.from));
    }
  }
  for (const auto& row : rows) CHECK(put(database, series, row));
  return {};
}

}  // namespace store
