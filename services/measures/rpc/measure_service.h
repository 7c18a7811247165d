// The gRPC face of the measure store: adapts, nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// Thread safe.
class MeasureServiceImpl final : public v1::MeasureService::Service {
 public:
  // Both outlive it.
  MeasureServiceImpl(CallRunner* runner, MeasureStore* store) : runner_(*runner), store_(*store) {}

  grpc::Status PutDocuments(grpc::ServerContext* context, const v1::PutDocumentsRequest* request,
                            v1::PutDocumentsResponse* response) override;
  grpc::Status CheckDocuments(grpc::ServerContext* context, const v1::CheckDocumentsRequest* request,
                              v1::CheckDocumentsResponse* response) override;
  grpc::Status GetDocument(grpc::ServerContext* context, const v1::GetDocumentRequest* request,
                           policy::v1::Document* response) override;
  grpc::Status GetDocumentRecord(grpc::ServerContext* context, const v1::GetDocumentRecordRequest* request,
                                 policy::v1::DocumentRecord* response) override;
  grpc::Status ListDocuments(grpc::ServerContext* context, const v1::ListDocumentsRequest* request,
                             v1::ListDocumentsResponse* response) override;
  grpc::Status DeleteDocument(grpc::ServerContext* context, const v1::DeleteDocumentRequest* request,
                              policy::v1::Document* response) override;
  grpc::Status UndeleteDocument(grpc::ServerContext* context, const v1::UndeleteDocumentRequest* request,
                                policy::v1::Document* response) override;
  grpc::Status GetDocumentSource(grpc::ServerContext* context, const v1::GetDocumentSourceRequest* request,
                                 v1::GetDocumentSourceResponse* response) override;
  grpc::Status GetMeasure(grpc::ServerContext* context, const v1::GetMeasureRequest* request,
                          policy::v1::Measure* response) override;
  grpc::Status ListMeasures(grpc::ServerContext* context, const v1::ListMeasuresRequest* request,
                            v1::ListMeasuresResponse* response) override;
  grpc::Status GetIndicator(grpc::ServerContext* context, const v1::GetIndicatorRequest* request,
                            policy::v1::Indicator* response) override;
  grpc::Status ListIndicators(grpc::ServerContext* context, const v1::ListIndicatorsRequest* request,
                              v1::ListIndicatorsResponse* response) override;
  grpc::Status BatchGetDocuments(grpc::ServerContext* context, const v1::BatchGetDocumentsRequest* request,
                                 v1::BatchGetDocumentsResponse* response) override;
  grpc::Status BatchGetMeasures(grpc::ServerContext* context, const v1::BatchGetMeasuresRequest* request,
                                v1::BatchGetMeasuresResponse* response) override;
  grpc::Status BatchGetIndicators(grpc::ServerContext* context, const v1::BatchGetIndicatorsRequest* request,
                                  v1::BatchGetIndicatorsResponse* response) override;
  grpc::Status StreamDocuments(grpc::ServerContext* context, const v1::StreamDocumentsRequest* request,
                               grpc::ServerWriter<v1::StreamDocumentsResponse>* writer) override;
  grpc::Status StreamMeasures(grpc::ServerContext* context, const v1::StreamMeasuresRequest* request,
                              grpc::ServerWriter<v1::StreamMeasuresResponse>* writer) override;
  grpc::Status StreamIndicators(grpc::ServerContext* context, const v1::StreamIndicatorsRequest* request,
                                grpc::ServerWriter<v1::StreamIndicatorsResponse>* writer) override;
  grpc::Status WatchChanges(grpc::ServerContext* context, const v1::WatchChangesRequest* request,
                            grpc::ServerWriter<v1::WatchChangesResponse>* writer) override;
  grpc::Status GetStoreInfo(grpc::ServerContext* context, const v1::GetStoreInfoRequest* request,
                            v1::GetStoreInfoResponse* response) override;

 private:
  CallRunner& runner_;
  MeasureStore& store_;
};

}  // namespace gangmu::measures
