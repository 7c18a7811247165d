#include <memory>

#include "absl/time/clock.h"

#include "CLI/CLI.hpp"
#include "grpc/health/v1/health.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/table.h"

namespace gangmu::cli {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

struct HealthOptions {
  double wait_seconds = 0;
};

struct ServiceHealth {
  EndpointInfo endpoint;
  bool serving = false;
  std::string state;  // SERVING, NOT_SERVING, or why there is no answer
};

ServiceHealth CheckService(const EndpointInfo& endpoint, const Session& session) {
  Health::Stub stub(OpenChannel(endpoint));
  const auto response = Call(session, endpoint, stub, &Health::Stub::Check, HealthCheckRequest());
  if (!response.ok()) return {endpoint, false, std::string(response.status().message())};
  return {endpoint, response->status() == HealthCheckResponse::SERVING,
          HealthCheckResponse::ServingStatus_Name(response->status())};
}

std::vector<ServiceHealth> CheckAll(const Session& session) {
  std::vector<ServiceHealth> all;
  for (const EndpointInfo& endpoint :
       {IngestionEndpoint(session), MeasuresEndpoint(session), StatisticsEndpoint(session)}) {
    all.push_back(CheckService(endpoint, session));
  }
  return all;
}

bool AllServing(const std::vector<ServiceHealth>& all) {
  return std::all_of(all.begin(), all.end(), [](const ServiceHealth& service) { return service.serving; });
}

void Print(const std::vector<ServiceHealth>& all, const Terminal& terminal) {
  Table table({{"service"}, {"address"}, {"state"}});
  for (const ServiceHealth& service : all) {
    table.AddRow({std::string(service.endpoint.service), service.endpoint.address, service.state});
  }
  terminal.out << table.Render(Style(terminal.colour), 0);
}

absl::StatusOr<ExitCode> RunHealth(const HealthOptions& options, Session& session) {
  const absl::Time give_up = absl::Now() + absl::Seconds(options.wait_seconds);
  session.timeout = std::min(session.timeout, absl::Seconds(5));
  std::vector<ServiceHealth> all = CheckAll(session);
  while (!AllServing(all) && absl::Now() < give_up) {
    absl::SleepFor(absl::Milliseconds(100));
    all = CheckAll(session);
  }
  Print(all, session.terminal);
  if (AllServing(all)) return kOk;
  session.terminal.err << "not all services are serving; `gangmu serve --data DIR` starts all three\n";
  return kFailed;
}

}  // namespace

void AddHealth(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("health", "Show whether the three services are serving; exit 0 only if all are");
  const auto options = std::make_shared<HealthOptions>();
  app->add_option("--wait", options->wait_seconds, "Wait up to this many seconds until all are serving")
      ->check(CLI::Range(0.0, 3600.0))
      ->type_name("SECONDS");
  AddServiceOptions(*app, session, {Service::kIngestion, Service::kMeasures, Service::kStatistics});
  AddExamples(*app, {"gangmu health", "gangmu health --wait 30 && gangmu ingest ./archive"});
  app->callback([&session, options] { session.action = [&session, options] { return RunHealth(*options, session); }; });
}

}  // namespace gangmu::cli
