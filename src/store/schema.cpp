#include "store/schema.hpp"

#include <fmt/format.h>

#include <array>

namespace store {

namespace {

constexpr std::array<std::string_view, 10> tables = {
    "CREATE TABLE series(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, venue_symbol TEXT NOT NULL, first INTEGER, "
    "last INTEGER, rows INTEGER NOT NULL, wanted_from INTEGER, wanted_until INTEGER, listed INTEGER, "
    "revision INTEGER NOT NULL, sum INTEGER NOT NULL)",
    "CREATE TABLE origins(id INTEGER PRIMARY KEY, source TEXT NOT NULL, job TEXT NOT NULL, sum INTEGER NOT NULL, "
    "UNIQUE(source, job))",
    "CREATE TABLE blocks(key INTEGER PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE TABLE loose(series INTEGER NOT NULL, chunk INTEGER NOT NULL, sum INTEGER NOT NULL, "
    "PRIMARY KEY(series, chunk)) WITHOUT ROWID",
    "CREATE TABLE tails(id INTEGER PRIMARY KEY, timeframe TEXT NOT NULL, range INTEGER NOT NULL, "
    "sealed_through INTEGER NOT NULL, sum INTEGER NOT NULL)",
    "CREATE TABLE coverage(series INTEGER NOT NULL, from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, "
    "holes INTEGER NOT NULL, evidence INTEGER NOT NULL, origin INTEGER NOT NULL, first_at INTEGER NOT NULL, "
    "last_at INTEGER NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY(series, from_ms)) WITHOUT ROWID",
    "CREATE TABLE ledger(id INTEGER PRIMARY KEY, series INTEGER NOT NULL, open_ms INTEGER NOT NULL, "
    "rule INTEGER NOT NULL, settled INTEGER NOT NULL, served BLOB NOT NULL, other BLOB NOT NULL, sum INTEGER NOT NULL)",
    "CREATE INDEX ledger_by_bucket ON ledger(series, open_ms)",
    "CREATE TABLE failures(series INTEGER NOT NULL, from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, "
    "reason TEXT NOT NULL, attempts INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, "
    "next_try INTEGER NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY(series, from_ms, until_ms)) WITHOUT ROWID",
    "CREATE TABLE instruments(symbol TEXT NOT NULL PRIMARY KEY, venue_symbol TEXT NOT NULL, base TEXT NOT NULL, "
    "quote TEXT NOT NULL, trading INTEGER NOT NULL, listed_at INTEGER, sum INTEGER NOT NULL) WITHOUT ROWID",
};

base::Done make(const Database& database, std::int64_t application, std::int64_t version,
                std::span<const std::string_view> schema) {
  CHECK(database.execute("PRAGMA journal_mode=WAL"));
  TRY(auto transaction, Transaction::begin(database, Access::write));
  for (const auto statement : schema) CHECK(database.execute(std::string(statement)));
  CHECK(database.execute(fmt::format("PRAGMA application_id={}", application)));
  CHECK(database.execute(fmt::format("PRAGMA user_version={}", version)));
  return transaction.commit();
}

}  // namespace

std::span<const std::string_view> venue_schema() {
  return tables;
}

std::string tail_schema(std::int64_t id) {
  return fmt::format(
      "CREATE TABLE tail_{}(ts INTEGER NOT NULL, series INTEGER NOT NULL, row BLOB NOT NULL, sum INTEGER NOT NULL, "
      "PRIMARY KEY(ts, series)) WITHOUT ROWID",
      id);
}

base::Result<Database> open_file(const std::filesystem::path& file, Access access, std::int64_t application,
                                 std::int64_t version, std::span<const std::string_view> schema) {
  TRY(auto database, Database::open(file, access));
  TRY(const auto found_application, database.value("PRAGMA application_id"));
  TRY(const auto found_version, database.value("PRAGMA user_version"));
  TRY(const auto objects, database.value("SELECT count(*) FROM sqlite_master"));
  const bool is_new = found_application == 0 && found_version == 0 && objects == 0;
  if (is_new && access == Access::write) {
    CHECK(make(database, application, version, schema));
    return database;
  }
  if (is_new) return base::fail(base::Code::not_found, fmt::format("{}: nothing is stored in it yet", file.string()));
  if (found_application != application) {
    return base::fail(base::Code::corrupt, fmt::format("{}: not a file of wick", file.string()));
  }
  if (found_version > version) {
    return base::fail(base::Code::unsupported,
                      fmt::format("{}: written in format {}, and this program reads up to {}; install a newer wick",
                                  file.string(), found_version, version));
  }
  if (found_version < 1) return base::fail(base::Code::corrupt, fmt::format("{}: no format 0 exists", file.string()));
  return database;
}

base::Result<Database> open_venue_file(const std::filesystem::path& file, Access access) {
  return open_file(file, access, application_id, format_version, tables);
}

}  // namespace store
