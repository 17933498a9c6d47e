// The lock of a data folder: held by one writing process, given back by the kernel however that process ends.
#pragma once

#include "store/library.hpp"

namespace store {

class FolderLock {
 public:
  // Code::locked names the holder, Code::no_space a folder that cannot be written.
  static base::Result<FolderLock> take(const std::filesystem::path& folder, Holder self);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) noexcept;
  ~FolderLock();

  base::Done announce(const std::string& address);
  // Who holds the lock now; nullopt for nobody.
  static std::optional<Holder> holder(const std::filesystem::path& folder);

 private:
  FolderLock(std::filesystem::path file, int handle, Holder self);
  base::Done write_holder() const;

  std::filesystem::path file_;
  int handle_ = -1;
  Holder self_;
};

}  // namespace store
