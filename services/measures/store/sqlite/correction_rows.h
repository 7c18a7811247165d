// The rows of corrections.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/sqlite/connection.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

struct CorrectionRow {
  int64_t id = 0;
  int64_t document = 0;
  bool reverted = false;
  bool orphaned = false;
  policy::v1::Correction correction;  // with name, state and revert_time
};

// Those of a document that were not taken back, in the order in which they were made.
absl::StatusOr<std::vector<CorrectionRow>> ReadActiveCorrections(sqlite::Connection& db, int64_t document);

// nullopt where there is none of that name.
absl::StatusOr<std::optional<CorrectionRow>> FindCorrection(sqlite::Connection& db, const std::string& name);

// At most `limit` behind the id `after`. `document`: nullopt for all.
absl::StatusOr<std::vector<CorrectionRow>> ReadCorrections(sqlite::Connection& db, std::optional<int64_t> document,
                                                           policy::v1::CorrectionState state, int64_t after, int limit);

// The id of the new row.
absl::StatusOr<int64_t> InsertCorrection(sqlite::Connection& db, int64_t document, int64_t place,
                                         const policy::v1::Correction& correction);
absl::Status MarkOrphaned(sqlite::Connection& db, int64_t id, bool orphaned);
absl::Status MarkReverted(sqlite::Connection& db, int64_t id, int64_t place, absl::Time time);

}  // namespace gangmu::measures
