// Search over the index: ranked pages, and the rows that search("…") of the filter language means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/sqlite/connection.h"
#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/snapshot.h"

namespace gangmu::measures {

// Errors: those of MeasureStore::SearchMeasures. `snapshot` is of the present.
absl::StatusOr<Page<SearchHit>> ReadSearchPage(const Snapshot& snapshot, const SearchRequest& request);

// Makes the SQL function search_rows(query) known to a connection: a JSON array of the rows of measure_rows that fit.
absl::Status AddSearchFunction(sqlite::Connection& db);

}  // namespace gangmu::measures
