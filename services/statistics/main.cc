// gangmu-statistics: aggregates over everything extracted.
#include "common/rpc/health_check.h"
#include "common/rpc/service_main.h"
#include "services/statistics/app.h"
#include "services/statistics/config.h"

int main(int argc, char** argv) {
  gangmu::StopSignals signals;
  gangmu::statistics::Config config;
  gangmu::Settings settings("gangmu-statistics", "Computes statistics over the facts of the measures service.");
  config.Declare(settings);
  settings.Example("gangmu-statistics --measures-address 127.0.0.1:7102");
  if (const auto exit_code = settings.ParseOrExit(argc, argv)) return *exit_code;
  if (config.server.healthcheck) {
    return gangmu::HealthCheckExitCode(config.server.address, {"gangmu.statistics.v1.StatisticsService"});
  }
  return gangmu::RunApplication(
      signals, settings, config.server.log(),
      [&]() -> absl::StatusOr<std::unique_ptr<gangmu::Application>> { return gangmu::statistics::App::Start(config); });
}
