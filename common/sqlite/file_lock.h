// Keeps a second process away from a database.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace gangmu::sqlite {

// Held until destruction, also given up by the system where the process dies.
class FileLock {
 public:
  // Errors: PRECONDITION_FAILED where another holder exists or the file cannot be made; READ_ONLY where the folder
  // cannot be written.
  static absl::StatusOr<std::unique_ptr<FileLock>> Acquire(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

}  // namespace gangmu::sqlite
