// The line of a measure through the years.
#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/snapshot.h"

namespace gangmu::measures {

// All measures that links lead to from `name`, in either direction, nearest first until there are
// MeasureLine::kMaxEntries; then in order of time.
absl::StatusOr<MeasureLine> ReadLine(const Snapshot& snapshot, const std::string& name);

}  // namespace gangmu::measures
