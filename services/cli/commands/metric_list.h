// Reads what is typed behind --metric.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "gangmu/statistics/v1/statistics_service.pb.h"

namespace gangmu::cli {

// "sum(value),count,avg(upper_bound,2)" → metrics in that order. A function without a field takes the service's default
// field; behind the comma stand the digits of avg and stddev, or the percent of percentile(value,90); count_distinct
// takes a dimension. INVALID_ARGUMENT with the known functions where one is not known, or where brackets do not close.
absl::StatusOr<std::vector<statistics::v1::Metric>> ParseMetrics(std::string_view text);

}  // namespace gangmu::cli
