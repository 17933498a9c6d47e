// Candles in a DuckDB file: DOUBLE columns, sorted by (series, time), without a primary key, which is how it is
// fastest.
//   duckdb history ROWS FILE RUNS    loads, then sizes (its file, Parquet), a year into arrays, 1m to 1h
#include "duckdb.hpp"

#include "../measure.hpp"
#include "../rows.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

class Database {
 public:
  explicit Database(const std::string& path) {
    if (duckdb_open(path.c_str(), &database_) != duckdb_success) throw std::runtime_error("DuckDB cannot open " + path);
    duckdb_connect(database_, &connection_);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }

  template <class Take>
  void query(const std::string& sql, const Take& take) {
    duckdb_result result{};
    if (duckdb_query(connection_, sql.c_str(), &result) != duckdb_success)
      throw std::runtime_error(duckdb_result_error(&result));
    while (auto chunk = duckdb_fetch_chunk(result)) {
      take(chunk);
      duckdb_destroy_data_chunk(&chunk);
    }
    duckdb_destroy_result(&result);
  }
  void run(const std::string& sql) {
    query(sql, [](duckdb_data_chunk) {});
  }

  void append(const std::vector<bench::Rows>& all) {
    duckdb_appender appender = nullptr;
    duckdb_appender_create(connection_, nullptr, "candles", &appender);
    for (std::size_t series = 0; series < all.size(); ++series) {
      for (const auto& row : all[series]) {
        duckdb_append_int32(appender, static_cast<std::int32_t>(series));
        duckdb_append_int64(appender, row.open_time);
        for (const double value : {row.open, row.high, row.low, row.close, row.volume})
          duckdb_append_double(appender, value);
        duckdb_appender_end_row(appender);
      }
    }
    if (duckdb_appender_destroy(&appender) != duckdb_success) throw std::runtime_error("DuckDB cannot append");
  }

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

// The columns of a result, time first, copied into arrays of their own.
struct Arrays {
  std::vector<std::int64_t> times;
  std::array<std::vector<double>, 5> columns;

  void clear() {
    times.clear();
    for (auto& column : columns) column.clear();
  }
  void take(duckdb_data_chunk chunk) {
    const auto size = static_cast<std::ptrdiff_t>(duckdb_data_chunk_get_size(chunk));
    const auto* from = static_cast<const std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
    times.insert(times.end(), from, from + size);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto* values =
          static_cast<const double*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, i + 1)));
      columns[i].insert(columns[i].end(), values, values + size);
    }
  }
};

bench::Samples time_query(Database& database, int runs, const std::string& sql) {
  Arrays arrays;
  return bench::repeat(runs, [&] {
    arrays.clear();
    database.query(sql, [&](duckdb_data_chunk chunk) { arrays.take(chunk); });
  });
}

double bytes_each(const std::string& path, std::size_t rows) {
  return static_cast<double>(std::filesystem::file_size(path)) / static_cast<double>(rows);
}

void history(const std::string& folder, const std::string& path, int runs) {
  const auto all = bench::read_folder(folder);
  std::size_t rows = 0;
  for (const auto& series : all) rows += series.size();
  Database database(path);
  database.run("CREATE TABLE candles(series INTEGER, ts BIGINT, o DOUBLE, h DOUBLE, l DOUBLE, c DOUBLE, v DOUBLE)");
  database.append(all);
  database.run("CHECKPOINT");
  bench::tell("bytes", bytes_each(path, rows));
  database.run("COPY (SELECT * FROM candles) TO '" + path +
               ".parquet' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)");
  bench::tell("parquet", bytes_each(path + ".parquet", rows));
  if (runs == 0) return;
  const std::string year = "SELECT ts, o, h, l, c, v FROM candles WHERE series = 1";
  bench::tell("year", time_query(database, runs, year + " ORDER BY ts"));
  bench::tell("year_unordered", time_query(database, runs, year));
  bench::tell("hour", time_query(database, runs,
                                 "SELECT ts // 3600000 AS hour, arg_min(o, ts), max(h), min(l), arg_max(c, ts), sum(v)"
                                 " FROM candles WHERE series = 1 GROUP BY hour ORDER BY hour"));
}

}  // namespace

int main(int count, char** words) try {
  if (count != 5 || std::strcmp(words[1], "history") != 0)
    throw std::runtime_error("usage: duckdb history ROWS FILE RUNS");
  history(words[2], words[3], std::atoi(words[4]));
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 1;
}
