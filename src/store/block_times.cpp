#include "store/block_parts.hpp"

namespace store {

namespace {

using market::Timeframe;

enum class Mode : std::uint8_t { run = 0, runs = 1, bitmap = 2, open_times = 3 };

std::size_t slots_of(const BlockHead& head) {
  return std::size_t{1} << head.size;
}

std::int64_t open_ms(const BlockHead& head, std::size_t slot) {
  return market::ms_of(head.timeframe.open_of(head.first_slot + static_cast<std::int64_t>(slot)));
}

struct Run {
  std::size_t skipped = 0;
  std::size_t length = 0;
};

// The slots that the candles fill, as runs; empty when one of them does not open with its slot.
std::vector<Run> runs_of(const BlockHead& head, std::span<const std::int64_t> times) {
  std::vector<Run> runs;
  std::size_t next = 0;
  std::int64_t expected = 0;
  const auto fixed = head.timeframe.fixed();
  for (const auto time : times) {
    if (runs.empty() || time != expected) {
      const auto at = market::time_from_ms(time);
      const auto slot = static_cast<std::size_t>(head.timeframe.slot_of(at) - head.first_slot);
      if (open_ms(head, slot) != time || slot < next) return {};
      runs.push_back({slot - next, 0});
      next = slot;
    }
    ++runs.back().length;
    ++next;
    expected = fixed ? time + fixed->count() : open_ms(head, next);
  }
  return runs;
}

void put_runs(std::span<const Run> runs, ByteWriter& out) {
  out.put(static_cast<std::uint8_t>(Mode::runs));
  out.varint(runs.size());
  for (const auto& run : runs) {
    out.varint(run.skipped);
    out.varint(run.length - 1);
  }
}

void put_bitmap(const BlockHead& head, std::span<const Run> runs, ByteWriter& out) {
  out.put(static_cast<std::uint8_t>(Mode::bitmap));
  std::uint8_t* const bits = out.grow(slots_of(head) / 8);
  std::size_t slot = 0;
  for (const auto& run : runs) {
    slot += run.skipped;
    for (std::size_t i = 0; i < run.length; ++i, ++slot) bits[slot / 8] |= static_cast<std::uint8_t>(1U << (slot % 8));
  }
}

void put_open_times(const BlockHead& head, std::span<const std::int64_t> times, ByteWriter& out) {
  out.put(static_cast<std::uint8_t>(Mode::open_times));
  std::int64_t step = times.size() > 1 ? INT64_MAX : 0;
  for (std::size_t i = 1; i < times.size(); ++i) step = std::min(step, times[i] - times[i - 1]);
  out.varint(static_cast<std::uint64_t>(times[0] - open_ms(head, 0)));
  out.varint(static_cast<std::uint64_t>(step));
  Values rest(times.size());
  for (std::size_t i = 1; i < times.size(); ++i) rest[i] = static_cast<std::uint64_t>(times[i] - times[i - 1] - step);
  put_stream(rest, out);
}

// The opens of a block's candles, filled from the front.
struct Opens {
  std::span<std::int64_t> all;
  std::size_t count = 0;

  std::size_t left() const { return all.size() - count; }
  void add(std::int64_t time) { all[count++] = time; }
};

// Adds the opens of `run`; refuses what lies beyond the block.
bool expand(const BlockHead& head, const Run& run, std::size_t& slot, Opens& times) {
  const std::size_t slots = slots_of(head);
  if (run.skipped >= slots - slot || run.length > slots - slot - run.skipped) return false;
  if (run.length > times.left()) return false;
  slot += run.skipped;
  if (const auto fixed = head.timeframe.fixed()) {
    const std::int64_t first = open_ms(head, slot);
    std::int64_t* const into = times.all.data() + times.count;
    for (std::size_t i = 0; i < run.length; ++i) into[i] = first + static_cast<std::int64_t>(i) * fixed->count();
    times.count += run.length;
  } else {
    for (std::size_t i = 0; i < run.length; ++i) times.add(open_ms(head, slot + i));
  }
  slot += run.length;
  return true;
}

void get_runs(const BlockHead& head, ByteReader& in, Opens& times) {
  const auto count = in.varint();
  std::size_t slot = 0;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const auto skipped = in.varint();
    const auto length = in.varint();
    if (slot >= slots_of(head) || length >= slots_of(head) || !expand(head, {skipped, length + 1}, slot, times)) {
      in.refuse();
    }
  }
}

void get_bitmap(const BlockHead& head, ByteReader& in, Opens& times) {
  const auto bits = in.take(slots_of(head) / 8);
  for (std::size_t slot = 0; slot < bits.size() * 8; ++slot) {
    if ((bits[slot / 8] >> (slot % 8) & 1) == 0) continue;
    if (times.left() == 0) return in.refuse();
    times.add(open_ms(head, slot));
  }
}

void get_open_times(const BlockHead& head, ByteReader& in, Opens& times) {
  const auto span = head.span();
  const auto first = in.varint();
  const auto step = in.varint();
  StreamReader stream{in, head.rows};
  constexpr std::uint64_t limit = std::uint64_t{1} << 50;
  if (first > limit || step > limit) return in.refuse();
  std::int64_t at = open_ms(head, 0) + static_cast<std::int64_t>(first);
  std::array<std::uint64_t, run_length> values{};
  for (std::size_t row = 0; row < head.rows; ++row) {
    const std::size_t left = std::min(run_length, head.rows - row);
    if (row % run_length == 0 && !stream.next(left, values.data())) return in.refuse();
    const auto value = values[row % run_length];
    if (value > limit || (row == 0 && value != 0) || (row > 0 && step + value == 0)) return in.refuse();
    if (row > 0) at += static_cast<std::int64_t>(step + value);
    if (!span.holds(market::time_from_ms(at))) return in.refuse();
    times.add(at);
  }
  if (!stream.at_end()) in.refuse();
}

std::size_t varint_size(std::size_t value) {
  return value < 128 ? 1 : 2;
}

}  // namespace

void put_times(const BlockHead& head, std::span<const std::int64_t> times, ByteWriter& out) {
  const auto runs = runs_of(head, times);
  if (runs.empty()) return put_open_times(head, times, out);
  if (runs.size() == 1) {
    out.put(static_cast<std::uint8_t>(Mode::run));
    out.varint(runs[0].skipped);
    return;
  }
  std::size_t size = varint_size(runs.size());
  for (const auto& run : runs) size += varint_size(run.skipped) + varint_size(run.length - 1);
  if (size <= slots_of(head) / 8) return put_runs(runs, out);
  put_bitmap(head, runs, out);
}

void get_times(const BlockHead& head, ByteReader& in, std::span<std::int64_t> times) {
  Opens opens{times};
  std::size_t slot = 0;
  switch (static_cast<Mode>(in.get<std::uint8_t>())) {
    case Mode::run:
      if (!expand(head, {in.varint(), head.rows}, slot, opens)) in.refuse();
      break;
    case Mode::runs: get_runs(head, in, opens); break;
    case Mode::bitmap: get_bitmap(head, in, opens); break;
    case Mode::open_times: get_open_times(head, in, opens); break;
    default: in.refuse();
  }
  if (opens.left() != 0) in.refuse();
}

}  // namespace store
