#include "services/cli/client/input.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sys/stat.h>

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::cli {
namespace {

absl::Status FileError(const std::string& path, int error) {
  const std::string message = StrCat(path, ": ", std::strerror(error));
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return Error(absl::StatusCode::kNotFound, Reason::kNOT_FOUND, message);
    case EACCES:
      return Error(absl::StatusCode::kPermissionDenied, Reason::kPERMISSION_DENIED, message);
    default:
      return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, message);
  }
}

absl::Status TooLarge(const std::string& path, int64_t max_bytes) {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kLIMIT_EXCEEDED,
               StrCat(path, ": larger than ", max_bytes >> 20, " MiB, the most that is read at once"))
      .With("limit", "sourceBytes");
}

absl::StatusOr<std::string> ReadStream(std::istream& in, const std::string& path, int64_t max_bytes) {
  std::string bytes;
  char buffer[1 << 16];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    bytes.append(buffer, static_cast<size_t>(in.gcount()));
    if (static_cast<int64_t>(bytes.size()) > max_bytes) return TooLarge(path, max_bytes);
  }
  if (in.bad()) return FileError(path, errno == 0 ? EIO : errno);
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> ReadInput(const std::string& path, int64_t max_bytes, const Terminal& terminal) {
  if (path == kStandardInput) return ReadStream(terminal.in, "standard input", max_bytes);
  return ReadFile(path, max_bytes);
}

absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t max_bytes) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return FileError(path, errno);
  if (S_ISDIR(info.st_mode)) return FileError(path, EISDIR);
  std::ifstream file(path, std::ios::binary);
  if (!file) return FileError(path, errno);
  return ReadStream(file, path, max_bytes);
}

}  // namespace gangmu::cli
