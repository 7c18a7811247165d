#include "services/measures/store/sqlite/store_file.h"

#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::measures {
namespace {

namespace fs = std::filesystem;

// Written data is on the disk afterwards; of a folder, the names in it.
absl::Status SyncPath(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
  const std::error_code error(errno, std::generic_category());
  if (descriptor >= 0) close(descriptor);
  return synced ? absl::OkStatus() : FileFault("cannot make durable", path, error);
}

// The log of a store goes with it, also where an earlier try was cut off between the two: it must never be replayed
// into another file.
absl::Status SetAside(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error)) fs::remove(path + ".before-restore-wal", error);
  for (const char* end : {"", "-wal"}) {
    if (!fs::exists(path + end, error)) continue;
    fs::rename(path + end, StrCat(path, ".before-restore", end), error);
    if (error) return FileFault("cannot set aside", path + end, error);
  }
  fs::remove(path + "-shm", error);
  return absl::OkStatus();
}

}  // namespace

absl::Status FileFault(std::string_view what, const std::string& path, const std::error_code& error) {
  const bool full = error == std::errc::no_space_on_device;
  return Error(full ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kFailedPrecondition,
               full ? Reason::kDISK_FULL : Reason::kPRECONDITION_FAILED,
               StrCat(what, " ", path, ": ", error.message()));
}

void ScratchFile::Remove() {
  std::error_code ignored;
  for (const char* end : {"", "-wal", "-shm", "-journal"}) fs::remove(path_ + end, ignored);
}

absl::Status CheckRoom(const std::string& path, bool replace) {
  std::error_code error;
  if (replace || !fs::exists(path, error)) return absl::OkStatus();
  return Error(absl::StatusCode::kAlreadyExists, Reason::kALREADY_EXISTS, StrCat("a store is there already: ", path));
}

absl::Status PutInPlace(const ScratchFile& made, const std::string& path) {
  std::error_code error;
  RETURN_IF_ERROR(SyncPath(made.path()));
  RETURN_IF_ERROR(SetAside(path));
  fs::rename(made.path(), path, error);
  if (error) return FileFault("cannot put in place", path, error);
  const std::string folder = fs::path(path).parent_path().string();
  return SyncPath(folder.empty() ? "." : folder);
}

}  // namespace gangmu::measures
