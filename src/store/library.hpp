// The data folder: one store file per venue, one file for what is not of any venue (jobs, limiter states), and the lock
// that keeps a second writing process out.
#pragma once

#include "store/store.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace store {

// Who holds the data folder, as its lock file says.
struct Holder {
  int process = 0;
  std::string what;     // "daemon" or the verb
  std::string address;  // Where its HTTP answers, "" when it does not.
};

// A piece of work that outlives the process that began it. Its checkpoint is the coverage of its series.
struct Job {
  std::string id;      // Short, e.g. "7f31"
  std::string kind;    // "backfill", "repair"
  std::string spec;    // JSON; what control needs to take it up again.
  std::string state;   // queued running paused done failed cancelled interrupted
  std::string result;  // JSON summary when ended.
  std::string error;
  market::Time created;
  market::Time changed;
};

// Jobs, limiter states and whatever else belongs to the folder as a whole. Thread-safe; each call is durable.
class Journal {
 public:
  static base::Result<Journal> open(const std::filesystem::path& file, bool read_only);
  Journal(Journal&&) noexcept;
  Journal& operator=(Journal&&) noexcept;
  ~Journal();

  base::Result<std::string> add_job(Job job);  // Chooses the id.
  base::Done put_job(const Job& job);
  base::Result<Job> job(const std::string& id) const;  // A unique beginning of the id will do.
  base::Result<std::vector<Job>> jobs() const;         // Newest first.
  // Small values under a name: limiter states, last runs.
  base::Done put(const std::string& name, const std::string& value);
  base::Result<std::optional<std::string>> get(const std::string& name) const;

 private:
  struct File;
  explicit Journal(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

// A data folder. Venue files are `<folder>/<venue>.wick`, the journal `<folder>/journal.db`, the lock `<folder>/lock`.
class Library {
 public:
  // Takes the lock. Code::locked names the holder ("data folder /x is in use by wick daemon (process 4121)");
  // Code::no_space a folder that cannot be written.
  static base::Result<Library> open_to_write(const std::filesystem::path& folder, const std::string& what);
  // No lock, no writing; Code::not_found where there is no data folder.
  static base::Result<Library> open_to_read(const std::filesystem::path& folder);
  Library(Library&&) noexcept;
  Library& operator=(Library&&) noexcept;
  ~Library();

  const std::filesystem::path& folder() const;
  // Venues that have a file.
  base::Result<std::vector<std::string>> venues() const;
  // A reader of its own for the caller.
  base::Result<Reader> reader(const std::string& venue) const;
  // The one writer of the venue. REQUIRES: open_to_write; used by one thread at a time.
  base::Result<Writer*> writer(const std::string& venue);
  Journal& journal();
  // Tells others where this process answers.
  base::Done announce(const std::string& address);
  // Who holds the folder now, whether or not it is us.
  static std::optional<Holder> holder(const std::filesystem::path& folder);

 private:
  struct State;
  explicit Library(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace store
