#include "services/cli/client/endpoint.h"

#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_split.h"

#include "common/rpc/channel.h"
#include "common/text/strings.h"

namespace gangmu::cli {
namespace {

constexpr char kEndpointPayload[] = "gangmu.cli/endpoint";

}  // namespace

EndpointInfo IngestionEndpoint(const Session& session) {
  return {"ingestion", "--ingestion-address", "GANGMU_INGESTION_ADDRESS", session.addresses.ingestion};
}

EndpointInfo MeasuresEndpoint(const Session& session) {
  return {"measures", "--measures-address", "GANGMU_MEASURES_ADDRESS", session.addresses.measures};
}

EndpointInfo StatisticsEndpoint(const Session& session) {
  return {"statistics", "--statistics-address", "GANGMU_STATISTICS_ADDRESS", session.addresses.statistics};
}

std::shared_ptr<grpc::Channel> OpenChannel(const EndpointInfo& endpoint) {
  return MakeChannel({.target = endpoint.address});
}

absl::Status FromCall(const grpc::Status& status, const EndpointInfo& endpoint) {
  absl::Status result = FromGrpcStatus(status);
  if (result.ok()) return result;
  result.SetPayload(kEndpointPayload, absl::Cord(StrCat(endpoint.service, " service at ", endpoint.address, "\n",
                                                        endpoint.flag, "\n", endpoint.environment)));
  return result;
}

std::optional<ErrorOrigin> OriginOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kEndpointPayload);
  if (!payload) return std::nullopt;
  const std::vector<std::string> lines = absl::StrSplit(std::string(*payload), '\n');
  return ErrorOrigin{lines[0], lines[1], lines[2]};
}

}  // namespace gangmu::cli
