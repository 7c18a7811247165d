// The measures service as a part of a process: its own, or that of `gangmu serve`, or a test's.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "common/metrics/registry.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/server.h"
#include "common/rpc/service_main.h"
#include "services/measures/config.h"
#include "services/measures/rpc/codelist_service.h"
#include "services/measures/rpc/correction_service.h"
#include "services/measures/rpc/history_service.h"
#include "services/measures/rpc/measure_service.h"
#include "services/measures/rpc/search_service.h"
#include "services/measures/rpc/store_service.h"
#include "services/measures/rpc/tracking_service.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

class App final : public Application {
 public:
  // Opens and migrates the store first, then listens. Errors: those of OpenSqliteStore and Server::Start;
  // FAILED_PRECONDITION where the data folder cannot be made or written.
  static absl::StatusOr<std::unique_ptr<App>> Start(const Config& config);
  ~App() override { Stop(); }

  void Stop() override;  // idempotent
  std::string target() const { return server_->local_target(); }
  const MetricsRegistry& metrics() const { return *metrics_; }

 private:
  App(const Config& config, std::unique_ptr<MetricsRegistry> metrics, std::unique_ptr<MeasureStore> store);

  // In this order: what is used by others is made first and ends last.
  std::unique_ptr<MetricsRegistry> metrics_;
  std::unique_ptr<MeasureStore> store_;
  CallRunner runner_;
  MeasureServiceImpl measures_;
  HistoryServiceImpl history_;
  CorrectionServiceImpl corrections_;
  SearchServiceImpl search_;
  CodelistServiceImpl codelists_;
  StoreServiceImpl store_service_;
  TrackingServiceImpl tracking_;
  std::unique_ptr<Server> server_;
};

}  // namespace gangmu::measures
