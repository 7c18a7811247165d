// The parts of `gangmu stats` that look behind an answer, or for what can be asked.
#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "gangmu/statistics/v1/statistics_service.pb.h"
#include "services/cli/exit_code.h"
#include "services/cli/output/format.h"
#include "services/cli/session.h"

namespace gangmu::cli {

// Prints the facts behind the first metric of row `row` (from 1) of the query's answer, used and left out.
absl::StatusOr<ExitCode> RunEvidence(const statistics::v1::QueryStatisticsRequest& query, int row, Format format,
                                     const Session& session);

// Prints what the query would do and cost.
absl::StatusOr<ExitCode> RunExplain(const statistics::v1::QueryStatisticsRequest& query, Format format,
                                    const Session& session);

// Prints the values of a dimension under the query's filter, with their counts.
absl::StatusOr<ExitCode> RunListValues(const statistics::v1::QueryStatisticsRequest& query,
                                       const std::string& dimension, Format format, const Session& session);

}  // namespace gangmu::cli
