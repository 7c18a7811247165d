// Copies of a whole store: made online, checked, and put in the place of a store again.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/sqlite/connection.h"
#include "common/time/id_source.h"
#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/feed.h"

namespace gangmu::measures {

// Copies the store of `reader` (outside any transaction) to the new file `path` and checks the copy. The file is
// removed when the result ends.
absl::StatusOr<std::unique_ptr<StoreBackup>> MakeBackup(sqlite::Connection& reader, const std::string& path,
                                                        const FeedIdentity& feed);

// Copies that a process left beside the store of `path` when it was killed are removed.
void RemoveLeftBackups(const std::string& path);

struct RestoreOptions {
  std::string backup;    // a file that BackupStore gave
  std::string path;      // of the store to be
  bool replace = false;  // a store that is there is kept as <path>.before-restore
  IdSource* ids = &SystemIds();
};

// Checks the backup, brings its schema up to date, gives it a new epoch, so that every follower rebuilds, and only then
// puts it in place, at once or not at all. The position of its newest change.
// Errors: NOT_FOUND (no such file), DATA_CORRUPTED, SCHEMA_TOO_NEW, PRECONDITION_FAILED (no backup of such a store, or
// the store is open), ALREADY_EXISTS (a store is there and may not be replaced), DISK_FULL, READ_ONLY.
absl::StatusOr<Position> RestoreSqliteStore(const RestoreOptions& options);

}  // namespace gangmu::measures
