// The ingestion service as one object: started and stopped by main, by `gangmu serve` and by tests.
#pragma once

#include <memory>

#include "absl/status/statusor.h"

#include "common/metrics/metrics.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/server.h"
#include "common/rpc/service_main.h"
#include "services/ingestion/config.h"
#include "services/ingestion/rpc/ingestion_service.h"

namespace gangmu::ingestion {

// Thread safe.
class App final : public Application {
 public:
  // Serves at once. `measures` is a channel to the measures service, which need not be there yet: documents wait for
  // it. `metrics` outlives the app. Errors: those of Server::Start.
  static absl::StatusOr<std::unique_ptr<App>> Start(const Config& config, std::shared_ptr<grpc::Channel> measures,
                                                    Metrics* metrics = &InertMetrics());
  // The same over a channel of its own to config.measures.
  static absl::StatusOr<std::unique_ptr<App>> Start(const Config& config, Metrics* metrics = &InertMetrics());
  ~App() override;

  int port() const { return server_->port(); }
  std::string target() const { return server_->local_target(); }
  void Stop() override;

 private:
  App(const Config& config, std::shared_ptr<grpc::Channel> measures, Metrics* metrics);

  CallRunner runner_;
  MeasuresClient client_;
  IngestEngine engine_;
  IngestionServiceImpl service_;
  std::unique_ptr<Server> server_;
};

}  // namespace gangmu::ingestion
