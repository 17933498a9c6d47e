#include "store/folder_lock.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace store {

namespace {

// The lock file is JSON of our own writing: {"pid":12,"what":"daemon","address":"127.0.0.1:8000"}.
std::string text_of(const Holder& holder) {
  return fmt::format("{{\"pid\":{},\"what\":{},\"address\":{}}}\n", holder.process, base::json_quote(holder.what),
                     base::json_quote(holder.address));
}

std::string string_field(std::string_view text, std::string_view name) {
  const auto label = fmt::format("\"{}\":\"", name);
  const auto at = text.find(label);
  if (at == std::string_view::npos) return {};
  std::string value;
  for (auto i = at + label.size(); i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value.push_back(text[i]);
  }
  return value;
}

Holder holder_of(std::string_view text) {
  Holder holder;
  constexpr std::string_view label = "\"pid\":";
  if (const auto at = text.find(label); at != std::string_view::npos) {
    std::from_chars(text.data() + at + label.size(), text.data() + text.size(), holder.process);
  }
  holder.what = string_field(text, "what");
  holder.address = string_field(text, "address");
  return holder;
}

Holder read_holder(int handle) {
  std::array<char, 4096> buffer{};
  const auto size = ::pread(handle, buffer.data(), buffer.size(), 0);
  return holder_of({buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0});
}

std::string reason(int error) {
  return std::error_code(error, std::generic_category()).message();
}

std::unexpected<base::Error> cannot_write(const std::filesystem::path& what, int error) {
  return base::fail(base::Code::no_space,
                    fmt::format("{}: cannot be written ({}); check its permissions and the space on its disk",
                                what.string(), reason(error)));
}

std::unexpected<base::Error> taken(const std::filesystem::path& folder, const Holder& holder) {
  return base::fail(base::Code::locked,
                    fmt::format("data folder {} is in use by wick {} (process {}){}", folder.string(),
                                holder.what.empty() ? "of another kind" : holder.what, holder.process,
                                holder.address.empty() ? "" : ", which answers at " + holder.address));
}

}  // namespace

FolderLock::FolderLock(std::filesystem::path file, int handle, Holder self)
    : file_{std::move(file)}, handle_{handle}, self_{std::move(self)} {}
FolderLock::FolderLock(FolderLock&& other) noexcept
    : file_{std::move(other.file_)}, handle_{std::exchange(other.handle_, -1)}, self_{std::move(other.self_)} {}
FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(handle_, other.handle_);
  std::swap(self_, other.self_);
  return *this;
}
FolderLock::~FolderLock() {
  if (handle_ < 0) return;
  // Nobody shall read our name in a lock that nobody holds.
  static_cast<void>(::ftruncate(handle_, 0));
  ::close(handle_);
}

base::Result<FolderLock> FolderLock::take(const std::filesystem::path& folder, Holder self) {
  const auto file = folder / "lock";
  const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (handle < 0) return cannot_write(file, errno);
  FolderLock lock{file, handle, std::move(self)};
  if (::flock(handle, LOCK_EX | LOCK_NB) != 0) {
    const Holder other = read_holder(handle);
    ::close(std::exchange(lock.handle_, -1));
    return taken(folder, other);
  }
  CHECK(lock.write_holder());
  return lock;
}

base::Done FolderLock::write_holder() const {
  const auto text = text_of(self_);
  const auto size = static_cast<off_t>(text.size());
  const bool written = ::ftruncate(handle_, 0) == 0 && ::pwrite(handle_, text.data(), text.size(), 0) == size;
  if (!written) return cannot_write(file_, errno);
  return {};
}

base::Done FolderLock::announce(const std::string& address) {
  self_.address = address;
  return write_holder();
}

std::optional<Holder> FolderLock::holder(const std::filesystem::path& folder) {
  const int handle = ::open((folder / "lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0) return std::nullopt;
  std::optional<Holder> found;
  if (::flock(handle, LOCK_SH | LOCK_NB) != 0) found = read_holder(handle);
  ::close(handle);
  return found;
}

}  // namespace store
