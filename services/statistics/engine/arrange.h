// What is done with the rows of an answer when all are made: gaps are filled, rows kept, ordered and limited, and one
// dimension turned into columns.
#pragma once

#include <vector>

#include "absl/status/status.h"

#include "services/statistics/engine/plan.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

// Whether the query asks for anything that needs all rows at once.
bool NeedsAllRows(const QueryPlan& plan);

// Adds rows for the time buckets between the first and the last one of the answer. RESOURCE_EXHAUSTED
// (LIMIT_EXCEEDED) where there would be more rows than groups are allowed.
absl::Status FillGaps(const QueryPlan& plan, std::vector<Row>& rows);

// Drops the rows that `having` does not hold for.
void KeepHaving(const Query& query, std::vector<Row>& rows);

// Orders by the keys of the query and then by the dimensions.
void OrderRows(const Query& query, std::vector<Row>& rows);

// Cuts ordered rows to the limit of the query.
void LimitRows(const Query& query, std::vector<Row>& rows);

// Turns the values of the query's pivot dimension into columns; the rows keep the order of their first appearance.
void Pivot(const Query& query, Answer& answer);

}  // namespace gangmu::statistics
