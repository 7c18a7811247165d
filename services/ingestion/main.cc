// gangmu-ingestion: the ingestion service as a program.
#include <memory>

#include "common/rpc/health_check.h"
#include "common/rpc/service_main.h"
#include "services/ingestion/app.h"
#include "services/ingestion/config.h"

int main(int argc, char** argv) {
  gangmu::StopSignals signals;
  gangmu::ingestion::Config config;
  gangmu::Settings settings("gangmu-ingestion",
                            "Takes documents in, extracts measures and indicators, and stores them through the "
                            "measures service.");
  config.Declare(settings);
  if (const auto exit_code = settings.ParseOrExit(argc, argv)) return *exit_code;
  if (config.server.healthcheck) {
    return gangmu::HealthCheckExitCode(config.server.address,
                                       {gangmu::ingestion::v1::IngestionService::service_full_name()});
  }
  return gangmu::RunApplication(
      signals, settings, config.server.log(),
      [&]() -> absl::StatusOr<std::unique_ptr<gangmu::Application>> { return gangmu::ingestion::App::Start(config); });
}
