#include "store/library.hpp"

#include "store/test_store.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace store {
namespace {

// Runs `work` in a child process; its result is the child's exit code.
template <class Work>
pid_t in_child(Work work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  return child;
}

int exit_of(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

unsigned mode_of(const std::filesystem::path& path) {
  struct stat found{};
  ::stat(path.c_str(), &found);
  return found.st_mode & 0777U;
}

TEST(Library, keeps_a_second_writer_out_and_names_the_first) {
  TemporaryFolder folder;
  auto library = Library::open_to_write(folder.path() / "data", "daemon").value();
  ASSERT_TRUE(library.announce("127.0.0.1:8000"));
  const auto second = Library::open_to_write(folder.path() / "data", "backfill");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::Code::locked);
  EXPECT_NE(second.error().what.find("wick daemon (process " + std::to_string(::getpid())), std::string::npos);
  EXPECT_EQ(Library::holder(folder.path() / "data")->address, "127.0.0.1:8000");
  EXPECT_TRUE(Library::open_to_read(folder.path() / "data"));
}

TEST(Library, gives_its_lock_back_when_it_goes) {
  TemporaryFolder folder;
  {
    const auto library = Library::open_to_write(folder.path(), "daemon").value();
  }
  EXPECT_FALSE(Library::holder(folder.path()));
  EXPECT_TRUE(Library::open_to_write(folder.path(), "daemon"));
}

TEST(Library, is_free_again_after_its_holder_was_killed) {
  TemporaryFolder folder;
  const pid_t child = in_child([&] {
    const auto library = Library::open_to_write(folder.path(), "daemon").value();
    for (;;) ::pause();
    return 0;
  });
  while (!Library::holder(folder.path())) ::usleep(1000);
  ::kill(child, SIGKILL);
  exit_of(child);
  EXPECT_TRUE(Library::open_to_write(folder.path(), "daemon"));
}

TEST(Library, makes_folder_and_files_for_their_owner_alone) {
  TemporaryFolder folder;
  auto library = Library::open_to_write(folder.path() / "data", "daemon").value();
  ASSERT_TRUE((*library.writer("binance"))->ensure(minutes(), ""));
  EXPECT_EQ(mode_of(folder.path() / "data"), 0700U);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "data")) {
    EXPECT_EQ(mode_of(entry.path()), 0600U) << entry.path();
  }
  EXPECT_EQ(library.venues().value(), std::vector<std::string>{"binance"});
  EXPECT_EQ(library.writer("../x").error().code, base::Code::usage);
}

TEST(Library, tells_when_there_is_no_folder) {
  EXPECT_EQ(Library::open_to_read("/nonexistent/data").error().code, base::Code::not_found);
  EXPECT_EQ(Library::open_to_write("/proc/data", "daemon").error().code, base::Code::no_space);
}

TEST(Journal, keeps_jobs_newest_first_and_finds_them_by_the_beginning_of_their_id) {
  TemporaryFolder folder;
  auto library = Library::open_to_write(folder.path(), "daemon").value();
  auto& journal = library.journal();
  const auto first = journal.add_job({"", "backfill", "{}", "queued", "", "", at(0), at(0)}).value();
  const auto second = journal.add_job({"", "repair", "{}", "queued", "", "", at(1), at(1)}).value();
  auto job = journal.job(first).value();
  job.state = "done";
  ASSERT_TRUE(journal.put_job(job));
  const auto jobs = journal.jobs().value();
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(jobs[0].id, second);
  EXPECT_EQ(jobs[1].state, "done");
  EXPECT_EQ(journal.job(first.substr(0, 3))->kind, first.substr(0, 3) == second.substr(0, 3) ? "" : "backfill");
  EXPECT_EQ(journal.job("zz").error().code, base::Code::not_found);
}

TEST(Journal, keeps_small_values) {
  TemporaryFolder folder;
  auto library = Library::open_to_write(folder.path(), "daemon").value();
  EXPECT_EQ(library.journal().get("limits").value(), std::nullopt);
  ASSERT_TRUE(library.journal().put("limits", "{\"used\":3}"));
  ASSERT_TRUE(library.journal().put("limits", "{\"used\":4}"));
  EXPECT_EQ(library.journal().get("limits").value(), "{\"used\":4}");
}

TEST(File, of_a_newer_format_is_refused_with_a_sentence) {
  TemporaryFolder folder;
  ASSERT_TRUE(Writer::open(folder.file()));
  ASSERT_TRUE(Database::open(folder.file(), Access::write)->execute("PRAGMA user_version=2"));
  for (const auto& error : {Reader::open(folder.file()).error(), Writer::open(folder.file()).error()}) {
    EXPECT_EQ(error.code, base::Code::unsupported);
    EXPECT_NE(error.what.find("format 2"), std::string::npos);
  }
}

TEST(File, of_somebody_else_is_refused) {
  TemporaryFolder folder;
  ASSERT_TRUE(Database::open(folder.file(), Access::write)->execute("CREATE TABLE t(x)"));
  EXPECT_EQ(Writer::open(folder.file()).error().code, base::Code::corrupt);
  std::ofstream(folder.file()) << "not a database at all, but long enough to be looked at as one ............";
  EXPECT_EQ(Reader::open(folder.file()).error().code, base::Code::corrupt);
  EXPECT_EQ(Reader::open(folder.path() / "none.wick").error().code, base::Code::not_found);
}

// Writes minutes without end and tells how many are safe.
int write_minutes(const std::filesystem::path& file, int acknowledge) {
  auto writer = Writer::open(file).value();
  const auto series = writer.ensure(minutes(), "").value();
  auto next = writer.find(minutes())->rows;
  for (;;) {
    const auto count = next % 7 == 0 ? 300 : 3;
    const auto answer = answer_of(series, candles(next, next + count), {at(next), at(next + count)}, Evidence::rest);
    if (!writer.record({&answer, 1}) || !writer.tidy()) return 1;
    next += count;
    if (::write(acknowledge, &next, sizeof next) != sizeof next) return 1;
  }
}

TEST(Crash, loses_nothing_that_was_acknowledged) {
  TemporaryFolder folder;
  std::int64_t acknowledged = 0;
  for (int round = 0; round < 40; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t child = in_child([&] { return write_minutes(folder.file(), ends[1]); });
    ::close(ends[1]);
    const auto before = acknowledged;
    while (acknowledged < before + 400 + round * 5 &&
           ::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
    }
    ::kill(child, SIGKILL);
    exit_of(child);
    while (::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
    }
    ::close(ends[0]);
    const auto reader = Reader::open(folder.file()).value();
    const auto held = reader.read(SeriesId{1}, everything).value();
    ASSERT_GE(held.size(), static_cast<std::size_t>(acknowledged));
    ASSERT_EQ(held, candles(0, static_cast<std::int64_t>(held.size())));
    const auto verified = reader.verify().value();
    for (const auto& damage : verified.damages)
      FAIL() << "round " << round << ": " << damage.where << ": " << damage.what;
  }
}

TEST(Readers, see_whole_answers_while_another_process_writes) {
  TemporaryFolder folder;
  ASSERT_TRUE(Writer::open(folder.file())->ensure(minutes(), ""));
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t child = in_child([&] { return write_minutes(folder.file(), ends[1]); });
  const auto reader = Reader::open(folder.file()).value();
  std::size_t before = 0;
  for (int i = 0; i < 100; ++i) {
    std::int64_t told = 0;
    ASSERT_EQ(::read(ends[0], &told, sizeof told), static_cast<ssize_t>(sizeof told));
    const auto held = reader.read(SeriesId{1}, everything);
    ASSERT_TRUE(held) << held.error().what;
    ASSERT_GE(held->size(), static_cast<std::size_t>(told));
    ASSERT_GE(held->size(), before);
    before = held->size();
    ASSERT_EQ(held->back(), candles(static_cast<std::int64_t>(before) - 1, static_cast<std::int64_t>(before))[0]);
  }
  ::kill(child, SIGKILL);
  exit_of(child);
}

// A file that may not grow stands for a disk that is full: SQLite is told EFBIG and rolls back.
TEST(FullDisk, is_told_and_passes) {
  TemporaryFolder folder;
  const pid_t child = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    auto writer = Writer::open(folder.file()).value();
    const auto series = writer.ensure(minutes(), "").value();
    const auto record = [&](std::int64_t from, std::int64_t until) {
      const auto answer = answer_of(series, candles(from, until), {at(from), at(until)}, Evidence::rest);
      return writer.record({&answer, 1});
    };
    if (!record(0, 1000)) return 1;
    const rlimit full{200000, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &full);
    const auto refused = record(1000, 100000);
    if (refused || refused.error().code != base::Code::no_space) return 2;
    if (writer.read(series, everything).value() != candles(0, 1000)) return 3;
    const rlimit roomy{RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &roomy);
    if (!record(1000, 100000)) return 4;
    if (writer.read(series, everything).value() != candles(0, 100000)) return 5;
    return writer.verify()->damages.empty() ? 0 : 6;
  });
  EXPECT_EQ(exit_of(child), 0);
}

}  // namespace
}  // namespace store
