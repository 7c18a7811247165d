// The gRPC face of status and links: adapts, nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/measures/v1/tracking_service.grpc.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// Thread safe.
class TrackingServiceImpl final : public v1::TrackingService::Service {
 public:
  // Both outlive it.
  TrackingServiceImpl(CallRunner* runner, MeasureStore* store) : runner_(*runner), store_(*store) {}

  grpc::Status SetMeasureStatus(grpc::ServerContext* context, const v1::SetMeasureStatusRequest* request,
                                policy::v1::Measure* response) override;
  grpc::Status LinkMeasures(grpc::ServerContext* context, const v1::LinkMeasuresRequest* request,
                            policy::v1::MeasureLink* response) override;
  grpc::Status UnlinkMeasures(grpc::ServerContext* context, const v1::UnlinkMeasuresRequest* request,
                              policy::v1::MeasureLink* response) override;
  grpc::Status ListMeasureLinks(grpc::ServerContext* context, const v1::ListMeasureLinksRequest* request,
                                v1::ListMeasureLinksResponse* response) override;
  grpc::Status GetMeasureLine(grpc::ServerContext* context, const v1::GetMeasureLineRequest* request,
                              v1::MeasureLine* response) override;

 private:
  CallRunner& runner_;
  MeasureStore& store_;
};

}  // namespace gangmu::measures
