// The answer of a query as a file.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "gangmu/statistics/v1/statistics_service.pb.h"
#include "services/cli/exit_code.h"
#include "services/cli/session.h"

namespace gangmu::cli {

// Whether the ending names a format: .csv, .json, .sdmx.csv, .arrow (Arrow's streaming format), .svg or .png.
bool IsOutputName(std::string_view path);
// ".csv, .json, …", for messages.
std::string_view OutputEndings();

// Runs the query for all its rows and writes them in the format that the ending of `path` names. With .sdmx.csv the
// structure definition is written beside it, as NAME.structure.json. .svg and .png draw the first metric.
absl::StatusOr<ExitCode> RunOutput(const statistics::v1::QueryStatisticsRequest& request, const std::string& path,
                                   const Session& session);

}  // namespace gangmu::cli
