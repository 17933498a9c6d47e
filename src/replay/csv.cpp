#include "replay/csv.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <zstd.h>

namespace replay {

using base::Code;
using base::Decimal;
using base::Result;
using market::Candle;
using market::Candles;

namespace {

enum class Column : std::uint8_t {
  time,
  open,
  high,
  low,
  close,
  volume,
  quote_volume,
  trades,
  taker_base,
  taker_quote,
  other
};
constexpr std::size_t columns_max = 64;

using Layout = std::vector<Column>;

Column column_named(std::string_view name) {
  using enum Column;
  static constexpr std::array<std::pair<std::string_view, Column>, 32> names = {{
      {"ts_ms", time},
      {"ts", time},
      {"time", time},
      {"timestamp", time},
      {"open_time", time},
      {"date", time},
      {"datetime", time},
      {"o", open},
      {"open", open},
      {"h", high},
      {"high", high},
      {"l", low},
      {"low", low},
      {"c", close},
      {"close", close},
      {"v", volume},
      {"vol", volume},
      {"volume", volume},
      {"qv", quote_volume},
      {"quote_volume", quote_volume},
      {"quote_asset_volume", quote_volume},
      {"n", trades},
      {"count", trades},
      {"trades", trades},
      {"number_of_trades", trades},
      {"transactions", trades},
      {"taker_base", taker_base},
      {"taker_buy_volume", taker_base},
      {"taker_buy_base_asset_volume", taker_base},
      {"taker_quote", taker_quote},
      {"taker_buy_quote_volume", taker_quote},
      {"taker_buy_quote_asset_volume", taker_quote},
  }};
  const auto wanted = base::lower(name);
  const auto found = std::ranges::find(names, std::string_view{wanted}, &std::pair<std::string_view, Column>::first);
  return found == names.end() ? other : found->second;
}

using Cells = std::vector<std::string_view>;

void cut(std::string_view line, Cells& cells) {
  cells.clear();
  while (cells.size() < columns_max) {
    const auto comma = line.find(',');
    auto cell = line.substr(0, comma);
    while (cell.starts_with(' ') || cell.starts_with('"')) cell.remove_prefix(1);
    while (cell.ends_with(' ') || cell.ends_with('"')) cell.remove_suffix(1);
    cells.push_back(cell);
    if (comma == std::string_view::npos) return;
    line.remove_prefix(comma + 1);
  }
}

Result<Layout> layout_of_header(const Cells& names) {
  Layout layout;
  for (const auto name : names) layout.push_back(column_named(name));
  for (const auto needed : {Column::time, Column::open, Column::high, Column::low, Column::close}) {
    if (std::ranges::count(layout, needed) == 1) continue;
    return base::fail(Code::bad_data, "the header must name time, open, high, low and close once each");
  }
  return layout;
}

Result<Layout> layout_of_count(std::size_t count) {
  using enum Column;
  static const Layout all = {time,  open,         high,   low,        close,       volume,
                             other, quote_volume, trades, taker_base, taker_quote, other};
  if (count == 5 || count == 6) return Layout(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
  if (count == 8) return Layout{time, open, high, low, close, volume, quote_volume, trades};
  if (count == 11 || count == 12) return Layout(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
  return base::fail(Code::bad_data, fmt::format("{} columns and no header; expected 5, 6, 8 or 12", count));
}

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<market::Time> moment(std::string_view text) {
  const auto number = whole<std::int64_t>(text);
  if (!number) {
    const auto parsed = market::parse_time(text, market::Time{});
    return parsed ? std::optional(*parsed) : std::nullopt;
  }
  if (*number < 0) return std::nullopt;
  if (*number < 100'000'000'000) return market::time_from_ms(*number * 1000);
  if (*number < 100'000'000'000'000) return market::time_from_ms(*number);
  if (*number < 100'000'000'000'000'000) return market::time_from_ms(*number / 1000);
  return market::time_from_ms(*number / 1'000'000);
}

bool put_number(std::optional<Decimal>& into, std::string_view cell) {
  if (cell.empty()) return true;
  into = Decimal::parse_quick(cell);
  return into.has_value();
}

bool put_price(Decimal& into, std::string_view cell) {
  const auto price = Decimal::parse_quick(cell);
  if (price) into = *price;
  return price.has_value();
}

bool put_trades(std::optional<std::int64_t>& into, std::string_view cell) {
  if (cell.empty()) return true;
  if (const auto dot = cell.find(".0"); dot != std::string_view::npos && dot + 2 == cell.size())
    cell = cell.substr(0, dot);
  into = whole<std::int64_t>(cell);
  return into.has_value();
}

bool put(Candle& candle, Column column, std::string_view cell) {
  switch (column) {
    case Column::time: {
      const auto at = moment(cell);
      if (at) candle.open_time = *at;
      return at.has_value();
    }
    case Column::open: return put_price(candle.open, cell);
    case Column::high: return put_price(candle.high, cell);
    case Column::low: return put_price(candle.low, cell);
    case Column::close: return put_price(candle.close, cell);
    case Column::volume: return put_number(candle.volume, cell);
    case Column::quote_volume: return put_number(candle.quote_volume, cell);
    case Column::trades: return put_trades(candle.trades, cell);
    case Column::taker_base: return put_number(candle.taker_base, cell);
    case Column::taker_quote: return put_number(candle.taker_quote, cell);
    case Column::other: return true;
  }
  return true;
}

Result<Candle> read_row(const Cells& cells, const Layout& layout) {
  if (cells.size() != layout.size()) {
    return base::fail(Code::bad_data, fmt::format("{} columns where {} were expected", cells.size(), layout.size()));
  }
  Candle candle;
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (put(candle, layout[at], cells[at])) continue;
    return base::fail(Code::bad_data, fmt::format("column {} is '{}'", at + 1, base::printable(cells[at], 40)));
  }
  if (candle.open_time >= market::time_max) return base::fail(Code::bad_data, "the time lies behind the year 9999");
  if (const auto why = market::implausible(candle)) return base::fail(Code::bad_data, *why);
  return candle;
}

bool looks_like_header(std::string_view line) {
  return !line.empty() && line.front() != '"' && (line.front() < '0' || line.front() > '9');
}

// Takes the first line off `text`, without its end.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

class CsvReader {
 public:
  base::Done read(std::string_view line) {
    if (line.empty()) return {};
    cut(line, cells_);
    if (!layout_.empty()) return row();
    if (looks_like_header(line)) {
      TRY(layout_, layout_of_header(cells_));
      return {};
    }
    TRY(layout_, layout_of_count(cells_.size()));
    return row();
  }
  Candles take() { return std::move(candles_); }

 private:
  base::Done row() {
    TRY(const auto candle, read_row(cells_, layout_));
    candles_.push_back(candle);
    return {};
  }

  Layout layout_;
  Cells cells_;
  Candles candles_;
};

}  // namespace

Result<Candles> read_csv(std::string_view text, std::string_view name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  CsvReader reader;
  for (std::size_t line = 1; !text.empty(); ++line) {
    if (auto read = reader.read(take_line(text)); !read) {
      return base::within(fmt::format("{}:{}", name, line), std::move(read).error());
    }
  }
  return reader.take();
}

namespace {

struct Inflater {
  ZSTD_DStream* stream = ZSTD_createDStream();
  Inflater() = default;
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { ZSTD_freeDStream(stream); }
};

}  // namespace

Result<std::string> unpacked(std::string bytes, std::size_t most) {
  if (!bytes.starts_with("\x28\xB5\x2F\xFD")) return bytes;
  const Inflater inflater;
  std::string out;
  std::vector<char> piece(ZSTD_DStreamOutSize());
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::size_t left = 1;
  while (in.pos < in.size || left != 0) {
    ZSTD_outBuffer into{piece.data(), piece.size(), 0};
    const auto before = in.pos;
    left = ZSTD_decompressStream(inflater.stream, &into, &in);
    if (ZSTD_isError(left) != 0) return base::fail(Code::bad_data, fmt::format("zstd: {}", ZSTD_getErrorName(left)));
    if (into.pos == 0 && in.pos == before) return base::fail(Code::bad_data, "zstd: the end is missing");
    if (out.size() + into.pos > most) return base::fail(Code::bad_data, fmt::format("zstd: more than {} bytes", most));
    out.append(piece.data(), into.pos);
  }
  return out;
}

}  // namespace replay
