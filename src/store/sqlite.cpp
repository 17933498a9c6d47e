#include "store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace store {

namespace {

enum class Tag : std::uint8_t { integer = 1, text = 2, blob = 3, null = 4 };

std::uint32_t add_tagged(std::uint32_t sum, Tag tag, ByteView bytes) {
  std::array<std::uint8_t, 9> head{static_cast<std::uint8_t>(tag)};
  const std::uint64_t size = bytes.size();
  std::memcpy(head.data() + 1, &size, sizeof size);
  return crc32c(bytes, crc32c(head, sum));
}

ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

base::Code code_of(int result) {
  switch (result & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_MISMATCH:
    case SQLITE_SCHEMA:
    case SQLITE_ERROR: return base::Code::corrupt;  // Our own statements fit our own tables.
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM: return base::Code::no_space;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return base::Code::locked;
    default: return base::Code::failed;
  }
}

std::string_view advice_for(base::Code code) {
  switch (code) {
    case base::Code::corrupt: return "; run wick verify, then restore the file from a backup";
    case base::Code::no_space: return "; free some space and check that the folder may be written";
    case base::Code::locked: return "; another process writes it";
    default: return "";
  }
}

std::unexpected<base::Error> problem(const std::filesystem::path& file, int result, std::string_view message) {
  const auto code = code_of(result);
  return base::fail(code, fmt::format("{}: {}{}", file.string(), message, advice_for(code)));
}

}  // namespace

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(int at, std::int64_t value) {
  sqlite3_bind_int64(statement_, at, value);
  return *this;
}
Query& Query::bind(int at, std::string_view text) {
  sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}
Query& Query::bind(int at, ByteView blob) {
  sqlite3_bind_blob(statement_, at, blob.data(), static_cast<int>(blob.size()), SQLITE_STATIC);
  return *this;
}
Query& Query::bind(int at, Null) {
  sqlite3_bind_null(statement_, at);
  return *this;
}

base::Result<bool> Query::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return problem(*file_, sqlite3_extended_errcode(sqlite3_db_handle(statement_)),
                 sqlite3_errmsg(sqlite3_db_handle(statement_)));
}

void Query::reset() {
  sqlite3_reset(statement_);
}

base::Done Query::run() {
  for (;;) {
    const auto row = step();
    if (!row || !*row) {
      sqlite3_reset(statement_);
      if (!row) return std::unexpected(row.error());
      return {};
    }
  }
}

base::Done Query::each(const std::function<base::Done()>& take) {
  for (;;) {
    TRY(const bool row, step());
    if (!row) return {};
    CHECK(take());
  }
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
std::optional<std::int64_t> Query::maybe(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return integer(column);
}
std::string Query::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return text == nullptr ? std::string{}
                         : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}
ByteView Query::blob(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return {bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::uint32_t Query::add(std::uint32_t sum, std::int64_t value) {
  return add_tagged(sum, Tag::integer, {reinterpret_cast<const std::uint8_t*>(&value), sizeof value});
}
std::uint32_t Query::add(std::uint32_t sum, std::string_view text) {
  return add_tagged(sum, Tag::text, bytes_of(text));
}
std::uint32_t Query::add(std::uint32_t sum, ByteView blob) {
  return add_tagged(sum, Tag::blob, blob);
}
std::uint32_t Query::add(std::uint32_t sum, Null) {
  return add_tagged(sum, Tag::null, {});
}

std::uint32_t Query::add_column(std::uint32_t sum, int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER: return add(sum, integer(column));
    case SQLITE_TEXT: return add(sum, std::string_view{text(column)});
    case SQLITE_BLOB: return add(sum, blob(column));
    case SQLITE_NULL: return add(sum, Null{});
    default: return ~sum;  // We write no floating point.
  }
}

base::Done Query::check(std::uint32_t table, std::string_view what) const {
  const int columns = sqlite3_column_count(statement_) - 1;
  std::uint32_t sum = crc32c(ByteView{reinterpret_cast<const std::uint8_t*>(&table), sizeof table});
  for (int column = 0; column < columns; ++column) sum = add_column(sum, column);
  if (sqlite3_column_type(statement_, columns) == SQLITE_INTEGER && integer(columns) == std::int64_t{sum}) return {};
  return base::fail(base::Code::corrupt, fmt::format("{}: a row of {} fails its checksum{}", file_->string(), what,
                                                     advice_for(base::Code::corrupt)));
}

struct Database::Connection {
  explicit Connection(std::filesystem::path path) : file{std::move(path)} {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    for (const auto& [sql, statement] : statements) sqlite3_finalize(statement);
    sqlite3_close(handle);
  }

  std::filesystem::path file;
  sqlite3* handle = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> statements;
};

Database::Database(std::unique_ptr<Connection> connection) : connection_{std::move(connection)} {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

namespace {

// SQLite gives new files the permissions of the process; ours are for their owner alone.
base::Done make_private_file(const std::filesystem::path& file) {
  const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (handle < 0) {
    const int why = errno;
    return base::fail(base::Code::no_space,
                      fmt::format("{}: cannot be opened for writing ({}); check the disk and the permissions of the "
                                  "folder",
                                  file.string(), std::error_code(why, std::generic_category()).message()));
  }
  ::close(handle);
  return {};
}

constexpr int busy_ms = 5000;

// On a disk that is mounted read-only nobody writes, and SQLite cannot make the index it reads a log with. A log that
// holds something keeps the file from being read without it.
bool cannot_change(const std::filesystem::path& file) {
  if (::access(file.parent_path().c_str(), W_OK) == 0) return false;
  std::error_code ignored;
  const auto log_bytes = std::filesystem::file_size(file.string() + "-wal", ignored);
  return ignored || log_bytes == 0;
}

// What means something in an address is written as %XX.
std::string uri_path(const std::filesystem::path& file) {
  std::string path;
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '%' || c == '?' || c == '#') {
      path += fmt::format("%{:02X}", static_cast<unsigned>(c));
    } else {
      path += c;
    }
  }
  return path;
}

}  // namespace

base::Result<Database> Database::open(const std::filesystem::path& file, Access access) {
  if (access == Access::write) CHECK(make_private_file(file));
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return base::fail(base::Code::not_found, fmt::format("{}: there is no such file", file.string()));
  }
  auto connection = std::make_unique<Connection>(file);
  const bool frozen = access == Access::read && cannot_change(file);
  const int flags = (access == Access::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX |
                    (frozen ? SQLITE_OPEN_URI : 0);
  const auto name = frozen ? "file:" + uri_path(file) + "?immutable=1" : file.string();
  const int result = sqlite3_open_v2(name.c_str(), &connection->handle, flags, nullptr);
  if (result != SQLITE_OK) return problem(file, result, sqlite3_errstr(result));
  sqlite3_extended_result_codes(connection->handle, 1);
  sqlite3_busy_timeout(connection->handle, busy_ms);
  Database database{std::move(connection)};
  CHECK(database.execute("PRAGMA mmap_size=0"));
  CHECK(database.execute(access == Access::read ? "PRAGMA query_only=1;PRAGMA cache_size=-8192"
                                                : "PRAGMA synchronous=FULL;PRAGMA cache_size=-16384"));
  return database;
}

base::Result<Query> Database::query(const std::string& sql) const {
  auto& statement = connection_->statements[sql];
  if (statement == nullptr) {
    const int result = sqlite3_prepare_v3(connection_->handle, sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (result != SQLITE_OK) return problem(file(), result, sqlite3_errmsg(connection_->handle));
  }
  return Query{statement, &connection_->file};
}

base::Done Database::execute(const std::string& sql) const {
  const int result = sqlite3_exec(connection_->handle, sql.c_str(), nullptr, nullptr, nullptr);
  if (result == SQLITE_OK) return {};
  return problem(file(), sqlite3_extended_errcode(connection_->handle), sqlite3_errmsg(connection_->handle));
}

base::Result<std::int64_t> Database::value(const std::string& sql) const {
  TRY(auto asked, query(sql));
  TRY(const bool row, asked.step());
  return row ? asked.integer(0) : 0;
}

void Database::forget(const std::string& word) const {
  std::erase_if(connection_->statements, [&](const auto& entry) {
    if (entry.first.find(word) == std::string::npos) return false;
    sqlite3_finalize(entry.second);
    return true;
  });
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(connection_->handle);
}
bool Database::in_transaction() const {
  return sqlite3_get_autocommit(connection_->handle) == 0;
}
const std::filesystem::path& Database::file() const {
  return connection_->file;
}

base::Result<Transaction> Transaction::begin(const Database& database, Access access) {
  if (database.in_transaction()) return Transaction{nullptr};
  CHECK(database.execute(access == Access::write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction{&database};
}

Transaction::~Transaction() {
  if (database_ == nullptr || !database_->in_transaction()) return;
  // A rollback that fails leaves nothing behind either: the transaction was never committed.
  static_cast<void>(database_->execute("ROLLBACK"));
}

base::Done Transaction::commit() {
  if (database_ == nullptr) return {};
  CHECK(database_->execute("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace store
