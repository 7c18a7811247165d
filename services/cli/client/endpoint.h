// One service as the client sees it: where it listens, how it is called, and whose fault an error is.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

#include "common/rpc/channel.h"
#include "common/status/rpc_status.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "services/cli/session.h"

namespace gangmu::cli {

// The fixed facts of a service and the address in use.
struct EndpointInfo {
  std::string_view service;      // "measures"
  std::string_view flag;         // "--measures-address"
  std::string_view environment;  // "GANGMU_MEASURES_ADDRESS"
  std::string address;
};

EndpointInfo IngestionEndpoint(const Session& session);
EndpointInfo MeasuresEndpoint(const Session& session);
EndpointInfo StatisticsEndpoint(const Session& session);

// A channel with the project's message limits; connects when it is first used.
std::shared_ptr<grpc::Channel> OpenChannel(const EndpointInfo& endpoint);

// An error of a call with the endpoint it came from, which the explanation names. OK stays OK.
absl::Status FromCall(const grpc::Status& status, const EndpointInfo& endpoint);
// Where an error came from, as text.
struct ErrorOrigin {
  std::string service;      // "measures service at 127.0.0.1:7102"
  std::string flag;         // "--measures-address"
  std::string environment;  // "GANGMU_MEASURES_ADDRESS"
};
// nullopt where the error came from no call.
std::optional<ErrorOrigin> OriginOf(const absl::Status& status);

// One unary call within the session's time:
//   ASSIGN_OR_RETURN(auto page, Call(session, endpoint, *stub, &MeasureService::Stub::ListDocuments, request));
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(const Session& session, const EndpointInfo& endpoint, Stub& stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request) {
  grpc::ClientContext context;
  PrepareCall(context, session.timeout);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromCall(status, endpoint);
  return response;
}

}  // namespace gangmu::cli
