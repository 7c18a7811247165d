// The statistics service as a part of a process: its own, or that of `gangmu serve`, or a test's.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "common/metrics/registry.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/server.h"
#include "common/rpc/service_main.h"
#include "services/statistics/config.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/feed/fact_keeper.h"
#include "services/statistics/feed/fact_sink.h"
#include "services/statistics/feed/follower.h"
#include "services/statistics/rpc/statistics_service.h"

namespace gangmu::statistics {

class App final : public Application {
 public:
  // Listens at once and follows the measures service as soon as that is there; health says NOT_SERVING until the first
  // snapshot is whole, or the measures service has taken the position of the facts saved in the data folder.
  // PRECONDITION_FAILED where that folder cannot be made.
  static absl::StatusOr<std::unique_ptr<App>> Start(const Config& config);
  ~App() override { Stop(); }

  void Stop() override;  // idempotent
  std::string target() const { return server_->local_target(); }

 private:
  explicit App(const Config& config);

  // In this order: what is used by others is made first and ends last.
  MetricsRegistry metrics_;
  CallRunner runner_;
  Engine engine_;
  FactSink facts_;
  std::unique_ptr<measures::v1::MeasureService::Stub> measures_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<FactKeeper> keeper_;  // nullptr without a data folder
  Follower follower_;
  StatisticsServiceImpl service_;
};

}  // namespace gangmu::statistics
