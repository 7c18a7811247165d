// The logical export of a SQLite store, and making a store of one.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "common/sqlite/connection.h"
#include "common/time/id_source.h"
#include "services/measures/store/export_lines.h"
#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/feed.h"

namespace gangmu::measures {

// Of a copy of the store of `reader` (outside any transaction), made as the new file `path` and removed at the end.
absl::StatusOr<std::unique_ptr<StoreExport>> MakeExport(sqlite::Connection& reader, const std::string& path,
                                                        const FeedIdentity& feed);

struct ImportOptions {
  std::string path;         // of the store to be
  bool replace = false;     // a store that is there is kept as <path>.before-restore
  bool keep_epoch = false;  // only where the store of the export is never written again: followers go on
  std::string vfs;          // of SQLite; empty for the system's own
  IdSource* ids = &SystemIds();
};

// Atomic: the store is made aside, checked whole (digests, and every current record made anew from extraction and
// corrections) and put in place at once, or not at all. Constant memory. Without keep_epoch it has a new epoch, as
// after a restore. The position of its newest change.
// Errors: those of ExportLineReader; DATA_CORRUPTED with the line where it contradicts others, or where what came of it
// does not hold together; ALREADY_EXISTS, PRECONDITION_FAILED (the store is open), DISK_FULL.
absl::StatusOr<Position> ImportSqliteStore(const ImportOptions& options, ExportLineReader::Source source);

}  // namespace gangmu::measures
