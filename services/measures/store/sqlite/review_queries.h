// Questions about reviews: counts, samples, verdicts.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/snapshot.h"

namespace gangmu::measures {

absl::StatusOr<ReviewCounts> CountReviews(const Snapshot& snapshot, Parts parts, const std::string& filter);
absl::StatusOr<std::vector<Stratum>> DrawSample(const Snapshot& snapshot, const SampleRequest& request);
absl::StatusOr<std::vector<Verdict>> ReadVerdicts(sqlite::Connection& db, const std::vector<std::string>& names);

}  // namespace gangmu::measures
