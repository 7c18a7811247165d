// The echo service as a program, built as the real services are: what the tests start, signal and ask.
#include "common/rpc/health_check.h"
#include "common/rpc/server_settings.h"
#include "common/rpc/service_main.h"
#include "tests/support/echo_service.h"

namespace gangmu::testing {
namespace {

class EchoApplication final : public Application {
 public:
  static absl::StatusOr<std::unique_ptr<Application>> Start(const ServerSettings& settings) {
    auto application = std::make_unique<EchoApplication>(settings);
    ASSIGN_OR_RETURN(application->server_, Server::Start(settings.server(), application->runner_,
                                                         {{&application->service_, std::string(kEchoName)}}));
    return std::unique_ptr<Application>(std::move(application));
  }
  explicit EchoApplication(const ServerSettings& settings) : runner_(settings.calls()), service_(runner_) {
    // A call with this text goes on for ever, whatever the server wants: for the test of the second signal.
    service_.on_echo = [](CallContext&, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
      if (request.text() == "deaf") Event().Wait();
      EchoResponse response;
      response.set_text(request.text());
      return response;
    };
  }
  void Stop() override {
    server_->Stop();
    LogInfo("stores closed");
  }

 private:
  CallRunner runner_;
  EchoServiceImpl service_;
  std::unique_ptr<Server> server_;
};

int Main(int argc, char** argv) {
  StopSignals signals;
  ServerSettings server;
  server.address = "127.0.0.1:0";
  Settings settings("echo", "Echoes.");
  server.Declare(settings);
  if (const auto exit_code = settings.ParseOrExit(argc, argv)) return *exit_code;
  if (server.healthcheck) return HealthCheckExitCode(server.address, {std::string(kEchoName)});
  return RunApplication(signals, settings, server.log(), [&] { return EchoApplication::Start(server); });
}

}  // namespace
}  // namespace gangmu::testing

int main(int argc, char** argv) { return gangmu::testing::Main(argc, argv); }
