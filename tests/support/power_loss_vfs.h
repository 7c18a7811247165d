// A SQLite VFS over the system's own that can cut the power: everything written after the last sync is gone, as on a
// disk that keeps no promise it was not held to. It also fills the disk, and tears writes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "common/sync/mutex.h"

namespace gangmu::testing {

// Thread safe but for Reboot. Databases are opened with vfs = name(). Outlives every connection that uses it.
class PowerLossVfs {
 public:
  PowerLossVfs();
  ~PowerLossVfs();
  PowerLossVfs(const PowerLossVfs&) = delete;
  PowerLossVfs& operator=(const PowerLossVfs&) = delete;

  const std::string& name() const { return name_; }

  // Operations that change the disk: writes, truncations, syncs and deletions, counted since construction.
  int64_t operations() const;
  // The n-th such operation from now (from 1) does not happen, and nothing after it: every call fails.
  void CutPowerAfter(int64_t n);
  bool power_is_off() const;

  // From the n-th write from now (from 1) the disk is full. Where `torn`, that write still puts its first half down.
  void FillDiskAfter(int64_t n, bool torn);
  void FreeDisk();
  bool disk_was_full() const;

  enum class Survivors {
    kSyncedOnly,     // nothing of what was not synced
    kRandomSectors,  // each sector of it by the toss of a coin, so that writes are torn and out of order
  };
  // Brings the files into the state that a machine finds after the power loss and turns the power on again. All
  // connections must be closed.
  void Reboot(Survivors survivors = Survivors::kSyncedOnly, uint64_t seed = 0);

  // What stands on the disk for sure, and what was written to a file since.
  struct FileState {
    struct Pending {
      int64_t offset = 0;
      std::string bytes;
      bool truncate = false;  // to `offset`
    };
    bool durable_exists = false;
    bool deleted = false;  // and its folder not synced since: the file may come back
    std::string durable;
    std::string current;
    std::vector<Pending> pending;
  };

  // The following is called by the C functions of the VFS only.
  sqlite3_vfs* real() { return real_; }
  FileState* Track(const std::string& path);
  int BeforeRead();
  int Write(FileState* file, sqlite3_file* real, const void* bytes, int count, sqlite3_int64 offset);
  int Truncate(FileState* file, sqlite3_file* real, sqlite3_int64 size);
  int Sync(FileState* file, sqlite3_file* real, int flags);
  int Delete(const char* path, int sync_directory);

 private:
  int CountOperation() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ForgetDeleted() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static std::string StateAfterLoss(const FileState& file, Survivors survivors, uint64_t seed);

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  std::string name_;

  mutable Mutex mutex_;
  int64_t operations_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t cut_at_ ABSL_GUARDED_BY(mutex_) = 0;  // operation number, 0 for never
  bool power_off_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t writes_until_full_ ABSL_GUARDED_BY(mutex_) = -1;  // -1 for never
  bool torn_ ABSL_GUARDED_BY(mutex_) = false;
  bool was_full_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, std::unique_ptr<FileState>> files_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace gangmu::testing
