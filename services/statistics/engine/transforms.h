// Shares, changes and running totals: what is made of the cells of several rows.
#pragma once

#include <vector>

#include "absl/status/status.h"

#include "services/statistics/engine/plan.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

// Replaces the cells of the metrics that have a transform. `rows` are all rows of the answer, before having and limit,
// in any order. OUT_OF_RANGE (DECIMAL_OVERFLOW).
absl::Status ApplyTransforms(const QueryPlan& plan, std::vector<Row>& rows);

// The dimensions by whose values (and by unit) a transform sees rows apart: places in plan.dimensions.
std::vector<size_t> ApartDimensions(const QueryPlan& plan, Transform transform);

}  // namespace gangmu::statistics
