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
#include "services/statistics/engine/rates.h"
#include "services/statistics/engine/scan.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

bool IsNumeric(Function function);
// Whether it counts the values of a dimension.
bool CountsValues(Function function);
// MixtureBit: what the function must not mix unless it is allowed.
uint8_t MixturesOf(Function function);

// Metrics that are computed in one scan.
struct Pass {
  std::vector<size_t> metrics;  // places in Query::metrics
  bool hidden_unit = false;     // unit is a dimension behind the others that the caller does not see
  bool hidden_days = false;     // and behind it the intervals of currency rates of period and publication
  bool folds = true;            // a coarser grouping can be put together from a finer one
};

// Immutable. Points to the query and the snapshot.
struct QueryPlan {
  const Query* query = nullptr;
  const Snapshot* snapshot = nullptr;
  std::vector<Metric> metrics;           // at least one
  std::vector<std::string> dimensions;   // with unit where UnitMode::kGroup adds it
  std::vector<DimensionSpec> specs;      // of dimensions
  std::optional<size_t> unit_dimension;  // place of unit in dimensions
  std::optional<size_t> time_dimension;  // place of the only dimension of time buckets, where there is one
  Place as_of = 0;
  CompiledFilter filter;
  NumberPlan numbers;
  std::vector<Pass> passes;
  uint8_t left_out_flags = 0;
  uint64_t rows = 0;  // facts of this kind in the snapshot

  // kConvert: by unit code; nullopt where the unit does not convert by a factor.
  std::vector<std::optional<UnitConversion>> conversions;
  RateTable rates;
  uint8_t forbidden_mixtures = 0;  // MixtureBit: what the query's metrics must not mix
};

// Errors as Engine::Run.
absl::StatusOr<QueryPlan> MakePlan(const Snapshot& snapshot, const Query& query);

}  // namespace gangmu::statistics
