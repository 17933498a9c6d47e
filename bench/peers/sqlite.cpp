// Candles as rows of SQLite, as one would write it first: a table keyed (series, time), REAL columns, full durability.
//   sqlite history ROWS FILE RUNS     loads, then size, a year into arrays, 1m to 1h
//   sqlite live FILE SERIES BATCHES   one durable transaction with a candle of every series, again and again
#include "../measure.hpp"
#include "../rows.hpp"

#include <sqlite3.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace {

using bench::Row;

void must(int code, sqlite3* file) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) throw std::runtime_error(sqlite3_errmsg(file));
}

class Database {
 public:
  explicit Database(const std::string& path) {
    must(sqlite3_open(path.c_str(), &file_), file_);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536");
    run("CREATE TABLE IF NOT EXISTS candles(series INTEGER, ts INTEGER, o REAL, h REAL, l REAL, c REAL, v REAL,"
        " PRIMARY KEY(series, ts)) WITHOUT ROWID");
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close_v2(file_); }

  void run(const char* sql) { must(sqlite3_exec(file_, sql, nullptr, nullptr, nullptr), file_); }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* made = nullptr;
    must(sqlite3_prepare_v2(file_, sql, -1, &made, nullptr), file_);
    return made;
  }
  sqlite3* handle() { return file_; }

 private:
  sqlite3* file_ = nullptr;
};

class Upsert {
 public:
  explicit Upsert(Database& database)
      : database_{database}, statement_{database.prepare("INSERT OR REPLACE INTO candles VALUES(?,?,?,?,?,?,?)")} {}
  Upsert(const Upsert&) = delete;
  Upsert& operator=(const Upsert&) = delete;
  ~Upsert() { sqlite3_finalize(statement_); }

  void put(int series, const Row& row) {
    sqlite3_bind_int(statement_, 1, series);
    sqlite3_bind_int64(statement_, 2, row.open_time);
    int at = 3;
    for (const double value : {row.open, row.high, row.low, row.close, row.volume})
      sqlite3_bind_double(statement_, at++, value);
    must(sqlite3_step(statement_), database_.handle());
    sqlite3_reset(statement_);
  }

 private:
  Database& database_;
  sqlite3_stmt* statement_;
};

// Runs `sql` with series 1 and appends its rows to columns.
void read_into(Database& database, const char* sql, std::vector<std::int64_t>& times,
               std::array<std::vector<double>, 5>& columns) {
  auto* statement = database.prepare(sql);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    times.push_back(sqlite3_column_int64(statement, 0));
    for (std::size_t i = 0; i < columns.size(); ++i)
      columns[i].push_back(sqlite3_column_double(statement, static_cast<int>(i) + 1));
  }
  sqlite3_finalize(statement);
}

bench::Samples time_query(Database& database, int runs, const char* sql) {
  std::vector<std::int64_t> times;
  std::array<std::vector<double>, 5> columns;
  return bench::repeat(runs, [&] {
    times.clear();
    for (auto& column : columns) column.clear();
    read_into(database, sql, times, columns);
  });
}

void history(const std::string& folder, const std::string& path, int runs) {
  Database database(path);
  const auto all = bench::read_folder(folder);
  std::size_t rows = 0;
  {
    Upsert upsert(database);
    database.run("BEGIN");
    for (std::size_t series = 0; series < all.size(); ++series) {
      for (const auto& row : all[series]) upsert.put(static_cast<int>(series), row);
      rows += all[series].size();
    }
    database.run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  }
  bench::tell("bytes", static_cast<double>(std::filesystem::file_size(path)) / static_cast<double>(rows));
  if (runs == 0) return;
  bench::tell("year", time_query(database, runs, "SELECT ts, o, h, l, c, v FROM candles WHERE series = 1 ORDER BY ts"));
  // SQLite takes bare columns from the row that holds min() or max(), hence the two passes for open and close.
  bench::tell("hour",
              time_query(database, runs,
                         "SELECT hour, (SELECT o FROM candles WHERE series = 1 AND ts = first), h, l,"
                         " (SELECT c FROM candles WHERE series = 1 AND ts = last), v FROM"
                         " (SELECT ts / 3600000 AS hour, min(ts) AS first, max(ts) AS last, max(h) AS h, min(l) AS l,"
                         " sum(v) AS v FROM candles WHERE series = 1 GROUP BY hour)"));
}

void live(const std::string& path, int series, int batches) {
  constexpr int held = 500;
  Database database(path);
  Upsert upsert(database);
  database.run("BEGIN");
  for (int one = 0; one < series; ++one) {
    for (int minute = 0; minute < held; ++minute) upsert.put(one, bench::live_row(one, minute));
  }
  database.run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  const auto before = bench::written_bytes();
  bench::Samples samples;
  for (int minute = held; minute < held + batches; ++minute) {
    samples.push_back(bench::milliseconds([&] {
      database.run("BEGIN");
      for (int one = 0; one < series; ++one) upsert.put(one, bench::live_row(one, minute));
      database.run("COMMIT");
    }));
  }
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  bench::tell("live", samples);
  bench::tell("written", static_cast<double>(bench::written_bytes() - before) / series / batches);
}

}  // namespace

int main(int count, char** words) try {
  const std::string verb = count == 5 ? words[1] : "";
  if (verb == "history")
    history(words[2], words[3], std::atoi(words[4]));
  else if (verb == "live")
    live(words[2], std::atoi(words[3]), std::atoi(words[4]));
  else
    throw std::runtime_error("usage: sqlite history ROWS FILE RUNS | live FILE SERIES BATCHES");
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 1;
}
