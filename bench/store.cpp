// Speed and size of a venue file, beside plain SQLite rows in the same run. Arguments: csv.zst files or folders of them
// give the candles that are tiled to the data set, none a synthetic market; --folder <path> where to write, --series
// <n>,
// --csv <file> also writes the data set out for measurements of others.
#include "store/store.hpp"

#include "candle_files.hpp"
#include "market/rollup.hpp"
#include "store/sqlite.hpp"

#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace {

using bench::Times;
using market::Candle;
using market::Candles;
using store::Evidence;

constexpr std::size_t year = 525600;
constexpr std::int64_t first_ms = 1704067200000;

struct Options {
  std::filesystem::path folder = "/tmp/wick_bench_store";
  std::string csv;
  std::size_t series = 10;
  std::vector<char*> files;
};

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = arguments[i];
    if (word == "--folder" && i + 1 < count) {
      options.folder = arguments[++i];
    } else if (word == "--csv" && i + 1 < count) {
      options.csv = arguments[++i];
    } else if (word == "--series" && i + 1 < count) {
      options.series = static_cast<std::size_t>(std::atoi(arguments[++i]));
    } else {
      options.files.push_back(arguments[i]);
    }
  }
  return options;
}

// A year of minutes out of the given candles, over and over, moved in time.
Candles tiled(const Candles& part) {
  Candles candles;
  candles.reserve(year);
  for (std::size_t i = 0; i < year; ++i) {
    candles.push_back(part[i % part.size()]);
    auto& candle = candles.back();
    candle.open_time = market::time_from_ms(first_ms + static_cast<std::int64_t>(i) * 60000);
    candle.quote_volume.reset();
    candle.trades.reset();
    candle.taker_base.reset();
    candle.taker_quote.reset();
  }
  return candles;
}

market::Series series_named(std::size_t number) {
  return market::Series::parse("bench:S" + std::to_string(number) + "/USDT@1m").value();
}

store::Answer answer_of(store::SeriesId series, Candles candles, Evidence evidence) {
  const market::Span span{candles.front().open_time, candles.back().open_time + std::chrono::minutes{1}};
  store::Answer answer{series, span, std::move(candles), {}, {}};
  answer.provenance = {evidence, evidence == Evidence::rest ? "rest" : "ws", "", span.until};
  return answer;
}

std::uintmax_t size_of(const std::filesystem::path& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  return none ? 0 : size;
}

// Bytes this process has given to the disk so far.
std::uint64_t written_bytes() {
  std::ifstream io{"/proc/self/io"};
  std::string name;
  std::uint64_t value = 0;
  while (io >> name >> value) {
    if (name == "write_bytes:") return value;
  }
  return 0;
}

void print(const char* what, double value, const char* unit, const Times& times, double scale) {
  std::printf("%-52s %9.2f %-16s (%.2f to %.2f)\n", what, value, unit, scale / times.most, scale / times.least);
}

void print_ms(const char* what, const Times& times) {
  std::printf("%-52s %9.3f %-16s (%.3f to %.3f)\n", what, times.median * 1e3, "ms", times.least * 1e3,
              times.most * 1e3);
}

void bulk(store::Writer& writer, const std::vector<Candles>& data, const std::filesystem::path& file) {
  const double rows = static_cast<double>(year * data.size());
  std::vector<store::Answer> answers;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto id = writer.ensure(series_named(i), "").value();
    answers.push_back(answer_of(id, data[i], Evidence::rest));
  }
  const int runs = static_cast<int>(data.size());
  std::size_t number = 0;
  const auto times = bench::measure(runs, [&] { writer.record({&answers[number++], 1}).value(); }, CLOCK_MONOTONIC);
  print("bulk import, one year an answer, durable", year / times.median / 1e6, "M rows/s", times, year / 1e6);
  while (writer.tidy().value()) {
  }
  std::printf("%-52s %9.2f B a candle\n", "file, with its WAL checkpointed", static_cast<double>(size_of(file)) / rows);
}

// Pages as a backfill brings them, `batch` of them in a transaction.
void pages(store::Writer& writer, const Candles& data, std::size_t size, std::size_t batch, std::size_t number) {
  const auto id = writer.ensure(series_named(1000 + number), "").value();
  std::vector<std::vector<store::Answer>> batches;
  for (std::size_t from = 0; from + size <= year; from += size) {
    if (batches.empty() || batches.back().size() == batch) batches.emplace_back();
    const auto begin = data.begin() + static_cast<std::ptrdiff_t>(from);
    auto answer = answer_of(id, {begin, begin + static_cast<std::ptrdiff_t>(size)}, Evidence::rest);
    answer.provenance.at = market::time_from_ms(first_ms * 2);
    batches.back().push_back(std::move(answer));
  }
  const double rows = static_cast<double>(year / size * size);
  for (const auto clock : {CLOCK_MONOTONIC, CLOCK_THREAD_CPUTIME_ID}) {
    if (clock == CLOCK_THREAD_CPUTIME_ID) {
      const auto again = writer.ensure(series_named(2000 + number), "").value();
      for (auto& each : batches) {
        for (auto& answer : each) answer.series = again;
      }
    }
    const auto times = bench::measure(
        1,
        [&] {
          for (const auto& each : batches) writer.record(each).value();
        },
        clock);
    std::printf("pages of %5zu new candles, %2zu a transaction%-9s %9.2f M rows/s\n", size, batch,
                clock == CLOCK_MONOTONIC ? "" : ", CPU", rows / times.median / 1e6);
  }
}

void reads(const store::Reader& reader, std::size_t series) {
  const market::Span all{market::time_from_ms(0), market::time_max};
  const auto id = reader.find(series_named(series / 2))->id;
  store::Columns columns;
  const auto clear = [&] {
    columns.open_time.clear();
    for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close, &columns.volume}) column->clear();
  };
  const auto scan = [&] {
    clear();
    if (!reader.scan(id, all, columns) || columns.open.size() != year) std::exit(1);
  };
  print_ms("scan of a year of minutes into arrays", bench::measure(21, scan, CLOCK_MONOTONIC));
  print_ms("scan of a year of minutes into arrays, CPU", bench::measure(21, scan));
  std::size_t hours = 0;
  print_ms("a year of minutes to hours", bench::measure(
                                             21,
                                             [&] {
                                               scan();
                                               hours = 0;
                                               double high = 0;
                                               double low = 0;
                                               double volume = 0;
                                               std::int64_t hour = -1;
                                               for (std::size_t i = 0; i < year; ++i) {
                                                 const std::int64_t now = columns.open_time[i] / 3600000;
                                                 if (now != hour) {
                                                   hour = now;
                                                   ++hours;
                                                   high = columns.high[i];
                                                   low = columns.low[i];
                                                   volume = 0;
                                                 }
                                                 high = std::max(high, columns.high[i]);
                                                 low = std::min(low, columns.low[i]);
                                                 volume += columns.volume[i];
                                               }
                                               if (high < low || volume < 0) std::exit(1);
                                             },
                                             CLOCK_MONOTONIC));
  print_ms("read of a year of minutes as candles", bench::measure(
                                                       5,
                                                       [&] {
                                                         if (reader.read(id, all)->size() != year) std::exit(1);
                                                       },
                                                       CLOCK_MONOTONIC));
  const auto each = [&] {
    std::size_t rows = 0;
    const auto count = [&](const Candles& piece) {
      rows += piece.size();
      return true;
    };
    if (!reader.each(id, all, count) || rows != year) std::exit(1);
  };
  print_ms("each candle of a year of minutes", bench::measure(11, each, CLOCK_MONOTONIC));
  print_ms("each candle of a year of minutes, CPU", bench::measure(11, each));
  print_ms("newest 100, sealed", bench::measure(
                                     501,
                                     [&] {
                                       if (reader.read(id, all, 100, true)->size() != 100) std::exit(1);
                                     },
                                     CLOCK_MONOTONIC));
}

void live(const std::filesystem::path& file, const Candles& data) {
  constexpr std::size_t series = 2000;
  constexpr std::size_t warm = 200;
  constexpr std::size_t minutes = 300;
  auto writer = store::Writer::open(file).value();
  std::vector<store::SeriesId> ids;
  for (std::size_t i = 0; i < series; ++i) ids.push_back(writer.ensure(series_named(i), "").value());
  std::vector<double> seconds;
  std::vector<double> tidying;
  std::uint64_t before = 0;
  for (std::size_t minute = 0; minute < minutes; ++minute) {
    if (minute == warm) before = written_bytes();
    std::vector<store::Answer> answers;
    for (std::size_t i = 0; i < series; ++i) {
      Candle candle = data[(minute + i * 37) % data.size()];
      candle.open_time = market::time_from_ms(first_ms + static_cast<std::int64_t>(minute) * 60000);
      answers.push_back(answer_of(ids[i], {candle}, Evidence::stream_closed));
    }
    const double begin = bench::seconds_of(CLOCK_MONOTONIC);
    writer.record(answers).value();
    if (minute >= warm) seconds.push_back(bench::seconds_of(CLOCK_MONOTONIC) - begin);
    const double rest = bench::seconds_of(CLOCK_MONOTONIC);
    writer.tidy().value();
    tidying.push_back(bench::seconds_of(CLOCK_MONOTONIC) - rest);
  }
  const double bytes = static_cast<double>(written_bytes() - before) / static_cast<double>(seconds.size() * series);
  std::ranges::sort(seconds);
  std::ranges::sort(tidying);
  std::printf("%-52s p50 %.2f p99 %.2f most %.2f ms\n", "live: 2000 series, one candle each, durable",
              seconds[seconds.size() / 2] * 1e3, seconds[seconds.size() * 99 / 100] * 1e3, seconds.back() * 1e3);
  std::printf("%-52s %9.1f B a candle, sealing included\n", "live: written to disk", bytes);
  std::printf("%-52s %9.2f ms at most\n", "live: a piece of tidying", tidying.back() * 1e3);
  const auto reader = store::Reader::open(file).value();
  print_ms("newest 100, from the tail",
           bench::measure(
               501,
               [&] {
                 if (reader.read(ids[77], {market::time_from_ms(0), market::time_max}, 100, true)->size() != 100)
                   std::exit(1);
               },
               CLOCK_MONOTONIC));
}

// The peer: one row a candle, keyed by series and time, as most programs do it.
void sqlite_rows(const std::filesystem::path& file, const std::vector<Candles>& data) {
  const auto database = store::Database::open(file, store::Access::write).value();
  database.execute("PRAGMA journal_mode=WAL").value();
  database
      .execute(
          "CREATE TABLE candles(series INTEGER, ts INTEGER, o INTEGER, h INTEGER, l INTEGER, c INTEGER, v INTEGER, "
          "PRIMARY KEY(series, ts)) WITHOUT ROWID")
      .value();
  std::int64_t series = 0;
  const auto times = bench::measure(
      static_cast<int>(std::min<std::size_t>(3, data.size())),
      [&] {
        database.execute("BEGIN IMMEDIATE").value();
        auto insert = database.query("INSERT INTO candles VALUES(?,?,?,?,?,?,?)").value();
        for (const auto& candle : data[static_cast<std::size_t>(series)]) {
          insert.bind(1, series).bind(2, market::ms_of(candle.open_time)).bind(3, candle.open.small().value_or(0));
          insert.bind(4, candle.high.small().value_or(0)).bind(5, candle.low.small().value_or(0));
          insert.bind(6, candle.close.small().value_or(0)).bind(7, candle.volume->small().value_or(0)).run().value();
        }
        database.execute("COMMIT").value();
        ++series;
      },
      CLOCK_MONOTONIC);
  print("SQLite rows: bulk import", year / times.median / 1e6, "M rows/s", times, year / 1e6);
  database.execute("PRAGMA wal_checkpoint(TRUNCATE)").value();
  std::printf("%-52s %9.2f B a candle\n", "SQLite rows: file",
              static_cast<double>(size_of(file)) / static_cast<double>(year) / static_cast<double>(series));
  std::vector<double> column(year);
  print_ms("SQLite rows: scan of a year into arrays",
           bench::measure(
               5,
               [&] {
                 auto query = database.query("SELECT ts,o,h,l,c,v FROM candles WHERE series=1 ORDER BY ts").value();
                 for (std::size_t i = 0; query.step().value(); ++i) {
                   for (int k = 0; k < 6; ++k) column[i] = static_cast<double>(query.integer(k));
                 }
               },
               CLOCK_MONOTONIC));
}

void write_csv(const std::string& file, const std::vector<Candles>& data) {
  std::ofstream out{file};
  out << "series,ts_ms,open,high,low,close,volume\n";
  for (std::size_t i = 0; i < data.size(); ++i) {
    for (const auto& candle : data[i]) {
      out << i << ',' << market::ms_of(candle.open_time) << ',' << candle.open.text() << ',' << candle.high.text()
          << ',' << candle.low.text() << ',' << candle.close.text() << ',' << candle.volume->text() << '\n';
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  const Options options = parse(count, arguments);
  bench::print_machine();
  const auto loaded = bench::load(static_cast<int>(options.files.size()), const_cast<char**>(options.files.data()));
  std::vector<Candles> data;
  for (std::size_t i = 0; i < options.series; ++i) data.push_back(tiled(loaded[i % loaded.size()].candles));
  if (!options.csv.empty()) write_csv(options.csv, data);
  std::filesystem::remove_all(options.folder);
  std::filesystem::create_directories(options.folder);
  const auto file = options.folder / "bench.wick";
  {
    auto writer = store::Writer::open(file).value();
    bulk(writer, data, file);
  }
  std::printf("%-52s %9.2f B a candle\n", "file, closed",
              static_cast<double>(size_of(file)) / static_cast<double>(year * data.size()));
  reads(store::Reader::open(file).value(), data.size());
  {
    auto writer = store::Writer::open(file).value();
    pages(writer, data[0], 1000, 1, 0);
    pages(writer, data[0], 1000, 16, 1);
    pages(writer, data[0], 5000, 8, 2);
    pages(writer, data[0], 50000, 1, 3);
  }
  live(options.folder / "live.wick", data[0]);
  sqlite_rows(options.folder / "rows.db", data);
  std::filesystem::remove_all(options.folder);
}
