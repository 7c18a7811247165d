// The gRPC face of the store's past: adapts, nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/measures/v1/history_service.grpc.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// Thread safe.
class HistoryServiceImpl final : public v1::HistoryService::Service {
 public:
  // Both outlive it.
  HistoryServiceImpl(CallRunner* runner, MeasureStore* store) : runner_(*runner), store_(*store) {}

  grpc::Status ListDocumentRevisions(grpc::ServerContext* context, const v1::ListDocumentRevisionsRequest* request,
                                     v1::ListDocumentRevisionsResponse* response) override;
  grpc::Status CompareRevisions(grpc::ServerContext* context, const v1::CompareRevisionsRequest* request,
                                v1::CompareRevisionsResponse* response) override;
  grpc::Status PreviewDocument(grpc::ServerContext* context, const v1::PreviewDocumentRequest* request,
                               v1::PreviewDocumentResponse* response) override;
  grpc::Status PurgeHistory(grpc::ServerContext* context, const v1::PurgeHistoryRequest* request,
                            v1::PurgeHistoryResponse* response) override;

 private:
  CallRunner& runner_;
  MeasureStore& store_;
};

}  // namespace gangmu::measures
