// Who calls, and whether the method is theirs to call. The place where TLS identities and tokens come in.
#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "common/rpc/method.h"
#include "grpcpp/server_context.h"

namespace gangmu {

// The caller as far as it is known.
struct Principal {
  std::string name;  // for logs and authorship of corrections; "anonymous" where nobody was asked
};

// Thread safe.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // UNAUTHENTICATED without valid credentials, PERMISSION_DENIED where the principal may not call `method`.
  virtual absl::StatusOr<Principal> Authenticate(const grpc::ServerContext& context, const Method& method) = 0;
};

// Lets everybody do everything, as "anonymous": for servers that listen on loopback only. Lives as long as the process.
Authenticator& AllowAll();

}  // namespace gangmu
