// Candles in PostgreSQL: one table with a primary key, float8 columns, read and written in the binary protocol.
//   postgres history ROWS CONNECTION RUNS           loads by COPY, then size, a year into arrays, 1m to 1h, the year as
//   CSV postgres live CONNECTION SERIES BATCHES         one durable upsert with a candle of every series, again and
//   again
#include "../measure.hpp"
#include "../rows.hpp"

#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <libpq-fe.h>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

using bench::Row;
using Reply = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Numbers as the binary protocol has them: big-endian.
class Wire {
 public:
  template <class Number>
  void put(Number number) {
    auto bytes = std::bit_cast<std::array<char, sizeof(Number)>>(number);
    std::ranges::reverse(bytes);
    text_.append(bytes.data(), bytes.size());
  }
  // A value behind its length, as in COPY and in arrays.
  template <class Number>
  void put_field(Number number) {
    put(static_cast<std::int32_t>(sizeof(Number)));
    put(number);
  }
  void put_text(std::string_view text) { text_ += text; }
  std::string& text() { return text_; }

 private:
  std::string text_;
};

template <class Number>
Number number_at(const char* bytes) {
  std::array<char, sizeof(Number)> held{};
  std::memcpy(held.data(), bytes, held.size());
  std::ranges::reverse(held);
  return std::bit_cast<Number>(held);
}

class Connection {
 public:
  explicit Connection(const char* where) : connection_{PQconnectdb(where), &PQfinish} {
    if (PQstatus(handle()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(handle()));
  }
  PGconn* handle() { return connection_.get(); }

  Reply run(const std::string& sql) { return checked(PQexec(handle(), sql.c_str())); }
  Reply checked(PGresult* result) {
    Reply reply(result, &PQclear);
    const auto status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN &&
        status != PGRES_COPY_OUT) {
      throw std::runtime_error(PQerrorMessage(handle()));
    }
    return reply;
  }

  void copy_in(const std::vector<bench::Rows>& all) {
    run("COPY candles FROM STDIN (FORMAT binary)");
    Wire wire;
    wire.put_text({"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19});
    for (std::size_t series = 0; series < all.size(); ++series) {
      for (const auto& row : all[series]) {
        put_row(wire, static_cast<std::int32_t>(series), row);
        if (wire.text().size() > 60'000) send(wire);
      }
    }
    wire.put(std::int16_t{-1});
    send(wire);
    PQputCopyEnd(handle(), nullptr);
    while (auto* result = PQgetResult(handle())) checked(result);
  }

  // Bytes of the answer.
  std::size_t copy_out(const std::string& sql) {
    run(sql);
    std::size_t bytes = 0;
    char* piece = nullptr;
    for (int size = 0; (size = PQgetCopyData(handle(), &piece, 0)) > 0; PQfreemem(piece))
      bytes += static_cast<std::size_t>(size);
    while (auto* result = PQgetResult(handle())) checked(result);
    return bytes;
  }

 private:
  static void put_row(Wire& wire, std::int32_t series, const Row& row) {
    wire.put(std::int16_t{7});
    wire.put_field(series);
    wire.put_field(row.open_time);
    for (const double value : {row.open, row.high, row.low, row.close, row.volume}) wire.put_field(value);
  }
  void send(Wire& wire) {
    if (PQputCopyData(handle(), wire.text().data(), static_cast<int>(wire.text().size())) != 1) {
      throw std::runtime_error(PQerrorMessage(handle()));
    }
    wire.text().clear();
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

void make_table(Connection& connection) {
  connection.run("DROP TABLE IF EXISTS candles");
  connection.run("CREATE TABLE candles(series int4, ts int8, o float8, h float8, l float8, c float8, v float8)");
}

void finish_table(Connection& connection) {
  connection.run("ALTER TABLE candles ADD PRIMARY KEY (series, ts)");
  connection.run("VACUUM ANALYZE candles");
  connection.run("CHECKPOINT");
}

// All rows of the answer, whose first column is an int8 and the other five float8, into arrays that are there already.
void read_into_arrays(Connection& connection, const char* sql) {
  const auto reply =
      connection.checked(PQexecParams(connection.handle(), sql, 0, nullptr, nullptr, nullptr, nullptr, 1));
  const int rows = PQntuples(reply.get());
  static std::vector<std::int64_t> times;
  static std::array<std::vector<double>, 5> columns;
  times.clear();
  for (auto& column : columns) column.clear();
  for (int row = 0; row < rows; ++row) {
    times.push_back(number_at<std::int64_t>(PQgetvalue(reply.get(), row, 0)));
    for (int i = 0; i < 5; ++i) {
      columns[static_cast<std::size_t>(i)].push_back(number_at<double>(PQgetvalue(reply.get(), row, i + 1)));
    }
  }
}

void history(const std::string& folder, const char* where, int runs) {
  Connection connection(where);
  const auto all = bench::read_folder(folder);
  std::size_t rows = 0;
  for (const auto& series : all) rows += series.size();
  make_table(connection);
  connection.copy_in(all);
  finish_table(connection);
  const auto size = connection.run("SELECT pg_total_relation_size('candles')");
  bench::tell("bytes", std::atof(PQgetvalue(size.get(), 0, 0)) / static_cast<double>(rows));
  if (runs == 0) return;
  const auto time_query = [&](const char* sql) {
    return bench::repeat(runs, [&] { read_into_arrays(connection, sql); });
  };
  bench::tell("year", time_query("SELECT ts, o, h, l, c, v FROM candles WHERE series = 1 ORDER BY ts"));
  bench::tell("hour", time_query("SELECT ts / 3600000, (array_agg(o ORDER BY ts))[1], max(h), min(l),"
                                 " (array_agg(c ORDER BY ts DESC))[1], sum(v) FROM candles WHERE series = 1"
                                 " GROUP BY 1 ORDER BY 1"));
  std::size_t bytes = 0;
  bench::tell("csv", bench::repeat(runs, [&] {
                bytes = connection.copy_out(
                    "COPY (SELECT ts, o, h, l, c, v FROM candles WHERE series = 1 ORDER BY ts) TO STDOUT (FORMAT csv)");
              }));
  bench::tell("csv_bytes", static_cast<double>(bytes));
}

// One-dimensional arrays of the binary protocol.
template <class Number>
std::string array_of(const std::vector<Number>& values, std::int32_t element_type) {
  Wire wire;
  for (const std::int32_t word : {1, 0, element_type, static_cast<std::int32_t>(values.size()), 1}) wire.put(word);
  for (const auto value : values) wire.put_field(value);
  return std::move(wire.text());
}

void upsert(Connection& connection, int series, std::int64_t minute) {
  constexpr std::int32_t int4 = 23, int8 = 20, float8 = 701;
  std::vector<std::int32_t> names;
  std::vector<std::int64_t> times;
  std::array<std::vector<double>, 5> columns;
  for (int one = 0; one < series; ++one) {
    const auto row = bench::live_row(one, minute);
    names.push_back(one);
    times.push_back(row.open_time);
    const std::array values{row.open, row.high, row.low, row.close, row.volume};
    for (std::size_t i = 0; i < values.size(); ++i) columns[i].push_back(values[i]);
  }
  std::vector<std::string> texts{array_of(names, int4), array_of(times, int8)};
  for (const auto& column : columns) texts.push_back(array_of(column, float8));
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const auto& text : texts) {
    values.push_back(text.data());
    lengths.push_back(static_cast<int>(text.size()));
  }
  const std::vector<int> binary(texts.size(), 1);
  connection.checked(PQexecPrepared(connection.handle(), "upsert", 7, values.data(), lengths.data(), binary.data(), 1));
}

void live(const char* where, int series, int batches) {
  constexpr int held = 500;
  Connection connection(where);
  make_table(connection);
  std::vector<bench::Rows> all(static_cast<std::size_t>(series));
  for (int one = 0; one < series; ++one) {
    for (int minute = 0; minute < held; ++minute)
      all[static_cast<std::size_t>(one)].push_back(bench::live_row(one, minute));
  }
  connection.copy_in(all);
  finish_table(connection);
  connection.checked(
      PQprepare(connection.handle(), "upsert",
                "INSERT INTO candles SELECT * FROM unnest($1::int4[], $2::int8[], $3::float8[], $4::float8[],"
                " $5::float8[], $6::float8[], $7::float8[]) ON CONFLICT (series, ts) DO UPDATE SET"
                " o = excluded.o, h = excluded.h, l = excluded.l, c = excluded.c, v = excluded.v",
                0, nullptr));
  connection.run("CHECKPOINT");
  const auto logged = [&] {
    return std::atof(PQgetvalue(connection.run("SELECT pg_current_wal_insert_lsn() - '0/0'").get(), 0, 0));
  };
  const auto before = logged();
  bench::Samples samples;
  for (int minute = held; minute < held + batches; ++minute) {
    samples.push_back(bench::milliseconds([&] { upsert(connection, series, minute); }));
  }
  bench::tell("live", samples);
  bench::tell("written", (logged() - before) / series / batches);
}

}  // namespace

int main(int count, char** words) try {
  const std::string verb = count == 5 ? words[1] : "";
  if (verb == "history")
    history(words[2], words[3], std::atoi(words[4]));
  else if (verb == "live")
    live(words[2], std::atoi(words[3]), std::atoi(words[4]));
  else
    throw std::runtime_error("usage: postgres history ROWS CONNECTION RUNS | live CONNECTION SERIES BATCHES");
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "%s\n", problem.what());
  return 1;
}
