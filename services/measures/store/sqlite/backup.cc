#include "services/measures/store/sqlite/backup.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "common/digest/sha256.h"
#include "common/sqlite/file_lock.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/sqlite/schema.h"
#include "services/measures/store/sqlite/store_file.h"

namespace gangmu::measures {
namespace {

namespace fs = std::filesystem;

absl::Status CheckFile(sqlite::Connection& db) {
  ASSIGN_OR_RETURN(auto check, db.Prepare("PRAGMA integrity_check(1)"));
  ASSIGN_OR_RETURN(const bool row, check.Step());
  if (row && check.Text(0) == "ok") return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED,
               StrCat("the copy is damaged: ", row ? check.Text(0) : std::string_view("it cannot be checked")));
}

absl::StatusOr<std::string> DigestOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  Sha256Builder digest;
  std::vector<char> buffer(1 << 20);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    digest.Append(std::string_view(buffer.data(), static_cast<size_t>(in.gcount())));
  }
  if (!in.eof()) return Internal(StrCat("cannot read ", path));
  return HexEncode(digest.Finish());
}

class FileBackup final : public StoreBackup {
 public:
  FileBackup(std::string path, BackupInfo info) : path_(std::move(path)), in_(path_, std::ios::binary) {
    info_ = std::move(info);
  }
  ~FileBackup() override {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }

  absl::StatusOr<std::string> Read(size_t most) override {
    std::string bytes(most, '\0');
    in_.read(bytes.data(), static_cast<std::streamsize>(most));
    bytes.resize(static_cast<size_t>(in_.gcount()));
    if (in_.bad()) return Internal("the copy cannot be read again");
    return bytes;
  }

 private:
  const std::string path_;
  std::ifstream in_;
};

absl::StatusOr<int64_t> CountDocuments(sqlite::Connection& db) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT count(*) FROM documents WHERE delete_time IS NULL"));
  RETURN_IF_ERROR(read.Step().status());
  return read.Int(0);
}

// Another epoch, and no answers of calls that the old one gave.
absl::Status BeginEpoch(sqlite::Connection& db, IdSource& ids) {
  ASSIGN_OR_RETURN(auto renew, db.Prepare("UPDATE store_info SET value = ?1 WHERE key = 'epoch'"));
  RETURN_IF_ERROR(renew.BindAll(ids.NewUuid()).Run());
  return db.Execute("DELETE FROM request_results; DELETE FROM requests;");
}

absl::StatusOr<Position> PrepareCopy(const std::string& path, IdSource& ids) {
  ASSIGN_OR_RETURN(auto db, sqlite::Connection::Open(path));
  RETURN_IF_ERROR(CheckFile(*db));
  RETURN_IF_ERROR(PrepareSchema(*db, ids).status());
  RETURN_IF_ERROR(BeginEpoch(*db, ids));
  ASSIGN_OR_RETURN(const FeedIdentity feed, PrepareSchema(*db, ids));
  ASSIGN_OR_RETURN(const int64_t head, ReadHead(*db));
  RETURN_IF_ERROR(db->Checkpoint());
  return feed.At(head);
}

}  // namespace

absl::StatusOr<std::unique_ptr<StoreBackup>> MakeBackup(sqlite::Connection& reader, const std::string& path,
                                                        const FeedIdentity& feed) {
  ScratchFile file(path);
  {
    ASSIGN_OR_RETURN(auto copy, reader.Prepare("VACUUM INTO ?1"));
    RETURN_IF_ERROR(copy.BindAll(path).Run());
  }
  BackupInfo info;
  {
    ASSIGN_OR_RETURN(auto db, sqlite::Connection::Open(path));
    RETURN_IF_ERROR(CheckFile(*db));
    ASSIGN_OR_RETURN(const int64_t head, ReadHead(*db));
    info.position = feed.At(head);
    ASSIGN_OR_RETURN(info.document_count, CountDocuments(*db));
  }
  ASSIGN_OR_RETURN(info.sha256, DigestOf(path));
  std::error_code error;
  info.size_bytes = static_cast<int64_t>(fs::file_size(path, error));
  if (error) return FileFault("cannot read", path, error);
  file.Keep();
  return std::make_unique<FileBackup>(path, std::move(info));
}

void RemoveLeftBackups(const std::string& path) {
  const fs::path store(path);
  const std::string prefix = store.filename().string() + ".backup-";
  std::error_code ignored;
  std::vector<fs::path> left;
  for (const auto& entry : fs::directory_iterator(store.has_parent_path() ? store.parent_path() : ".", ignored)) {
    if (entry.path().filename().string().starts_with(prefix)) left.push_back(entry.path());
  }
  for (const fs::path& file : left) fs::remove(file, ignored);
}

absl::StatusOr<Position> RestoreSqliteStore(const RestoreOptions& options) {
  std::error_code error;
  if (!fs::is_regular_file(options.backup, error)) return NotFound(options.backup);
  ASSIGN_OR_RETURN(const auto lock, sqlite::FileLock::Acquire(options.path + ".lock"));
  RETURN_IF_ERROR(CheckRoom(options.path, options.replace));
  ScratchFile copy(options.path + ".restoring");
  fs::copy_file(options.backup, copy.path(), error);
  if (error) return FileFault("cannot copy to", copy.path(), error);
  ASSIGN_OR_RETURN(const Position position, PrepareCopy(copy.path(), *options.ids));
  RETURN_IF_ERROR(PutInPlace(copy, options.path));
  return position;
}

}  // namespace gangmu::measures
