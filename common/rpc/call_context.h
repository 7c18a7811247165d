// What a handler knows about its call.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/rpc/authenticator.h"
#include "common/rpc/method.h"
#include "common/sync/mutex.h"
#include "grpcpp/server_context.h"

namespace gangmu {

// gRPC's synchronous API wakes nobody when a caller leaves: whoever waits for something asks Check() this often.
inline constexpr absl::Duration kCancelPollInterval = absl::Milliseconds(100);

// Lives as long as the call. Thread safe.
class CallContext {
 public:
  CallContext(grpc::ServerContext& context, const Method& method, std::string request_id, const Event& stopping,
              bool stream);

  // From the caller's x-request-id, else made for the call.
  const std::string& request_id() const { return request_id_; }
  const Method& method() const { return method_; }
  // Address of the caller as gRPC gives it, for example ipv4:127.0.0.1:40312.
  std::string peer() const { return context_.peer(); }
  const Principal& principal() const { return principal_; }

  // Wall time; absl::InfiniteFuture() where the caller set none.
  absl::Time deadline() const { return deadline_; }
  absl::Duration Remaining() const;

  // OK while it makes sense to go on; else CANCELLED (the caller left), DEADLINE_EXCEEDED, or, for streams,
  // UNAVAILABLE with SERVICE_STOPPING (the server drains; unary calls may finish). Cheap; long work asks between steps.
  absl::Status Check() const;

  // Waits for at most `delay` and no longer than Check() is OK; gives what Check() says then.
  absl::Status SleepFor(absl::Duration delay) const;

  // For metadata and peer details beyond the above.
  grpc::ServerContext& grpc_context() const { return context_; }

 private:
  friend class CallRunner;
  grpc::ServerContext& context_;
  const Method& method_;
  const std::string request_id_;
  const Event& stopping_;
  const bool stream_;
  const absl::Time deadline_;
  Principal principal_;
};

}  // namespace gangmu
