// The gRPC face of statistics: adapts, nothing more.
#pragma once

#include "absl/functional/function_ref.h"

#include "common/rpc/call_runner.h"
#include "gangmu/statistics/v1/statistics_service.grpc.pb.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/statements.h"
#include "services/statistics/feed/fact_sink.h"
#include "services/statistics/feed/follower.h"
#include "services/statistics/rpc/convert.h"
#include "services/statistics/rpc/row_stream.h"

namespace gangmu::statistics {

// What the service works with. All outlive it; measures may be absent where no texts of evidence are asked for.
struct StatisticsBackend {
  const Engine* engine = nullptr;
  const FactSink* facts = nullptr;
  const Follower* follower = nullptr;
  measures::v1::MeasureService::StubInterface* measures = nullptr;  // for the sentences of evidence
};

struct StatisticsSettings {
  DisplayName display_name;
  uint64_t max_cost = 0;  // of Plan::cost(); 0: any
};

// Thread safe.
class StatisticsServiceImpl final : public v1::StatisticsService::Service {
 public:
  // `runner` outlives it.
  StatisticsServiceImpl(CallRunner* runner, const StatisticsBackend& backend, StatisticsSettings settings);

  grpc::Status QueryStatistics(grpc::ServerContext* context, const v1::QueryStatisticsRequest* request,
                               v1::QueryStatisticsResponse* response) override;
  grpc::Status StreamStatistics(grpc::ServerContext* context, const v1::StreamStatisticsRequest* request,
                                grpc::ServerWriter<v1::StreamStatisticsResponse>* writer) override;
  grpc::Status ExportStatistics(grpc::ServerContext* context, const v1::ExportStatisticsRequest* request,
                                grpc::ServerWriter<v1::ExportStatisticsResponse>* writer) override;
  grpc::Status ListEvidence(grpc::ServerContext* context, const v1::ListEvidenceRequest* request,
                            grpc::ServerWriter<v1::ListEvidenceResponse>* writer) override;
  grpc::Status ExplainQuery(grpc::ServerContext* context, const v1::ExplainQueryRequest* request,
                            v1::ExplainQueryResponse* response) override;
  grpc::Status QuerySeries(grpc::ServerContext* context, const v1::QuerySeriesRequest* request,
                           v1::QuerySeriesResponse* response) override;
  grpc::Status CompareTargets(grpc::ServerContext* context, const v1::CompareTargetsRequest* request,
                              v1::CompareTargetsResponse* response) override;
  grpc::Status ListValues(grpc::ServerContext* context, const v1::ListValuesRequest* request,
                          v1::ListValuesResponse* response) override;
  grpc::Status WatchStatistics(grpc::ServerContext* context, const v1::WatchStatisticsRequest* request,
                               grpc::ServerWriter<v1::QueryStatisticsResponse>* writer) override;
  grpc::Status ListDimensions(grpc::ServerContext* context, const v1::ListDimensionsRequest* request,
                              v1::ListDimensionsResponse* response) override;
  grpc::Status GetFeedStatus(grpc::ServerContext* context, const v1::GetFeedStatusRequest* request,
                             v1::GetFeedStatusResponse* response) override;

 private:
  // A query with the state it reads.
  struct Prepared {
    statistics::Query query;
    FactView view;
  };
  // Waits for min_position; stops the query as soon as the caller is gone. `call` outlives the result.
  absl::StatusOr<Prepared> Prepare(CallContext& call, const v1::QueryStatisticsRequest& request) const;

  absl::StatusOr<v1::QueryStatisticsResponse> Query(CallContext& call, const v1::QueryStatisticsRequest& request);
  // Runs a query for all its rows, up to its own limit, and hands the answer to `use`.
  absl::Status AnswerAll(CallContext& call, const v1::QueryStatisticsRequest& request,
                         absl::FunctionRef<absl::Status(const AnsweredQuery&)> use) const;
  absl::Status StreamEvidence(CallContext& call, const v1::ListEvidenceRequest& request,
                              StreamWriter<v1::ListEvidenceResponse>& writer);
  absl::StatusOr<v1::ExplainQueryResponse> Explain(CallContext& call, const v1::ExplainQueryRequest& request);
  // Sets `position` to what the statements stand for.
  absl::StatusOr<Statements> Select(CallContext& call, const v1::StatementSelection& selection,
                                    std::string* position) const;
  absl::StatusOr<v1::QuerySeriesResponse> SeriesOf(CallContext& call, const v1::QuerySeriesRequest& request) const;
  absl::StatusOr<v1::CompareTargetsResponse> TargetsOf(CallContext& call,
                                                       const v1::CompareTargetsRequest& request) const;
  absl::StatusOr<v1::ListValuesResponse> Values(CallContext& call, const v1::ListValuesRequest& request) const;
  absl::Status Watch(CallContext& call, const v1::WatchStatisticsRequest& request,
                     StreamWriter<v1::QueryStatisticsResponse>& writer);
  // Waits until the facts are no longer those of `position`.
  absl::Status WaitForChange(CallContext& call, const Position& position) const;
  absl::StatusOr<v1::GetFeedStatusResponse> FeedStatus() const;

  CallRunner& runner_;
  const Engine& engine_;
  const FactSink& facts_;
  const Follower& follower_;
  measures::v1::MeasureService::StubInterface* const measures_;
  const StatisticsSettings settings_;
};

}  // namespace gangmu::statistics
