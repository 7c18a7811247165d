// The parts of `gangmu stats` about single statements: series over time, targets beside results.
#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "gangmu/statistics/v1/statistics_service.pb.h"
#include "services/cli/exit_code.h"
#include "services/cli/output/format.h"
#include "services/cli/session.h"

namespace gangmu::cli {

// Prints a line for each statement about the subject that fits the query's filter, in order of time.
absl::StatusOr<ExitCode> RunSeries(const statistics::v1::QueryStatisticsRequest& query, const std::string& subject,
                                   Format format, const Session& session);

// Prints a line for each target about the subject with what was reported for its year last.
absl::StatusOr<ExitCode> RunTargets(const statistics::v1::QueryStatisticsRequest& query, const std::string& subject,
                                    Format format, const Session& session);

}  // namespace gangmu::cli
