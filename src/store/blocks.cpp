#include "store/blocks.hpp"

#include <fmt/format.h>

namespace store {

namespace {

constexpr std::int64_t range_bias = std::int64_t{1} << 31;  // Ranges before 1970 are negative.
constexpr std::int64_t chunk_slots = std::int64_t{1} << large_size;

market::Span span_at(const Place& place, std::int64_t key) {
  const std::int64_t range = (key & 0xffffffff) - range_bias;
  return {place.timeframe().open_of(range << small_size),
          place.timeframe().open_of((range << small_size) + chunk_slots)};
}

// Whether the block is the one that belongs under the key.
base::Result<BlockHead> identify(const Place& place, std::int64_t key, ByteView body) {
  TRY(const auto head, peek_head(body));
  const bool right = head.series == place.number() && block_key(place.number(), head.first_slot) == key &&
                     head.timeframe == place.timeframe() && head.timeframe.count() == place.timeframe().count();
  if (right) return head;
  return base::fail(base::Code::corrupt, "block: it is not the one that belongs here");
}

base::Result<bool> hand_over(const Place& place, market::Span span, const Query& query, const TakeBlock& take) {
  const std::int64_t key = query.integer(0);
  const ByteView body = query.blob(1);
  const auto named = [&](base::Error error) {
    return base::within(describe(place, span_at(place, key)), std::move(error));
  };
  auto head = identify(place, key, body);
  if (head && !head->span().overlaps(span)) head = read_head(body);  // Passed over only with proof.
  if (!head) return named(std::move(head).error());
  if (!head->span().overlaps(span)) return true;
  auto more = take(*head, body);
  if (!more) return named(std::move(more).error());
  return more;
}

}  // namespace

std::int64_t block_key(std::int64_t series, std::int64_t first_slot) {
  return (series << 32) | ((first_slot >> small_size) + range_bias);
}

std::string describe(const Place& place, market::Span span) {
  return fmt::format("{}, {} to {}", place.series.text(), market::rfc3339(span.from), market::rfc3339(span.until));
}

base::Done each_block(const Database& database, const Place& place, market::Span span, bool newest,
                      const TakeBlock& take) {
  if (span.empty()) return {};
  const auto& timeframe = place.timeframe();
  // Opens off the grid lie up to one slot behind the open of their slot; slot_of() takes care of them.
  const std::int64_t first = timeframe.slot_of(span.from) & -chunk_slots;
  const std::int64_t last = timeframe.slot_of(span.until - std::chrono::milliseconds{1});
  TRY(auto query, database.query(fmt::format("SELECT key,body FROM blocks WHERE key BETWEEN ? AND ? ORDER BY key {}",
                                             newest ? "DESC" : "ASC")));
  query.bind(1, block_key(place.number(), first)).bind(2, block_key(place.number(), last));
  for (;;) {
    TRY(const bool row, query.step());
    if (!row) return {};
    TRY(const bool more, hand_over(place, span, query, take));
    if (!more) return {};
  }
}

base::Done put_block(const Database& database, const Place& place, const BlockHead& head,
                     std::span<const market::Candle> candles) {
  TRY(auto query, database.query("INSERT OR REPLACE INTO blocks VALUES(?,?)"));
  const Bytes body = encode_block(head, candles);
  return query.bind(1, block_key(place.number(), head.first_slot)).bind(2, ByteView{body}).run();
}

base::Done remove_blocks(const Database& database, std::int64_t series, std::int64_t first, std::int64_t until) {
  TRY(auto query, database.query("DELETE FROM blocks WHERE key>=? AND key<?"));
  return query.bind(1, block_key(series, first)).bind(2, block_key(series, until)).run();
}

}  // namespace store
