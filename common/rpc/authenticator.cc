#include "common/rpc/authenticator.h"

namespace gangmu {
namespace {

class AllowAllAuthenticator final : public Authenticator {
 public:
  absl::StatusOr<Principal> Authenticate(const grpc::ServerContext&, const Method&) override {
    return Principal{"anonymous"};
  }
};

}  // namespace

Authenticator& AllowAll() {
  static auto* const authenticator = new AllowAllAuthenticator;
  return *authenticator;
}

}  // namespace gangmu
