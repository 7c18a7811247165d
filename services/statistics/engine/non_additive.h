// The refusal of queries whose cells would add what does not add up.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "services/statistics/engine/additivity.h"
#include "services/statistics/engine/query.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

// `found` (MixtureBit): the mixtures that were found, of which `mixtures` has the details. FAILED_PRECONDITION
// NON_ADDITIVE with metadata `kinds`, `periods`, `regions` or `targets`, and `groupBy`: the query's own dimensions and
// those that keep apart what must not be mixed. Where that would be more than a query may have, `allow` instead.
absl::Status NonAdditive(const Query& query, const Snapshot& snapshot, const std::vector<std::string>& dimensions,
                         uint8_t found, const Mixtures& mixtures);

// The same for what shares or running totals would add up over rows: more dimensions would not help.
absl::Status NonAdditiveRows(const Snapshot& snapshot, uint8_t found, const Mixtures& mixtures);

}  // namespace gangmu::statistics
