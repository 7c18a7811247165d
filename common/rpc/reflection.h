// Server reflection v1 over the descriptors compiled in. gRPC 1.51 brings only v1alpha, and newer clients ask for v1.
#pragma once

#include <string>
#include <vector>

#include "common/rpc/call_runner.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"

namespace gangmu {

// Thread safe. Its streams count as streams of `runner`.
class ReflectionService final : public grpc::reflection::v1::ServerReflection::Service {
 public:
  // `services`: full names to list beside health and reflection.
  ReflectionService(CallRunner& runner, std::vector<std::string> services);

  grpc::Status ServerReflectionInfo(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<grpc::reflection::v1::ServerReflectionResponse,
                               grpc::reflection::v1::ServerReflectionRequest>* stream) override;

 private:
  CallRunner& runner_;
  std::vector<std::string> services_;  // sorted
};

}  // namespace gangmu
