// Whether a store holds together: the file by SQLite's own check, contents by their digests, and every current row by
// making it anew from its extraction and corrections.
#pragma once

#include "absl/status/statusor.h"

#include "common/sqlite/connection.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// Checks the file and the contents that are kept by digest.
absl::Status CheckContents(sqlite::Connection& db, IntegrityReport& report);

// Checks at most `limit` documents behind the id `after`; the id of the last one, or -1 where there are no more.
absl::StatusOr<int64_t> CheckDocuments(sqlite::Connection& db, int64_t after, int limit, IntegrityReport& report);

}  // namespace gangmu::measures
