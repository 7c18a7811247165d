// The measure store on SQLite: one file, one writer with group commit, several readers.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "common/metrics/metrics.h"
#include "common/time/clock.h"
#include "common/time/id_source.h"
#include "services/measures/store/measure_store.h"
#include "services/measures/store/prepared_document.h"

namespace gangmu::measures {

struct SqliteStoreOptions {
  std::string path;  // the folder must exist; <path>.lock beside it keeps other processes away
  int readers = 4;
  PutLimits limits;
  size_t max_group = 64;  // puts in one transaction
  Clock* clock = &SystemClock();
  IdSource* ids = &SystemIds();
  Metrics* metrics = &InertMetrics();  // outlives the store
  std::string vfs;                     // name of a registered SQLite VFS; empty for the default one
};

// Opens the store and brings its schema up to date.
// Errors: PRECONDITION_FAILED (another process has it open, or the file cannot be opened), READ_ONLY, DISK_FULL,
// SCHEMA_TOO_NEW, DATA_CORRUPTED.
absl::StatusOr<std::unique_ptr<MeasureStore>> OpenSqliteStore(const SqliteStoreOptions& options);

}  // namespace gangmu::measures
