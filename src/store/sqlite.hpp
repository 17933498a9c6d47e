// SQLite, as little of it as we need: a connection, statements that are prepared once, transactions, and checked rows.
#pragma once

#include "base/result.hpp"
#include "store/checksum.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace store {

enum class Access : std::uint8_t { read, write };

struct Null {};

// A statement being run: bind, step, read. It is reset when it goes out of scope and must not outlive its Database.
class Query {
 public:
  Query(sqlite3_stmt* statement, const std::filesystem::path* file) : statement_{statement}, file_{file} {}
  Query(Query&& other) noexcept : statement_{std::exchange(other.statement_, nullptr)}, file_{other.file_} {}
  Query& operator=(Query&&) = delete;
  ~Query();

  Query& bind(int at, std::int64_t value);
  Query& bind(int at, std::string_view text);
  Query& bind(int at, ByteView blob);
  Query& bind(int at, Null);
  Query& bind(int at, std::optional<std::int64_t> value) { return value ? bind(at, *value) : bind(at, Null{}); }

  // True for a row, false at the end. SQLite's errors come as corrupt, no_space, locked or failed, with the path.
  base::Result<bool> step();
  // Makes it ready to be bound and stepped again.
  void reset();
  // Steps to the end, to be run again.
  base::Done run();
  // Calls `take` for each row until it returns an error.
  base::Done each(const std::function<base::Done()>& take);

  std::int64_t integer(int column) const;
  std::optional<std::int64_t> maybe(int column) const;
  std::string text(int column) const;
  ByteView blob(int column) const;  // Until the next step.

  // Rows outside of blocks end in a column with the checksum of all others and of the table's number.
  template <class... Values>
  base::Done put(std::uint32_t table, const Values&... values) {
    int at = 0;
    (bind(++at, values), ...);
    std::uint32_t sum = crc32c(ByteView{reinterpret_cast<const std::uint8_t*>(&table), sizeof table});
    ((sum = add(sum, values)), ...);
    bind(++at, std::int64_t{sum});
    return run();
  }
  // Code::corrupt, naming `what`, unless the row's checksum holds.
  base::Done check(std::uint32_t table, std::string_view what) const;

 private:
  static std::uint32_t add(std::uint32_t sum, std::int64_t value);
  static std::uint32_t add(std::uint32_t sum, std::string_view text);
  static std::uint32_t add(std::uint32_t sum, ByteView blob);
  static std::uint32_t add(std::uint32_t sum, Null);
  static std::uint32_t add(std::uint32_t sum, std::optional<std::int64_t> value) {
    return value ? add(sum, *value) : add(sum, Null{});
  }
  std::uint32_t add_column(std::uint32_t sum, int column) const;

  sqlite3_stmt* statement_;
  const std::filesystem::path* file_;
};

class Database {
 public:
  // Code::not_found for a file that is not there when reading; writing makes it, for its owner alone.
  static base::Result<Database> open(const std::filesystem::path& file, Access access);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // Prepared on first use, then kept.
  base::Result<Query> query(const std::string& sql) const;
  base::Done execute(const std::string& sql) const;
  base::Result<std::int64_t> value(const std::string& sql) const;
  // Forgets prepared statements that name `word`, so that a table can be dropped.
  void forget(const std::string& word) const;

  std::int64_t changes() const;
  bool in_transaction() const;
  const std::filesystem::path& file() const;

 private:
  struct Connection;
  explicit Database(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

// BEGIN … COMMIT, or ROLLBACK when it is left before commit(). Within another one it does nothing of its own.
class Transaction {
 public:
  static base::Result<Transaction> begin(const Database& database, Access access);
  Transaction(Transaction&& other) noexcept : database_{std::exchange(other.database_, nullptr)} {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  base::Done commit();

 private:
  explicit Transaction(const Database* database) : database_{database} {}
  const Database* database_;  // nullptr where another one has begun, or this one has ended.
};

}  // namespace store
