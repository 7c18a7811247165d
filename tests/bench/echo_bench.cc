// What the RPC runtime costs: unary calls through CallRunner (request id, admission, metrics, access line) beside a
// bare gRPC service with the same messages, client and server in one process on loopback.
//   echo_bench [SECONDS]    seconds for each of the four measurements, 3 by default
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "common/logging/logging.h"
#include "common/metrics/registry.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "tests/bench/call_rate.h"
#include "tests/support/echo_service.h"

namespace gangmu::testing {
namespace {

class BareEcho final : public v1::EchoService::Service {
  grpc::Status Echo(grpc::ServerContext*, const EchoRequest* request, EchoResponse* response) override {
    response->set_text(request->text());
    return grpc::Status::OK;
  }
};

double Rate(const std::string& target, int callers, double seconds) {
  const std::shared_ptr<v1::EchoService::Stub> stub = v1::EchoService::NewStub(MakeChannel({.target = target}));
  return CallRate(callers, seconds, [stub] {
    return [stub] {
      EchoRequest request;
      request.set_text("documents/0123456789abcdef");
      EchoResponse response;
      grpc::ClientContext context;
      return stub->Echo(&context, request, &response).ok();
    };
  });
}

int Main(double seconds) {
  // The access lines are written as in service; where they go is not what is measured.
  if (std::freopen("/dev/null", "w", stderr) == nullptr) return EXIT_FAILURE;
  InitLogging({LogLevel::kInfo, LogFormat::kJson});
  MetricsRegistry metrics;
  CallRunner runner(CallRunnerOptions{.metrics = &metrics});
  EchoServiceImpl wrapped(runner);
  BareEcho bare;
  CallRunner unused;
  const auto wrapped_server = Server::Start({}, runner, {{&wrapped, std::string(kEchoName)}});
  const auto bare_server = Server::Start({}, unused, {{&bare, std::string(kEchoName)}});
  if (!wrapped_server.ok() || !bare_server.ok()) return EXIT_FAILURE;
  for (const int callers : {1, 32}) {
    const double base = Rate((*bare_server)->local_target(), callers, seconds);
    const double ours = Rate((*wrapped_server)->local_target(), callers, seconds);
    std::printf("%2d callers: bare %.0f/s, through the runtime %.0f/s, ratio %.2f\n", callers, base, ours, ours / base);
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace gangmu::testing

int main(int argc, char** argv) { return gangmu::testing::Main(argc > 1 ? std::atof(argv[1]) : 3); }
