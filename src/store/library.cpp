#include "store/library.hpp"

#include "store/folder_lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace store {

namespace {

constexpr auto extension = ".wick";

std::filesystem::path file_of(const std::filesystem::path& folder, const std::string& venue) {
  return folder / (venue + extension);
}

// Ids of venues are file names, so nothing else may pass for one.
base::Done check_venue(const std::string& venue) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  if (!venue.empty() && venue.size() <= 64 && venue.find_first_not_of(allowed) == std::string::npos) return {};
  return base::fail(base::Code::usage, fmt::format("'{}' is not the id of an exchange", venue.substr(0, 64)));
}

base::Done make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return {};
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST) return {};
  return base::fail(base::Code::no_space,
                    fmt::format("data folder {} cannot be made ({}); choose another with --data or give its parent to "
                                "this user",
                                folder.string(), std::error_code(errno, std::generic_category()).message()));
}

base::Result<Journal> open_journal(const std::filesystem::path& folder, bool read_only) {
  const auto file = folder / "journal.db";
  return Journal::open(file, read_only);
}

}  // namespace

struct Library::State {
  std::filesystem::path folder;
  std::optional<FolderLock> lock;  // Only of those who write.
  std::optional<Journal> journal;
  std::map<std::string, Writer> writers;
};

Library::Library(std::unique_ptr<State> state) : state_{std::move(state)} {}
Library::Library(Library&&) noexcept = default;
Library& Library::operator=(Library&&) noexcept = default;
Library::~Library() = default;

base::Result<Library> Library::open_to_write(const std::filesystem::path& folder, const std::string& what) {
  CHECK(make_folder(folder));
  auto state = std::make_unique<State>();
  state->folder = folder;
  TRY(state->lock, FolderLock::take(folder, {static_cast<int>(::getpid()), what, ""}));
  TRY(state->journal, open_journal(folder, false));
  return Library{std::move(state)};
}

base::Result<Library> Library::open_to_read(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return base::fail(base::Code::not_found, fmt::format("there is no data folder {}", folder.string()));
  }
  auto state = std::make_unique<State>();
  state->folder = folder;
  TRY(state->journal, open_journal(folder, true));
  return Library{std::move(state)};
}

const std::filesystem::path& Library::folder() const {
  return state_->folder;
}

base::Result<std::vector<std::string>> Library::venues() const {
  std::error_code error;
  std::vector<std::string> found;
  for (auto at = std::filesystem::directory_iterator(state_->folder, error);
       !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    if (at->path().extension() == extension) found.push_back(at->path().stem().string());
  }
  if (error) {
    return base::fail(base::Code::failed,
                      fmt::format("data folder {} cannot be read ({})", state_->folder.string(), error.message()));
  }
  std::ranges::sort(found);
  return found;
}

base::Result<Reader> Library::reader(const std::string& venue) const {
  CHECK(check_venue(venue));
  return Reader::open(file_of(state_->folder, venue));
}

base::Result<Writer*> Library::writer(const std::string& venue) {
  MUST(state_->lock.has_value());
  CHECK(check_venue(venue));
  if (const auto open = state_->writers.find(venue); open != state_->writers.end()) return &open->second;
  TRY(auto writer, Writer::open(file_of(state_->folder, venue)));
  return &state_->writers.emplace(venue, std::move(writer)).first->second;
}

Journal& Library::journal() {
  return *state_->journal;
}

base::Done Library::announce(const std::string& address) {
  MUST(state_->lock.has_value());
  return state_->lock->announce(address);
}

std::optional<Holder> Library::holder(const std::filesystem::path& folder) {
  return FolderLock::holder(folder);
}

}  // namespace store
