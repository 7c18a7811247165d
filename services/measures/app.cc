#include "services/measures/app.h"

#include <utility>

#include "common/config/data_folder.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/sqlite/sqlite_store.h"

namespace gangmu::measures {
namespace {

CallRunnerOptions RunnerOptions(const Config& config, Metrics* metrics) {
  CallRunnerOptions options = config.server.calls();
  options.metrics = metrics;
  return options;
}

absl::StatusOr<std::unique_ptr<MeasureStore>> OpenStore(const Config& config, Metrics* metrics) {
  RETURN_IF_ERROR(MakeDataFolder(config.data));
  SqliteStoreOptions options;
  options.path = config.data + "/measures.db";
  options.readers = config.readers;
  options.limits.max_text_bytes = config.max_text;
  options.metrics = metrics;
  return OpenSqliteStore(options);
}

}  // namespace

App::App(const Config& config, std::unique_ptr<MetricsRegistry> metrics, std::unique_ptr<MeasureStore> store)
    : metrics_(std::move(metrics)),
      store_(std::move(store)),
      runner_(RunnerOptions(config, metrics_.get())),
      measures_(&runner_, store_.get()),
      history_(&runner_, store_.get()),
      corrections_(&runner_, store_.get()),
      search_(&runner_, store_.get()),
      codelists_(&runner_, store_.get()),
      store_service_(&runner_, store_.get()),
      tracking_(&runner_, store_.get()) {}

absl::StatusOr<std::unique_ptr<App>> App::Start(const Config& config) {
  auto metrics = std::make_unique<MetricsRegistry>();
  ASSIGN_OR_RETURN(std::unique_ptr<MeasureStore> store, OpenStore(config, metrics.get()));
  auto app = std::unique_ptr<App>(new App(config, std::move(metrics), std::move(store)));
  ASSIGN_OR_RETURN(app->server_, Server::Start(config.server.server(), app->runner_,
                                               {{&app->measures_, v1::MeasureService::service_full_name()},
                                                {&app->history_, v1::HistoryService::service_full_name()},
                                                {&app->corrections_, v1::CorrectionService::service_full_name()},
                                                {&app->codelists_, v1::CodelistService::service_full_name()},
                                                {&app->search_, v1::SearchService::service_full_name()},
                                                {&app->store_service_, v1::StoreService::service_full_name()},
                                                {&app->tracking_, v1::TrackingService::service_full_name()}}));
  return app;
}

void App::Stop() {
  if (server_ != nullptr) server_->Stop();
}

}  // namespace gangmu::measures
