// The gRPC face of statistics: adapts, nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/statistics/v1/statistics_service.grpc.pb.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/feed/fact_sink.h"
#include "services/statistics/feed/follower.h"
#include "services/statistics/rpc/convert.h"

namespace gangmu::statistics {

// Thread safe.
class StatisticsServiceImpl final : public v1::StatisticsService::Service {
 public:
  // All outlive it.
  StatisticsServiceImpl(CallRunner* runner, const Engine* engine, const FactSink* facts, const Follower* follower,
                        DisplayName display_name);

  grpc::Status QueryStatistics(grpc::ServerContext* context, const v1::QueryStatisticsRequest* request,
                               v1::QueryStatisticsResponse* response) override;
  grpc::Status ListDimensions(grpc::ServerContext* context, const v1::ListDimensionsRequest* request,
                              v1::ListDimensionsResponse* response) override;
  grpc::Status GetFeedStatus(grpc::ServerContext* context, const v1::GetFeedStatusRequest* request,
                             v1::GetFeedStatusResponse* response) override;

 private:
  absl::StatusOr<v1::QueryStatisticsResponse> Query(CallContext& call, const v1::QueryStatisticsRequest& request);
  absl::StatusOr<v1::GetFeedStatusResponse> FeedStatus() const;

  CallRunner& runner_;
  const Engine& engine_;
  const FactSink& facts_;
  const Follower& follower_;
  const DisplayName display_name_;
};

}  // namespace gangmu::statistics
