#include "store/block.hpp"

#include "store/block_columns.hpp"
#include "store/checksum.hpp"

#include <algorithm>

namespace store {

namespace {

using market::Timeframe;

constexpr std::uint16_t magic = 0x4257;  // "WB"
constexpr std::uint8_t codec_version = 1;
constexpr std::size_t head_bytes = 25;

base::Result<BlockHead> damaged(std::string what) {
  return base::fail(base::Code::corrupt, "block: " + std::move(what));
}

void put_head(const BlockHead& head, ByteWriter& out) {
  out.put(std::uint32_t{0});  // The checksum, once everything else is there.
  out.put(magic);
  out.put(codec_version);
  out.put(static_cast<std::uint8_t>(head.size));
  out.put(head.series);
  out.put(head.first_slot);
  out.put(static_cast<std::uint8_t>(head.timeframe.unit()));
  out.put(static_cast<std::uint16_t>(head.timeframe.count()));
  out.put(static_cast<std::uint16_t>(head.rows));
}

Bytes seal(ByteWriter& out) {
  Bytes bytes = out.take();
  const std::uint32_t sum = checksum(ByteView{bytes}.subspan(sizeof(std::uint32_t)));
  std::memcpy(bytes.data(), &sum, sizeof sum);
  return bytes;
}

// The head's fields, where they make sense.
std::optional<BlockHead> sane_head(ByteReader& in) {
  const int size = in.get<std::uint8_t>();
  const auto series = in.get<std::uint32_t>();
  const auto first_slot = in.get<std::int64_t>();
  const auto unit = in.get<std::uint8_t>();
  const auto count = in.get<std::uint16_t>();
  const auto rows = in.get<std::uint16_t>();
  constexpr std::int64_t slot_limit = std::int64_t{1} << 39;
  if (size != small_size && size != large_size) return std::nullopt;
  if (unit > static_cast<std::uint8_t>(Timeframe::Unit::month) || count == 0 || count >= 1000) return std::nullopt;
  if (rows == 0 || rows > block_rows || first_slot > slot_limit || first_slot < -slot_limit) return std::nullopt;
  if (first_slot % (std::int64_t{1} << size) != 0) return std::nullopt;
  const Timeframe timeframe{count, static_cast<Timeframe::Unit>(unit)};
  // Beyond the years 0 to 10000 the calendar has no answers.
  const auto length = timeframe.about().count();
  constexpr std::int64_t moments = 253402300800000;
  if (first_slot > moments / length || first_slot < -moments / length) return std::nullopt;
  return BlockHead{series, first_slot, size, timeframe, rows};
}

// The head, and `in` where the body begins.
base::Result<BlockHead> head_of(ByteView block, ByteReader& in) {
  if (block.size() < head_bytes) return damaged("it ends within its head");
  in.take(sizeof(std::uint32_t));
  if (in.get<std::uint16_t>() != magic) return damaged("it does not begin as a block");
  if (const int version = in.get<std::uint8_t>(); version != codec_version) {
    return base::fail(base::Code::unsupported, fmt::format("block: codec version {} is newer than this program, which "
                                                           "reads {}; install a newer wick",
                                                           version, codec_version));
  }
  if (const auto head = sane_head(in)) return *head;
  return damaged("its head makes no sense");
}

}  // namespace

base::Result<BlockHead> open_block(ByteView block, ByteReader& in) {
  if (block.size() < head_bytes) return damaged("it ends within its head");
  std::uint32_t sum = 0;
  std::memcpy(&sum, block.data(), sizeof sum);
  if (sum != checksum(block.subspan(sizeof sum))) return damaged("its checksum is wrong");
  return head_of(block, in);
}

market::Span BlockHead::span() const {
  return {timeframe.open_of(first_slot), timeframe.open_of(first_slot + (std::int64_t{1} << size))};
}

Bytes encode_sheet(BlockHead head, const Sheet& sheet) {
  head.rows = sheet.open_time.size();
  MUST(head.rows > 0 && head.rows <= block_rows);
  ByteWriter out;
  put_head(head, out);
  put_times(head, sheet.open_time, out);
  put_prices(sheet, out);
  put_column(sheet.volume, sheet, nullptr, out);
  put_column(sheet.quote_volume, sheet, &sheet.volume, out);
  put_column(sheet.trades, sheet, nullptr, out);
  put_column(sheet.taker_base, sheet, nullptr, out);
  put_column(sheet.taker_quote, sheet, &sheet.taker_base, out);
  return seal(out);
}

Bytes encode_block(BlockHead head, std::span<const market::Candle> candles) {
  return encode_sheet(head, sheet_of(candles));
}

base::Result<BlockHead> read_head(ByteView block) {
  ByteReader in{block};
  return open_block(block, in);
}

base::Result<BlockHead> peek_head(ByteView block) {
  ByteReader in{block};
  return head_of(block, in);
}

base::Result<std::vector<std::int64_t>> read_times(ByteView block) {
  ByteReader in{block};
  TRY(const auto head, open_block(block, in));
  std::vector<std::int64_t> times(head.rows);
  get_times(head, in, times);
  if (!in.ok()) return base::fail(base::Code::corrupt, "block: its times make no sense");
  return times;
}

base::Result<Sheet> decode_sheet(ByteView block) {
  ByteReader in{block};
  TRY(const auto head, open_block(block, in));
  Sheet sheet;
  sheet.open_time.resize(head.rows);
  get_times(head, in, sheet.open_time);
  if (in.ok()) get_prices(in, head.rows, sheet);
  if (in.ok()) sheet.volume = get_column(in, head.rows, sheet, nullptr);
  if (in.ok()) sheet.quote_volume = get_column(in, head.rows, sheet, &sheet.volume);
  if (in.ok()) sheet.trades = get_column(in, head.rows, sheet, nullptr);
  if (in.ok()) sheet.taker_base = get_column(in, head.rows, sheet, nullptr);
  if (in.ok()) sheet.taker_quote = get_column(in, head.rows, sheet, &sheet.taker_base);
  if (!in.ok() || in.left() != 0) return base::fail(base::Code::corrupt, "block: its columns make no sense");
  return sheet;
}

base::Result<market::Candles> decode_block(ByteView block) {
  TRY(const auto sheet, decode_sheet(block));
  return candles_of(sheet, 0, sheet.open_time.size());
}

base::Result<market::Candles> decode_part(ByteView block, market::Span span, std::size_t limit, bool newest) {
  TRY(const auto sheet, decode_sheet(block));
  const auto& times = sheet.open_time;
  auto from = static_cast<std::size_t>(std::ranges::lower_bound(times, market::ms_of(span.from)) - times.begin());
  auto until = static_cast<std::size_t>(std::ranges::lower_bound(times, market::ms_of(span.until)) - times.begin());
  until = std::max(from, until);
  if (until - from > limit) (newest ? from : until) = newest ? until - limit : from + limit;
  return candles_of(sheet, from, until);
}

}  // namespace store
