// The only converter between absl::Status, google.rpc.Status and grpc::Status. Pure functions; thread safe.
//
// On the way out an error keeps its message and details only where it was made by Error (common/status/error.h) and its
// code is neither INTERNAL nor UNKNOWN: any other text may hold SQL, paths or library internals. It is replaced by a
// generic sentence with the request id; the caller of these functions logs the original.
//
// Everything is cut to what gRPC's trailers carry: the message at kMaxErrorMessageBytes, the whole google.rpc.Status
// at kMaxErrorDetailsBytes. Violations that do not fit are dropped from the end and counted in
// ErrorInfo.metadata["droppedViolations"].
#pragma once

#include <string_view>

#include "absl/status/status.h"

#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace gangmu {

// ErrorInfo.domain of every error of this project.
inline constexpr std::string_view kErrorDomain = "gangmu.dev";

// True where ToRpcStatus replaces the text of `status`.
bool IsMaskedForCallers(const absl::Status& status);

// The form in which an error leaves a service. `request_id` goes into ErrorInfo.metadata["requestId"] unless empty.
google::rpc::Status ToRpcStatus(const absl::Status& status, std::string_view request_id);
grpc::Status ToGrpcStatus(const absl::Status& status, std::string_view request_id);

// The way back. An error with ErrorInfo of our domain becomes one of Error, with all its details; any other (from the
// transport, or from a foreign server) keeps code and message and is no own error. Unknown codes become UNKNOWN.
absl::Status FromRpcStatus(const google::rpc::Status& status);
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace gangmu
