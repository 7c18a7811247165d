#include "common/sqlite/file_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::sqlite {

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Acquire(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    const bool may_not_write = errno == EACCES || errno == EPERM || errno == EROFS;
    return Error(absl::StatusCode::kFailedPrecondition,
                 may_not_write ? Reason::kREAD_ONLY : Reason::kPRECONDITION_FAILED,
                 StrCat("cannot open ", path, ": ", std::strerror(errno)));
  }
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    close(descriptor);
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
                 StrCat("another process holds ", path, ": a store is opened by one process at a time"));
  }
  return std::unique_ptr<FileLock>(new FileLock(descriptor));
}

FileLock::~FileLock() { close(descriptor_); }

}  // namespace gangmu::sqlite
