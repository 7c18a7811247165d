#include "services/ingestion/app.h"

#include <algorithm>
#include <utility>

#include "common/config/data_folder.h"
#include "common/rpc/channel.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

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

// Jobs leave half of the room in flight to callers who wait for an answer.
size_t JobShare(const Config& config) { return std::max(1, config.max_documents / 2); }

}  // namespace

App::App(const Config& config, std::unique_ptr<jobs::JobStore> jobs, std::shared_ptr<grpc::Channel> measures,
         Metrics* metrics)
    : runner_(RunnerOptions(config, metrics)),
      client_(std::move(measures), RetryOptions{}, &SystemIds()),
      engine_(WithMetrics(config.engine(), metrics), &client_),
      jobs_(std::move(jobs)),
      processor_(&engine_, &client_),
      job_runner_(jobs::RunnerOptions{.max_in_flight = JobShare(config)}, jobs_.get(), &processor_),
      desk_(jobs_.get(), &job_runner_),
      reextraction_(&engine_, &client_, jobs_.get(), &desk_),
      service_(&runner_, &engine_, &client_),
      job_service_(&runner_, &desk_, &reextraction_) {}

App::~App() { Stop(); }

absl::StatusOr<std::unique_ptr<App>> App::Start(const Config& config, std::shared_ptr<grpc::Channel> measures,
                                                Metrics* metrics) {
  RETURN_IF_ERROR(MakeDataFolder(config.data));
  ASSIGN_OR_RETURN(std::unique_ptr<jobs::JobStore> jobs, jobs::JobStore::Open(config.jobs()));
  std::unique_ptr<App> app(new App(config, std::move(jobs), std::move(measures), metrics));
  ASSIGN_OR_RETURN(app->server_, Server::Start(config.server.server(), app->runner_,
                                               {{&app->service_, v1::IngestionService::service_full_name()},
                                                {&app->job_service_, v1::JobService::service_full_name()}}));
  return app;
}

absl::StatusOr<std::unique_ptr<App>> App::Start(const Config& config, Metrics* metrics) {
  ChannelOptions options;
  options.target = config.measures;
  options.max_message_bytes = config.server.max_message;
  return Start(config, MakeChannel(options), metrics);
}

// The server first: what it took is finished before the engine goes. Jobs hand out no more, the engine finishes what it
// has or gives it back, and what was decided is recorded.
void App::Stop() {
  if (server_ != nullptr) server_->Stop();
  processor_.Stop();
  job_runner_.StopHandingOut();
  engine_.Stop();
  job_runner_.Stop();
}

}  // namespace gangmu::ingestion
