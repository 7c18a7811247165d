// The file of a store that no process has open: made aside, and put in place at once or not at all.
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/status/status.h"

namespace gangmu::measures {

// DISK_FULL where that is the error, else PRECONDITION_FAILED.
absl::Status FileFault(std::string_view what, const std::string& path, const std::error_code& error);

// Removes a file and what SQLite leaves beside it, at once and at its end, unless told otherwise.
class ScratchFile {
 public:
  explicit ScratchFile(std::string path) : path_(std::move(path)) { Remove(); }
  ~ScratchFile() {
    if (!kept_) Remove();
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  void Keep() { kept_ = true; }
  const std::string& path() const { return path_; }

 private:
  void Remove();
  const std::string path_;
  bool kept_ = false;
};

// ALREADY_EXISTS where a store is at `path` and may not be replaced.
absl::Status CheckRoom(const std::string& path, bool replace);

// Makes the file `made` the store at `path`, durably. A store that is there is kept as <path>.before-restore.
absl::Status PutInPlace(const ScratchFile& made, const std::string& path);

}  // namespace gangmu::measures
