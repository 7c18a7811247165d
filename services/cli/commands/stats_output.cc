#include "services/cli/commands/stats_output.h"

#include <string>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/statistics/v1/statistics_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/client/output_file.h"
#include "services/cli/client/picture_file.h"
#include "services/cli/output/json.h"
#include "services/cli/output/statistics_view.h"
#include "services/cli/output/svg_chart.h"

namespace gangmu::cli {
namespace {

using statistics::v1::QueryStatisticsRequest;
using statistics::v1::QueryStatisticsResponse;
using statistics::v1::StatisticsService;

constexpr std::string_view kSdmxEnding = ".sdmx.csv";

absl::Status Finish(OutputFile& file, const std::string& path) {
  if (file.Finish()) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, StrCat("cannot write ", path));
}

// All rows of the answer, over a stream.
absl::StatusOr<QueryStatisticsResponse> AllRows(const QueryStatisticsRequest& request, const Session& session) {
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  statistics::v1::StreamStatisticsRequest stream;
  *stream.mutable_query() = request;
  grpc::ClientContext context;
  PrepareCall(context, session.timeout);
  const auto reader = stub.StreamStatistics(&context, stream);
  QueryStatisticsResponse answer;
  for (statistics::v1::StreamStatisticsResponse part; reader->Read(&part);) {
    if (part.has_head()) answer = part.head();
    answer.mutable_rows()->MergeFrom(part.rows());
    if (!part.digest().empty()) answer.set_digest(part.digest());
  }
  RETURN_IF_ERROR(FromCall(reader->Finish(), endpoint));
  return answer;
}

absl::Status Export(const QueryStatisticsRequest& request, statistics::v1::ExportFormat format, const std::string& path,
                    const Session& session) {
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  statistics::v1::ExportStatisticsRequest message;
  *message.mutable_query() = request;
  message.set_format(format);
  grpc::ClientContext context;
  PrepareCall(context, session.timeout);
  const auto reader = stub.ExportStatistics(&context, message);
  statistics::v1::ExportStatisticsResponse part;
  // No file is begun for a query that is refused.
  if (!reader->Read(&part)) return FromCall(reader->Finish(), endpoint);
  OutputFile file(path);
  do {
    file.stream() << part.data();
  } while (reader->Read(&part));
  RETURN_IF_ERROR(FromCall(reader->Finish(), endpoint));
  return Finish(file, path);
}

absl::Status ExportSdmx(const QueryStatisticsRequest& request, const std::string& path, const Session& session) {
  RETURN_IF_ERROR(Export(request, statistics::v1::EXPORT_FORMAT_SDMX_CSV, path, session));
  const std::string structure = path.substr(0, path.size() - kSdmxEnding.size()) + ".structure.json";
  return Export(request, statistics::v1::EXPORT_FORMAT_SDMX_STRUCTURE, structure, session);
}

absl::Status WriteText(const QueryStatisticsResponse& answer, const std::string& path, const Session& session) {
  std::string json;
  if (path.ends_with(".json")) {
    ASSIGN_OR_RETURN(json, ToJson(answer, JsonLayout::kIndented));
  }
  OutputFile file(path);
  if (path.ends_with(".json")) {
    file.stream() << json << "\n";
  } else {
    PrintStatisticsCsv(answer, {session.terminal.in, file.stream(), session.terminal.err});
  }
  return Finish(file, path);
}

absl::Status Draw(const QueryStatisticsResponse& answer, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string svg, SvgChart(answer));
  return WritePicture(svg, path);
}

absl::Status WriteOutput(QueryStatisticsRequest request, const std::string& path, const Session& session) {
  const bool picture = IsPictureName(path);
  if (path.ends_with(kSdmxEnding)) return ExportSdmx(request, path, session);
  if (path.ends_with(".arrow")) return Export(request, statistics::v1::EXPORT_FORMAT_ARROW, path, session);
  // A picture draws its series out of rows.
  if (picture) request.clear_pivot();
  ASSIGN_OR_RETURN(const QueryStatisticsResponse answer, AllRows(request, session));
  return picture ? Draw(answer, path) : WriteText(answer, path, session);
}

}  // namespace

bool IsOutputName(std::string_view path) {
  return IsPictureName(path) || path.ends_with(".csv") || path.ends_with(".json") || path.ends_with(".arrow");
}

std::string_view OutputEndings() { return ".csv, .json, .sdmx.csv, .arrow, .svg or .png"; }

absl::StatusOr<ExitCode> RunOutput(const QueryStatisticsRequest& request, const std::string& path,
                                   const Session& session) {
  RETURN_IF_ERROR(WriteOutput(request, path, session));
  return kOk;
}

}  // namespace gangmu::cli
