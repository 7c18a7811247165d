// The echo service of the runtime's tests: an adapter as the real services have, with handlers that a test may replace.
#pragma once

#include <functional>
#include <string>

#include "common/rpc/call_runner.h"
#include "gangmu/testing/v1/echo.grpc.pb.h"

namespace gangmu::testing {

using v1::EchoRequest;
using v1::EchoResponse;

inline constexpr std::string_view kEchoName = "gangmu.testing.v1.EchoService";
inline constexpr Method kEcho{kEchoName, "Echo", Access::kRead};
inline constexpr Method kRepeat{kEchoName, "Repeat", Access::kRead};
inline constexpr Method kJoin{kEchoName, "Join", Access::kWrite};
inline constexpr Method kChat{kEchoName, "Chat", Access::kWrite};

class EchoServiceImpl final : public v1::EchoService::Service {
 public:
  explicit EchoServiceImpl(CallRunner& runner) : runner_(runner) {}

  // Handlers; set before the server starts.
  std::function<absl::StatusOr<EchoResponse>(CallContext&, const EchoRequest&)> on_echo =
      [](CallContext&, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
    EchoResponse response;
    response.set_text(request.text());
    return response;
  };
  std::function<absl::Status(CallContext&, const EchoRequest&, StreamWriter<EchoResponse>&)> on_repeat =
      [](CallContext&, const EchoRequest& request, StreamWriter<EchoResponse>& out) -> absl::Status {
    EchoResponse response;
    response.set_text(request.text());
    for (int i = 0; i < request.copies(); ++i) RETURN_IF_ERROR(out.Write(response));
    return absl::OkStatus();
  };

  grpc::Status Echo(grpc::ServerContext* context, const EchoRequest* request, EchoResponse* response) override {
    return runner_.Unary(*context, kEcho, *request, *response, Validate, on_echo);
  }
  grpc::Status Repeat(grpc::ServerContext* context, const EchoRequest* request,
                      grpc::ServerWriter<EchoResponse>* writer) override {
    return runner_.ServerStream(*context, kRepeat, *request, *writer, Validate, on_repeat);
  }
  grpc::Status Join(grpc::ServerContext* context, grpc::ServerReader<EchoRequest>* reader,
                    EchoResponse* response) override {
    return runner_.ClientStream(*context, kJoin, *reader, *response,
                                [](CallContext&, StreamReader<EchoRequest>& in) -> absl::StatusOr<EchoResponse> {
                                  EchoResponse joined;
                                  EchoRequest request;
                                  while (in.Read(&request)) joined.mutable_text()->append(request.text());
                                  RETURN_IF_ERROR(in.Check());
                                  return joined;
                                });
  }
  grpc::Status Chat(grpc::ServerContext* context,
                    grpc::ServerReaderWriter<EchoResponse, EchoRequest>* stream) override {
    return runner_.BidiStream(
        *context, kChat, *stream,
        [](CallContext&, StreamReader<EchoRequest>& in, StreamWriter<EchoResponse>& out) -> absl::Status {
          EchoRequest request;
          EchoResponse response;
          while (in.Read(&request)) {
            response.set_text(request.text());
            RETURN_IF_ERROR(out.Write(response));
          }
          return in.Check();
        });
  }

 private:
  static absl::Status Validate(const EchoRequest& request) {
    Violations violations;
    if (request.text().empty()) violations.Add("text", "must not be empty");
    if (request.copies() < 0) violations.Add("copies", "must not be negative");
    return violations.ToStatus();
  }

  CallRunner& runner_;
};

}  // namespace gangmu::testing
