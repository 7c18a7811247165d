// The gRPC face of caring for the store: adapts, nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/measures/v1/store_service.grpc.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// Thread safe.
class StoreServiceImpl final : public v1::StoreService::Service {
 public:
  // Both outlive it.
  StoreServiceImpl(CallRunner* runner, MeasureStore* store) : runner_(*runner), store_(*store) {}

  grpc::Status BackupStore(grpc::ServerContext* context, const v1::BackupStoreRequest* request,
                           grpc::ServerWriter<v1::BackupStoreResponse>* writer) override;
  grpc::Status ExportStore(grpc::ServerContext* context, const v1::ExportStoreRequest* request,
                           grpc::ServerWriter<v1::ExportStoreResponse>* writer) override;
  grpc::Status CheckStore(grpc::ServerContext* context, const v1::CheckStoreRequest* request,
                          v1::CheckStoreResponse* response) override;

 private:
  CallRunner& runner_;
  MeasureStore& store_;
};

}  // namespace gangmu::measures
