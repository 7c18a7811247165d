// gangmu-measures: the store of record.
#include "common/rpc/health_check.h"
#include "common/rpc/service_main.h"
#include "services/measures/app.h"
#include "services/measures/config.h"

int main(int argc, char** argv) {
  gangmu::StopSignals signals;
  gangmu::measures::Config config;
  gangmu::Settings settings("gangmu-measures", "Stores documents with their measures and indicators.");
  config.Declare(settings);
  settings.Example("gangmu-measures --data /var/lib/gangmu");
  if (const auto exit_code = settings.ParseOrExit(argc, argv)) return *exit_code;
  if (config.server.healthcheck) {
    return gangmu::HealthCheckExitCode(config.server.address, {"gangmu.measures.v1.MeasureService"});
  }
  return gangmu::RunApplication(
      signals, settings, config.server.log(),
      [&]() -> absl::StatusOr<std::unique_ptr<gangmu::Application>> { return gangmu::measures::App::Start(config); });
}
