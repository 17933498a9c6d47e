#include "store/library.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>

#include <array>
#include <mutex>
#include <random>

namespace store {

namespace {

constexpr std::int64_t journal_application = 0x5769634a;  // "WicJ"
constexpr std::int64_t journal_version = 1;
constexpr std::array<std::string_view, 2> tables = {
    "CREATE TABLE jobs(id TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL, kind TEXT NOT NULL, spec TEXT NOT NULL, "
    "state TEXT NOT NULL, result TEXT NOT NULL, error TEXT NOT NULL, created INTEGER NOT NULL, "
    "changed INTEGER NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE named_values(name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, sum INTEGER NOT NULL) WITHOUT "
    "ROWID",
};

constexpr auto job_columns = "SELECT id,number,kind,spec,state,result,error,created,changed,sum FROM jobs";

base::Result<Job> job_of(const Query& query) {
  CHECK(query.check(jobs_table, "jobs"));
  return Job{query.text(0),
             query.text(2),
             query.text(3),
             query.text(4),
             query.text(5),
             query.text(6),
             market::time_from_ms(query.integer(7)),
             market::time_from_ms(query.integer(8))};
}

base::Result<std::vector<Job>> jobs_of(Query query) {
  std::vector<Job> jobs;
  CHECK(query.each([&]() -> base::Done {
    TRY(auto job, job_of(query));
    jobs.push_back(std::move(job));
    return {};
  }));
  return jobs;
}

base::Done write_job(const Database& database, const Job& job, std::int64_t number) {
  TRY(auto query, database.query("INSERT OR REPLACE INTO jobs VALUES(?,?,?,?,?,?,?,?,?,?)"));
  return query.put(jobs_table, std::string_view{job.id}, number, std::string_view{job.kind}, std::string_view{job.spec},
                   std::string_view{job.state}, std::string_view{job.result}, std::string_view{job.error},
                   market::ms_of(job.created), market::ms_of(job.changed));
}

base::Result<std::optional<std::int64_t>> number_of(const Database& database, const std::string& id) {
  TRY(auto query, database.query("SELECT number FROM jobs WHERE id=?"));
  query.bind(1, std::string_view{id});
  TRY(const bool found, query.step());
  return found ? std::optional{query.integer(0)} : std::nullopt;
}

}  // namespace

struct Journal::File {
  explicit File(Database opened) : database{std::move(opened)} {}
  Database database;
  std::mutex mutex;  // tidy: threads because jobs are reported from several of them
};

Journal::Journal(std::unique_ptr<File> file) : file_{std::move(file)} {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

base::Result<Journal> Journal::open(const std::filesystem::path& file, bool read_only) {
  TRY(auto database,
      open_file(file, read_only ? Access::read : Access::write, journal_application, journal_version, tables));
  return Journal{std::make_unique<File>(std::move(database))};
}

base::Result<std::string> Journal::add_job(Job job) {
  const std::lock_guard lock{file_->mutex};
  TRY(auto transaction, Transaction::begin(file_->database, Access::write));
  TRY(const auto last, file_->database.value("SELECT max(number) FROM jobs"));
  std::random_device random;
  for (int digits = 4;; digits = digits < 8 ? digits + 1 : 8) {
    job.id = fmt::format("{:08x}", random()).substr(0, static_cast<std::size_t>(digits));
    TRY(const auto taken, number_of(file_->database, job.id));
    if (!taken) break;
  }
  CHECK(write_job(file_->database, job, last + 1));
  CHECK(transaction.commit());
  return job.id;
}

base::Done Journal::put_job(const Job& job) {
  const std::lock_guard lock{file_->mutex};
  TRY(const auto number, number_of(file_->database, job.id));
  if (!number) return base::fail(base::Code::not_found, fmt::format("there is no job '{}'", job.id));
  return write_job(file_->database, job, *number);
}

base::Result<Job> Journal::job(const std::string& id) const {
  const std::lock_guard lock{file_->mutex};
  TRY(auto query, file_->database.query(std::string(job_columns) + " WHERE substr(id,1,length(?1))=?1"));
  query.bind(1, std::string_view{id});
  TRY(auto found, jobs_of(std::move(query)));
  if (id.empty() || found.empty()) return base::fail(base::Code::not_found, fmt::format("there is no job '{}'", id));
  for (const auto& job : found) {
    if (job.id == id) return job;
  }
  if (found.size() == 1) return found.front();
  return base::fail(base::Code::usage,
                    fmt::format("'{}' begins the ids of {} jobs; give more of it", id, found.size()));
}

base::Result<std::vector<Job>> Journal::jobs() const {
  const std::lock_guard lock{file_->mutex};
  TRY(auto query, file_->database.query(std::string(job_columns) + " ORDER BY number DESC"));
  return jobs_of(std::move(query));
}

base::Done Journal::put(const std::string& name, const std::string& value) {
  const std::lock_guard lock{file_->mutex};
  TRY(auto query, file_->database.query("INSERT OR REPLACE INTO named_values VALUES(?,?,?)"));
  return query.put(values_table, std::string_view{name}, std::string_view{value});
}

base::Result<std::optional<std::string>> Journal::get(const std::string& name) const {
  const std::lock_guard lock{file_->mutex};
  TRY(auto query, file_->database.query("SELECT name,value,sum FROM named_values WHERE name=?"));
  query.bind(1, std::string_view{name});
  TRY(const bool found, query.step());
  if (!found) return std::nullopt;
  CHECK(query.check(values_table, "values"));
  return query.text(1);
}

}  // namespace store
