// The facts in a file, for the next start of the service. Each part has its length and a checksum before it, the first
// one names the position of the feed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/position/position.h"
#include "services/statistics/engine/fact_table.h"
#include "services/statistics/feed/fact_sink.h"

namespace gangmu::statistics {

// Replaces the file by the facts of the view: written beside it, synced, then renamed, so that a process that dies at
// any point leaves the old file or the new one. FAILED_PRECONDITION where another process saves to the same path;
// UNAVAILABLE with what the system said where it cannot be written. Returns the file's bytes.
absl::StatusOr<uint64_t> SaveFacts(const FactView& view, const std::string& path);

struct SavedFacts {
  std::unique_ptr<FactTable> table;
  Position position;  // what the table stands for
};

// NOT_FOUND where there is no file; FAILED_PRECONDITION where another version of this program wrote it; DATA_LOSS where
// it was damaged or cut; UNAVAILABLE where it cannot be read. A file that loads is the file that was saved.
absl::StatusOr<SavedFacts> LoadFacts(const std::string& path, UnitLookup units);

}  // namespace gangmu::statistics
