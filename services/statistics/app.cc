#include "services/statistics/app.h"

#include <algorithm>
#include <thread>

#include "common/config/data_folder.h"
#include "common/rpc/channel.h"
#include "common/status/macros.h"
#include "services/statistics/names.h"

namespace gangmu::statistics {
namespace {

size_t ExtraWorkers(const Config& config) {
  const int threads = config.workers > 0 ? config.workers : static_cast<int>(std::thread::hardware_concurrency());
  return static_cast<size_t>(std::max(threads, 1) - 1);  // the calling thread works too
}

CallRunnerOptions RunnerOptions(const Config& config, Metrics* metrics) {
  CallRunnerOptions options = config.server.calls();
  options.metrics = metrics;
  return options;
}

std::string SavedFactsPath(const Config& config) { return config.data.empty() ? "" : config.data + "/facts.image"; }

}  // namespace

App::App(const Config& config)
    : runner_(RunnerOptions(config, &metrics_)),
      engine_(ExtraWorkers(config)),
      facts_(CatalogueUnit, config.history, SavedFactsPath(config)),
      measures_(measures::v1::MeasureService::NewStub(MakeChannel({.target = config.measures_address}))),
      follower_(measures_.get(), &facts_, &SystemClock(), {.on_snapshot = [this] { server_->SetServing(true); }}),
      service_(&runner_, {.engine = &engine_, .facts = &facts_, .follower = &follower_, .measures = measures_.get()},
               {.display_name = NameForPeople, .max_cost = static_cast<uint64_t>(config.max_cost)}) {}

absl::StatusOr<std::unique_ptr<App>> App::Start(const Config& config) {
  if (!config.data.empty()) RETURN_IF_ERROR(MakeDataFolder(config.data));
  auto app = std::unique_ptr<App>(new App(config));
  ServerOptions options = config.server.server();
  options.serving = false;
  ASSIGN_OR_RETURN(app->server_, Server::Start(options, app->runner_,
                                               {{&app->service_, v1::StatisticsService::service_full_name()}}));
  app->follower_.Start();
  if (!config.data.empty()) {
    app->keeper_ = std::make_unique<FactKeeper>(&app->facts_, SavedFactsPath(config), config.save_interval);
    app->keeper_->Start();
  }
  return app;
}

void App::Stop() {
  if (server_ != nullptr) server_->Stop();
  follower_.Stop();
  if (keeper_ != nullptr) keeper_->Stop();
}

}  // namespace gangmu::statistics
