// The gRPC face of search: adapts, nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/measures/v1/search_service.grpc.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// Thread safe.
class SearchServiceImpl final : public v1::SearchService::Service {
 public:
  // Both outlive it.
  SearchServiceImpl(CallRunner* runner, MeasureStore* store) : runner_(*runner), store_(*store) {}

  grpc::Status SearchMeasures(grpc::ServerContext* context, const v1::SearchMeasuresRequest* request,
                              v1::SearchMeasuresResponse* response) override;

 private:
  CallRunner& runner_;
  MeasureStore& store_;
};

}  // namespace gangmu::measures
