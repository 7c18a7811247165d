#include "services/ingestion/app.h"

#include <utility>

#include "common/rpc/channel.h"
#include "common/status/macros.h"

namespace gangmu::ingestion {
namespace {

CallRunnerOptions RunnerOptions(const Config& config, Metrics* metrics) {
  CallRunnerOptions options = config.server.calls();
  options.metrics = metrics;
  return options;
}

EngineOptions WithMetrics(EngineOptions options, Metrics* metrics) {
  options.metrics = metrics;
  return options;
}

}  // namespace

App::App(const Config& config, std::shared_ptr<grpc::Channel> measures, Metrics* metrics)
    : runner_(RunnerOptions(config, metrics)),
      client_(std::move(measures), RetryOptions{}, &SystemIds()),
      engine_(WithMetrics(config.engine(), metrics), &client_),
      service_(&runner_, &engine_, &client_) {}

App::~App() { Stop(); }

absl::StatusOr<std::unique_ptr<App>> App::Start(const Config& config, std::shared_ptr<grpc::Channel> measures,
                                                Metrics* metrics) {
  std::unique_ptr<App> app(new App(config, std::move(measures), metrics));
  ASSIGN_OR_RETURN(app->server_, Server::Start(config.server.server(), app->runner_,
                                               {{&app->service_, v1::IngestionService::service_full_name()}}));
  return app;
}

absl::StatusOr<std::unique_ptr<App>> App::Start(const Config& config, Metrics* metrics) {
  ChannelOptions options;
  options.target = config.measures;
  options.max_message_bytes = config.server.max_message;
  return Start(config, MakeChannel(options), metrics);
}

// The server first: what it took is finished before the engine goes.
void App::Stop() {
  if (server_ != nullptr) server_->Stop();
  engine_.Stop();
}

}  // namespace gangmu::ingestion
