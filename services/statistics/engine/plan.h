// A query checked and turned into passes over the facts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "services/statistics/engine/convert.h"
#include "services/statistics/engine/grouping.h"
#include "services/statistics/engine/kernels.h"
#include "services/statistics/engine/predicate.h"
#include "services/statistics/engine/query.h"
#include "services/statistics/engine/scan.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

bool IsNumeric(Function function);

// Metrics that are computed in one scan.
struct Pass {
  std::vector<size_t> metrics;  // places in Query::metrics
  bool hidden_unit = false;     // unit is a last dimension that the caller does not see
  bool folds = true;            // a coarser grouping can be put together from a finer one
};

// Immutable. Points to the query and the snapshot.
struct QueryPlan {
  const Query* query = nullptr;
  const Snapshot* snapshot = nullptr;
  std::vector<Metric> metrics;           // at least one
  std::vector<std::string> dimensions;   // with unit where UnitMode::kGroup adds it
  std::optional<size_t> unit_dimension;  // place of unit in dimensions
  Place as_of = 0;
  CompiledFilter filter;
  NumberPlan numbers;
  std::vector<Pass> passes;
  uint8_t left_out_flags = 0;
  uint64_t rows = 0;  // facts of this kind in the snapshot

  // kConvert: by unit code; nullopt where the unit does not convert.
  std::vector<std::optional<UnitConversion>> conversions;
};

// Errors as Engine::Run.
absl::StatusOr<QueryPlan> MakePlan(const Snapshot& snapshot, const Query& query);

}  // namespace gangmu::statistics
