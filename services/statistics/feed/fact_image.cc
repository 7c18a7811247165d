#include "services/statistics/feed/fact_image.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "common/digest/crc32.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/engine/byte_io.h"
#include "services/statistics/engine/table_image.h"
#include "services/statistics/feed/fact_conversion.h"

namespace gangmu::statistics {
namespace {

constexpr uint64_t kMagic = 0x314654534d474e47;  // "GNGMSTF1"
constexpr size_t kFrameHead = sizeof(uint64_t) + sizeof(uint32_t);

absl::Status SystemError(std::string_view what, const std::string& path) {
  return absl::UnavailableError(StrCat(what, " ", path, ": ", std::strerror(errno)));
}

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

absl::Status WriteAll(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("cannot write", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status ReadAll(int descriptor, char* to, size_t size, const std::string& path) {
  while (size > 0) {
    const ssize_t got = read(descriptor, to, size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("cannot read", path);
    if (got == 0) return absl::DataLossError(StrCat(path, " ends too early"));
    to += got;
    size -= static_cast<size_t>(got);
  }
  return absl::OkStatus();
}

uint32_t FrameChecksum(uint64_t size, std::string_view part) {
  return Crc32(part, Crc32({reinterpret_cast<const char*>(&size), sizeof size}));
}

// The file that is being written, which this process alone holds: the lock is on the file, and the name still leads to
// it (another process may have renamed it between our opening and locking it).
absl::StatusOr<Descriptor> OpenPart(const std::string& path) {
  Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (file.get() < 0) return SystemError("cannot write", path);
  struct stat held {};
  struct stat named {};
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0 || fstat(file.get(), &held) != 0 || stat(path.c_str(), &named) != 0 ||
      held.st_ino != named.st_ino) {
    return absl::FailedPreconditionError(StrCat("another process saves to ", path));
  }
  if (ftruncate(file.get(), 0) != 0) return SystemError("cannot write", path);
  return file;
}

absl::Status SyncFolder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Descriptor descriptor(open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0 || fsync(descriptor.get()) != 0) return SystemError("cannot sync the folder of", path);
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> WriteFrames(const FactView& view, int descriptor, const std::string& path) {
  uint64_t bytes = 0;
  const auto frame = [&](std::string_view part) -> absl::Status {
    ByteWriter head;
    head.Put<uint64_t>(part.size());
    head.Put(FrameChecksum(part.size(), part));
    RETURN_IF_ERROR(WriteAll(descriptor, head.bytes(), path));
    RETURN_IF_ERROR(WriteAll(descriptor, part, path));
    bytes += head.bytes().size() + part.size();
    return absl::OkStatus();
  };
  ByteWriter first;
  first.Put(kMagic);
  first.Put(kFactsVersion);
  first.PutBytes(view.PositionOf(PlaceOf(*view.snapshot)).ToString());
  RETURN_IF_ERROR(frame(first.bytes()));
  RETURN_IF_ERROR(WriteTableImage(*view.snapshot, frame));
  return bytes;
}

// Reads frames one after the other.
class FrameReader {
 public:
  FrameReader(int descriptor, uint64_t size, const std::string& path)
      : descriptor_(descriptor), left_(size), path_(path) {}

  bool AtEnd() const { return left_ == 0; }
  // Valid until the next call.
  absl::StatusOr<std::string_view> Next() {
    if (left_ < kFrameHead) return absl::DataLossError(StrCat(path_, " ends too early"));
    char bytes[kFrameHead];
    RETURN_IF_ERROR(ReadAll(descriptor_, bytes, kFrameHead, path_));
    left_ -= kFrameHead;
    ByteReader head({bytes, kFrameHead});
    const auto size = head.Take<uint64_t>();
    const auto checksum = head.Take<uint32_t>();
    if (size > left_) return absl::DataLossError(StrCat(path_, " ends too early"));
    part_.resize(size);
    RETURN_IF_ERROR(ReadAll(descriptor_, part_.data(), size, path_));
    left_ -= size;
    if (FrameChecksum(size, part_) != checksum) return absl::DataLossError(StrCat(path_, " is damaged"));
    return std::string_view(part_);
  }

 private:
  const int descriptor_;
  uint64_t left_;
  const std::string& path_;
  std::string part_;
};

absl::StatusOr<Position> ReadPosition(std::string_view part, const std::string& path) {
  ByteReader in(part);
  if (in.Take<uint64_t>() != kMagic) return absl::DataLossError(StrCat(path, " holds no saved facts"));
  const auto version = in.Take<uint32_t>();
  if (in.ok() && version != kFactsVersion) {
    return absl::FailedPreconditionError(StrCat(path, " has facts of version ", version, ", want ", kFactsVersion));
  }
  const std::string_view position = in.TakeBytes();
  if (!in.AtEnd()) return absl::DataLossError(StrCat(path, " is damaged"));
  return Position::Parse(position);
}

}  // namespace

absl::StatusOr<uint64_t> SaveFacts(const FactView& view, const std::string& path) {
  const std::string part = path + ".part";
  ASSIGN_OR_RETURN(const Descriptor file, OpenPart(part));
  const absl::StatusOr<uint64_t> bytes = WriteFrames(view, file.get(), part);
  absl::Status status = bytes.status();
  if (status.ok() && fsync(file.get()) != 0) status = SystemError("cannot sync", part);
  if (status.ok() && std::rename(part.c_str(), path.c_str()) != 0) status = SystemError("cannot rename", part);
  if (!status.ok()) {
    unlink(part.c_str());
    return status;
  }
  RETURN_IF_ERROR(SyncFolder(path));
  return bytes;
}

absl::StatusOr<SavedFacts> LoadFacts(const std::string& path, UnitLookup units) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 && errno == ENOENT) return absl::NotFoundError(StrCat("there is no ", path));
  struct stat info {};
  if (file.get() < 0 || fstat(file.get(), &info) != 0) return SystemError("cannot read", path);
  posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  FrameReader frames(file.get(), static_cast<uint64_t>(info.st_size), path);
  SavedFacts saved;
  ASSIGN_OR_RETURN(const std::string_view first, frames.Next());
  ASSIGN_OR_RETURN(saved.position, ReadPosition(first, path));
  TableImageReader reader;
  while (!frames.AtEnd()) {
    ASSIGN_OR_RETURN(const std::string_view part, frames.Next());
    RETURN_IF_ERROR(reader.Add(part));
  }
  ASSIGN_OR_RETURN(saved.table, reader.Finish(std::move(units)));
  if (saved.table->place() != saved.position.place) return absl::DataLossError(StrCat(path, " is damaged"));
  return saved;
}

}  // namespace gangmu::statistics
