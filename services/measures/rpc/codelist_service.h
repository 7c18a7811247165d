// The gRPC face of codelists: adapts, nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/measures/v1/codelist_service.grpc.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// Thread safe.
class CodelistServiceImpl final : public v1::CodelistService::Service {
 public:
  // Both outlive it.
  CodelistServiceImpl(CallRunner* runner, MeasureStore* store) : runner_(*runner), store_(*store) {}

  grpc::Status GetCodelistEntry(grpc::ServerContext* context, const v1::GetCodelistEntryRequest* request,
                                policy::v1::CodelistEntry* response) override;
  grpc::Status ListCodelistEntries(grpc::ServerContext* context, const v1::ListCodelistEntriesRequest* request,
                                   v1::ListCodelistEntriesResponse* response) override;
  grpc::Status CreateCodelistEntry(grpc::ServerContext* context, const v1::CreateCodelistEntryRequest* request,
                                   policy::v1::CodelistEntry* response) override;
  grpc::Status UpdateCodelistEntry(grpc::ServerContext* context, const v1::UpdateCodelistEntryRequest* request,
                                   policy::v1::CodelistEntry* response) override;
  grpc::Status DeleteCodelistEntry(grpc::ServerContext* context, const v1::DeleteCodelistEntryRequest* request,
                                   policy::v1::CodelistEntry* response) override;

 private:
  CallRunner& runner_;
  MeasureStore& store_;
};

}  // namespace gangmu::measures
