// Between statements as the engine finds them and the messages of series and targets.
#pragma once

#include "gangmu/statistics/v1/statistics_service.pb.h"
#include "services/statistics/engine/statements.h"
#include "services/statistics/rpc/convert.h"

namespace gangmu::statistics {

// The part of a query that selects statements, as a request of QueryStatistics.
v1::QueryStatisticsRequest ToQueryRequest(const v1::StatementSelection& selection);

// Without position. `limit`: at most this many series or comparisons.
v1::QuerySeriesResponse ToSeriesResponse(const Statements& statements, int limit, const DisplayName& display_name);
absl::StatusOr<v1::CompareTargetsResponse> ToTargetsResponse(const Statements& statements, int limit,
                                                             const DisplayName& display_name);

}  // namespace gangmu::statistics
