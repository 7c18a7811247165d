// Local codelist entries in the store.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "services/measures/store/codelist_entries.h"
#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/group_commit.h"

namespace gangmu::measures {

absl::StatusOr<std::optional<policy::v1::CodelistEntry>> FindLocalEntry(sqlite::Connection& db, const CodelistKey& key);
// By code.
absl::StatusOr<std::vector<policy::v1::CodelistEntry>> ReadLocalEntries(sqlite::Connection& db,
                                                                        policy::v1::Codelist codelist);
// Errors: those of MeasureStore::WriteCodelistEntry.
absl::StatusOr<policy::v1::CodelistEntry> WriteEntry(WriteScope& scope, const CodelistWrite& write);
// The change that a commit without a document stands for.
absl::StatusOr<CodelistChange> ReadCodelistChange(sqlite::Connection& db, int64_t place);

}  // namespace gangmu::measures
