// The ingestion service as one object: started and stopped by main, by `gangmu serve` and by tests.
#pragma once

#include <memory>

#include "absl/status/statusor.h"

#include "common/metrics/metrics.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/server.h"
#include "common/rpc/service_main.h"
#include "services/ingestion/config.h"
#include "services/ingestion/jobs/job_runner.h"
#include "services/ingestion/jobs/job_store.h"
#include "services/ingestion/rpc/ingestion_service.h"
#include "services/ingestion/rpc/item_processor.h"
#include "services/ingestion/rpc/job_desk.h"
#include "services/ingestion/rpc/job_service.h"
#include "services/ingestion/rpc/reextraction.h"

namespace gangmu::ingestion {

// Thread safe.
class App final : public Application {
 public:
  // Serves at once. `measures` is a channel to the measures service, which need not be there yet: documents wait for
  // it. Jobs that were running go on. `metrics` outlives the app. Errors: those of Server::Start and of opening the
  // database of jobs.
  static absl::StatusOr<std::unique_ptr<App>> Start(const Config& config, std::shared_ptr<grpc::Channel> measures,
                                                    Metrics* metrics = &InertMetrics());
  // The same over a channel of its own to config.measures.
  static absl::StatusOr<std::unique_ptr<App>> Start(const Config& config, Metrics* metrics = &InertMetrics());
  ~App() override;

  int port() const { return server_->port(); }
  std::string target() const { return server_->local_target(); }
  void Stop() override;

 private:
  App(const Config& config, std::unique_ptr<jobs::JobStore> jobs, std::shared_ptr<grpc::Channel> measures,
      Metrics* metrics);

  CallRunner runner_;
  MeasuresClient client_;
  IngestEngine engine_;
  std::unique_ptr<jobs::JobStore> jobs_;
  ItemProcessor processor_;
  jobs::JobRunner job_runner_;
  JobDesk desk_;
  Reextraction reextraction_;
  IngestionServiceImpl service_;
  JobServiceImpl job_service_;
  std::unique_ptr<Server> server_;
};

}  // namespace gangmu::ingestion
