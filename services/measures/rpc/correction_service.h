// The gRPC face of corrections and reviews: adapts, nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/measures/v1/correction_service.grpc.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// Thread safe.
class CorrectionServiceImpl final : public v1::CorrectionService::Service {
 public:
  // Both outlive it.
  CorrectionServiceImpl(CallRunner* runner, MeasureStore* store) : runner_(*runner), store_(*store) {}

  grpc::Status UpdateDocument(grpc::ServerContext* context, const v1::UpdateDocumentRequest* request,
                              policy::v1::Document* response) override;
  grpc::Status UpdateMeasure(grpc::ServerContext* context, const v1::UpdateMeasureRequest* request,
                             policy::v1::Measure* response) override;
  grpc::Status UpdateIndicator(grpc::ServerContext* context, const v1::UpdateIndicatorRequest* request,
                               policy::v1::Indicator* response) override;
  grpc::Status CreateIndicator(grpc::ServerContext* context, const v1::CreateIndicatorRequest* request,
                               policy::v1::Indicator* response) override;
  grpc::Status RejectIndicator(grpc::ServerContext* context, const v1::RejectIndicatorRequest* request,
                               policy::v1::Correction* response) override;
  grpc::Status ReviewParts(grpc::ServerContext* context, const v1::ReviewPartsRequest* request,
                           v1::ReviewPartsResponse* response) override;
  grpc::Status ListCorrections(grpc::ServerContext* context, const v1::ListCorrectionsRequest* request,
                               v1::ListCorrectionsResponse* response) override;
  grpc::Status RevertCorrection(grpc::ServerContext* context, const v1::RevertCorrectionRequest* request,
                                policy::v1::Correction* response) override;
  grpc::Status CountReviews(grpc::ServerContext* context, const v1::CountReviewsRequest* request,
                            v1::CountReviewsResponse* response) override;
  grpc::Status SampleForReview(grpc::ServerContext* context, const v1::SampleForReviewRequest* request,
                               v1::SampleForReviewResponse* response) override;
  grpc::Status EstimatePrecision(grpc::ServerContext* context, const v1::EstimatePrecisionRequest* request,
                                 v1::EstimatePrecisionResponse* response) override;

 private:
  CallRunner& runner_;
  MeasureStore& store_;
};

}  // namespace gangmu::measures
