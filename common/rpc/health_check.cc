#include "common/rpc/health_check.h"

#include <iostream>

#include "common/config/values.h"
#include "common/rpc/channel.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "common/text/strings.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace gangmu {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr absl::Duration kTimeout = absl::Seconds(3);

absl::Status Unhealthy(std::string_view target, const std::string& service, std::string_view why) {
  return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE,
               StrCat(service.empty() ? "the server" : service, " at ", target, ": ", why));
}

absl::Status CheckOne(grpc::health::v1::Health::Stub& stub, const std::string& target, const std::string& service,
                      absl::Duration timeout) {
  grpc::ClientContext context;
  PrepareCall(context, timeout);
  HealthCheckRequest request;
  request.set_service(service);
  HealthCheckResponse response;
  const absl::Status status = FromGrpcStatus(stub.Check(&context, request, &response));
  if (!status.ok()) return Unhealthy(target, service, ToStd(status.message()));
  if (response.status() == HealthCheckResponse::SERVING) return absl::OkStatus();
  return Unhealthy(target, service, HealthCheckResponse::ServingStatus_Name(response.status()));
}

}  // namespace

absl::Status CheckHealth(const std::string& target, const std::vector<std::string>& services, absl::Duration timeout) {
  const auto stub = grpc::health::v1::Health::NewStub(MakeChannel({.target = target}));
  for (const std::string& service : services) RETURN_IF_ERROR(CheckOne(*stub, target, service, timeout));
  return absl::OkStatus();
}

int HealthCheckExitCode(const std::string& listen_address, const std::vector<std::string>& services) {
  std::string target = listen_address;
  if (const auto address = ParseHostPort(listen_address)) {
    if (address->host == "0.0.0.0") target = StrCat("127.0.0.1:", address->port);
    if (address->host == "[::]") target = StrCat("[::1]:", address->port);
  }
  const absl::Status status = CheckHealth(target, services, kTimeout);
  if (status.ok()) return 0;
  std::cerr << "unhealthy: " << status.message() << "\n";
  return 1;
}

}  // namespace gangmu
