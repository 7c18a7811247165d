// The facts behind a cell.
#pragma once

#include <functional>
#include <vector>

#include "absl/status/status.h"

#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/plan.h"

namespace gangmu::statistics {

// As Engine::ListEvidence.
absl::Status CollectEvidence(const QueryPlan& plan, const std::vector<DimensionValue>& row, size_t metric,
                             std::optional<LeftOut> blocked, const std::function<bool(const Evidence&)>& visit);

}  // namespace gangmu::statistics
