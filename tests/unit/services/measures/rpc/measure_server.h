// A measures service in this process, with a real store and real stubs, for tests of its gRPC face.
#pragma once

#include <chrono>
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "common/rpc/call_runner.h"
#include "common/rpc/server.h"
#include "common/status/error.h"
#include "common/status/rpc_status.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/measures/rpc/codelist_service.h"
#include "services/measures/rpc/correction_service.h"
#include "services/measures/rpc/history_service.h"
#include "services/measures/rpc/measure_service.h"
#include "services/measures/rpc/search_service.h"
#include "services/measures/rpc/store_service.h"
#include "services/measures/rpc/tracking_service.h"
#include "services/measures/store/measure_store.h"
#include "tests/support/temp_dir.h"

namespace gangmu::measures::testing {

using Stub = v1::MeasureService::Stub;
using HistoryStub = v1::HistoryService::Stub;

class MeasureServerTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  // Serves `store` in place of the one over the test's own database.
  void Serve(MeasureStore* store);

  // One unary call with 20 seconds of time. Errors come back with reason, metadata and violations.
  template <typename ServiceStub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (ServiceStub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    ServiceStub stub(channel_);
    grpc::ClientContext context;
    SetDeadline(context);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  // All messages of a server stream; the error where it ends with one.
  template <typename Request, typename Response>
  absl::StatusOr<std::vector<Response>> Stream(
      std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(grpc::ClientContext*, const Request&),
      const Request& request) {
    grpc::ClientContext context;
    SetDeadline(context);
    const auto reader = (stub_.get()->*method)(&context, request);
    std::vector<Response> messages;
    for (Response message; reader->Read(&message);) messages.push_back(message);
    const grpc::Status status = reader->Finish();
    if (!status.ok()) return FromGrpcStatus(status);
    return messages;
  }

  // A put that must succeed; its answer.
  v1::PutDocumentsResponse Put(const std::vector<policy::v1::DocumentRecord>& records);
  // Puts SampleRecord(name, mark).
  v1::PutResult PutSample(const std::string& name, const std::string& mark);

  MeasureStore& store() { return *store_; }
  static void SetDeadline(grpc::ClientContext& context) {
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  }

  gangmu::testing::TempDir dir_;
  std::unique_ptr<MeasureStore> store_;
  std::unique_ptr<CallRunner> runner_;
  std::unique_ptr<MeasureServiceImpl> measures_;
  std::unique_ptr<HistoryServiceImpl> history_;
  std::unique_ptr<CorrectionServiceImpl> corrections_;
  std::unique_ptr<SearchServiceImpl> search_;
  std::unique_ptr<CodelistServiceImpl> codelists_;
  std::unique_ptr<StoreServiceImpl> store_service_;
  std::unique_ptr<TrackingServiceImpl> tracking_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

inline absl::Status StatusOf(const absl::Status& status) { return status; }
template <typename T>
absl::Status StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// FailsWith(code, reason): an error of that code and reason.
MATCHER_P2(FailsWith, code, reason, "") {
  const absl::Status status = StatusOf(arg);
  *result_listener << "which is " << status.ToString();
  return status.code() == code && DetailsOf(status).reason == reason;
}

// ViolatesFields(fields…): INVALID_FIELD with exactly these violations, in this order.
std::vector<std::string> ViolatedFields(const absl::Status& status);
std::string MetadataOf(const absl::Status& status, const std::string& key);

}  // namespace gangmu::measures::testing
