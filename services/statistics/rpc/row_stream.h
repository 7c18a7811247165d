// Answers over a stream: rows in parts, or the bytes of a file.
#pragma once

#include <string>

#include "absl/status/status.h"

#include "common/rpc/call_runner.h"
#include "gangmu/statistics/v1/statistics_service.pb.h"
#include "services/statistics/engine/query.h"
#include "services/statistics/rpc/convert.h"

namespace gangmu::statistics {

// An answer with what it answers.
struct AnsweredQuery {
  const v1::QueryStatisticsRequest& request;
  const Query& query;
  const Answer& answer;
  Position position;  // that it stands for
};

// Head, rows in messages of about 64 KiB, digest.
absl::Status StreamRows(const AnsweredQuery& answered, const DisplayName& display_name,
                        StreamWriter<v1::StreamStatisticsResponse>& writer);

// The bytes of a file of that format.
absl::Status StreamExport(const AnsweredQuery& answered, v1::ExportFormat format, const DisplayName& display_name,
                          StreamWriter<v1::ExportStatisticsResponse>& writer);

}  // namespace gangmu::statistics
