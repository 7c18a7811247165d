#include "tests/support/power_loss_vfs.h"

#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace gangmu::testing {
namespace {

constexpr int64_t kSectorBytes = 512;

struct OpenFile {
  sqlite3_file base;
  PowerLossVfs* owner;
  PowerLossVfs::FileState* state;  // null for files that are not tracked
  sqlite3_file* real;              // in the same block of memory, behind this struct
};

OpenFile* Own(sqlite3_file* file) { return reinterpret_cast<OpenFile*>(file); }
sqlite3_file* Real(sqlite3_file* file) { return Own(file)->real; }
PowerLossVfs* Owner(sqlite3_vfs* vfs) { return static_cast<PowerLossVfs*>(vfs->pAppData); }

int Close(sqlite3_file* file) { return Real(file)->pMethods->xClose(Real(file)); }

int Read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
  if (int code = Own(file)->owner->BeforeRead(); code != SQLITE_OK) return code;
  return Real(file)->pMethods->xRead(Real(file), bytes, count, offset);
}

int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  return Own(file)->owner->Write(Own(file)->state, Real(file), bytes, count, offset);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  return Own(file)->owner->Truncate(Own(file)->state, Real(file), size);
}

int Sync(sqlite3_file* file, int flags) { return Own(file)->owner->Sync(Own(file)->state, Real(file), flags); }

int FileSize(sqlite3_file* file, sqlite3_int64* size) { return Real(file)->pMethods->xFileSize(Real(file), size); }
int Lock(sqlite3_file* file, int level) { return Real(file)->pMethods->xLock(Real(file), level); }
int Unlock(sqlite3_file* file, int level) { return Real(file)->pMethods->xUnlock(Real(file), level); }
int CheckReserved(sqlite3_file* file, int* out) { return Real(file)->pMethods->xCheckReservedLock(Real(file), out); }
int FileControl(sqlite3_file* file, int op, void* arg) {
  return Real(file)->pMethods->xFileControl(Real(file), op, arg);
}
int SectorSize(sqlite3_file* file) { return Real(file)->pMethods->xSectorSize(Real(file)); }
int Characteristics(sqlite3_file* file) { return Real(file)->pMethods->xDeviceCharacteristics(Real(file)); }
int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  return Real(file)->pMethods->xShmMap(Real(file), region, size, extend, out);
}
int ShmLock(sqlite3_file* file, int offset, int n, int flags) {
  return Real(file)->pMethods->xShmLock(Real(file), offset, n, flags);
}
void ShmBarrier(sqlite3_file* file) { Real(file)->pMethods->xShmBarrier(Real(file)); }
int ShmUnmap(sqlite3_file* file, int remove) { return Real(file)->pMethods->xShmUnmap(Real(file), remove); }

// Version 2: with shared memory for the WAL, without memory-mapped pages, which would pass by xRead.
const sqlite3_io_methods kMethods = {
    2,        Close,         Read,        Write,      Truncate,        Sync,   FileSize, Lock,
    Unlock,   CheckReserved, FileControl, SectorSize, Characteristics, ShmMap, ShmLock,  ShmBarrier,
    ShmUnmap, nullptr,       nullptr};

int Open(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* file, int flags, int* out_flags) {
  PowerLossVfs* owner = Owner(vfs);
  OpenFile* own = Own(file);
  own->base.pMethods = nullptr;
  if (int code = owner->BeforeRead(); code != SQLITE_OK) return SQLITE_CANTOPEN;
  own->owner = owner;
  own->real = reinterpret_cast<sqlite3_file*>(own + 1);
  own->state = path ? owner->Track(path) : nullptr;  // before it is made, so that a new file is known as new
  const int code = owner->real()->xOpen(owner->real(), path, own->real, flags, out_flags);
  if (code == SQLITE_OK) own->base.pMethods = &kMethods;
  return code;
}

int Delete(sqlite3_vfs* vfs, const char* path, int sync_directory) { return Owner(vfs)->Delete(path, sync_directory); }

int Access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
  return Owner(vfs)->real()->xAccess(Owner(vfs)->real(), path, flags, out);
}

int FullPathname(sqlite3_vfs* vfs, const char* path, int size, char* out) {
  return Owner(vfs)->real()->xFullPathname(Owner(vfs)->real(), path, size, out);
}

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void Put(std::string& target, int64_t offset, std::string_view bytes) {
  if (target.size() < offset + bytes.size()) target.resize(offset + bytes.size(), '\0');
  target.replace(offset, bytes.size(), bytes);
}

}  // namespace

PowerLossVfs::PowerLossVfs() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
  static std::atomic<int> counter = 0;
  name_ = "power-loss-" + std::to_string(++counter);
  vfs_.zName = name_.c_str();
  vfs_.pNext = nullptr;
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(OpenFile)) + real_->szOsFile;
  vfs_.xOpen = Open;
  vfs_.xDelete = testing::Delete;
  vfs_.xAccess = Access;
  vfs_.xFullPathname = FullPathname;
  sqlite3_vfs_register(&vfs_, 0);
}

PowerLossVfs::~PowerLossVfs() { sqlite3_vfs_unregister(&vfs_); }

int64_t PowerLossVfs::operations() const {
  MutexLock lock(&mutex_);
  return operations_;
}

void PowerLossVfs::CutPowerAfter(int64_t n) {
  MutexLock lock(&mutex_);
  cut_at_ = operations_ + n;
}

bool PowerLossVfs::power_is_off() const {
  MutexLock lock(&mutex_);
  return power_off_;
}

void PowerLossVfs::FillDiskAfter(int64_t n, bool torn) {
  MutexLock lock(&mutex_);
  writes_until_full_ = n - 1;
  torn_ = torn;
  was_full_ = false;
}

void PowerLossVfs::FreeDisk() {
  MutexLock lock(&mutex_);
  writes_until_full_ = -1;
}

bool PowerLossVfs::disk_was_full() const {
  MutexLock lock(&mutex_);
  return was_full_;
}

PowerLossVfs::FileState* PowerLossVfs::Track(const std::string& path) {
  MutexLock lock(&mutex_);
  std::unique_ptr<FileState>& file = files_[path];
  if (file) return file.get();
  file = std::make_unique<FileState>();
  file->durable_exists = std::filesystem::exists(path);
  file->durable = file->durable_exists ? ReadAll(path) : "";
  file->current = file->durable;
  return file.get();
}

int PowerLossVfs::BeforeRead() {
  MutexLock lock(&mutex_);
  return power_off_ ? SQLITE_IOERR : SQLITE_OK;
}

int PowerLossVfs::CountOperation() {
  if (power_off_) return SQLITE_IOERR;
  ++operations_;
  power_off_ = cut_at_ != 0 && operations_ >= cut_at_;
  return power_off_ ? SQLITE_IOERR : SQLITE_OK;
}

int PowerLossVfs::Write(FileState* file, sqlite3_file* real, const void* bytes, int count, sqlite3_int64 offset) {
  MutexLock lock(&mutex_);
  if (int code = CountOperation(); code != SQLITE_OK) return code;
  const bool full = writes_until_full_ == 0;
  const bool torn = full && torn_;
  if (writes_until_full_ > 0) --writes_until_full_;
  was_full_ |= full;
  const int written = full ? (torn ? count / 2 : 0) : count;
  torn_ &= !torn;  // only the write that meets the end of the disk is torn
  if (written > 0) {
    if (int code = real->pMethods->xWrite(real, bytes, written, offset); code != SQLITE_OK) return code;
    if (file) {
      file->deleted = false;
      file->pending.push_back({offset, std::string(static_cast<const char*>(bytes), written)});
      Put(file->current, offset, file->pending.back().bytes);
    }
  }
  return full ? SQLITE_FULL : SQLITE_OK;
}

int PowerLossVfs::Truncate(FileState* file, sqlite3_file* real, sqlite3_int64 size) {
  MutexLock lock(&mutex_);
  if (int code = CountOperation(); code != SQLITE_OK) return code;
  if (file) {
    file->pending.push_back({size, "", true});
    file->current.resize(size, '\0');
  }
  return real->pMethods->xTruncate(real, size);
}

int PowerLossVfs::Sync(FileState* file, sqlite3_file* real, int flags) {
  MutexLock lock(&mutex_);
  if (int code = CountOperation(); code != SQLITE_OK) return code;
  if (file) {
    // The first sync of a new journal or WAL also syncs its folder, and with it the deletions in there.
    if (!file->durable_exists) ForgetDeleted();
    file->durable_exists = true;
    file->durable = file->current;
    file->pending.clear();
  }
  return SQLITE_OK;  // the machine of the test itself needs no sync
}

int PowerLossVfs::Delete(const char* path, int sync_directory) {
  FileState* file = Track(path);
  MutexLock lock(&mutex_);
  if (int code = CountOperation(); code != SQLITE_OK) return code;
  file->current.clear();
  file->pending.clear();
  file->deleted = true;
  if (sync_directory) ForgetDeleted();
  return real_->xDelete(real_, path, 0);
}

void PowerLossVfs::ForgetDeleted() {
  for (const auto& [path, file] : files_) {
    if (!file->deleted) continue;
    file->deleted = false;
    file->durable_exists = false;
    file->durable.clear();
  }
}

std::string PowerLossVfs::StateAfterLoss(const FileState& file, Survivors survivors, uint64_t seed) {
  std::string bytes = file.durable;
  if (survivors == Survivors::kSyncedOnly) return bytes;
  std::mt19937_64 random(seed);
  for (const FileState::Pending& write : file.pending) {
    if (write.truncate) {
      if (random() % 2) bytes.resize(write.offset, '\0');
      continue;
    }
    for (int64_t at = 0; at < static_cast<int64_t>(write.bytes.size());) {
      const int64_t rest_of_sector = kSectorBytes - (write.offset + at) % kSectorBytes;
      const std::string piece = write.bytes.substr(at, rest_of_sector);
      if (random() % 2) Put(bytes, write.offset + at, piece);
      at += static_cast<int64_t>(piece.size());
    }
  }
  return bytes;
}

void PowerLossVfs::Reboot(Survivors survivors, uint64_t seed) {
  MutexLock lock(&mutex_);
  for (const auto& [path, file] : files_) {
    std::filesystem::remove(path);
    std::filesystem::remove(path + "-shm");
    const bool may_exist = file->durable_exists || (survivors == Survivors::kRandomSectors && !file->pending.empty());
    if (!may_exist) continue;
    const std::string bytes = StateAfterLoss(*file, survivors, seed++);
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  files_.clear();
  cut_at_ = 0;
  power_off_ = false;
  writes_until_full_ = -1;
}

}  // namespace gangmu::testing
