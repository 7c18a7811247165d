// Answers of the statistics service as SVG pictures: bars, a line over time, or a heat map of two dimensions.
#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "gangmu/statistics/v1/statistics_service.pb.h"

namespace gangmu::cli {

// One picture of the first metric:
//   no dimension or one       horizontal bars with label and number
//   one dimension of time     a line; buckets without a value are gaps, "not stated" and "spans several" are left out
//                             and counted in the note below
//   two dimensions            a heat map with the number in each field
// The length of a bar and the height of a point start at zero. A sum with bounds shows them as whiskers.
// INVALID_ARGUMENT for more than two dimensions and for an answer without a row.
absl::StatusOr<std::string> SvgChart(const statistics::v1::QueryStatisticsResponse& answer);

}  // namespace gangmu::cli
