// The measures service as ingestion sees it: a few calls, tried again while the service is away, busy or in conflict.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/rpc/call_context.h"
#include "common/sync/mutex.h"
#include "common/time/id_source.h"
#include "gangmu/measures/v1/history_service.grpc.pb.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"

namespace gangmu::ingestion {

struct RetryOptions {
  absl::Duration first_delay = absl::Milliseconds(50);
  absl::Duration max_delay = absl::Seconds(5);
  absl::Duration attempt_timeout = absl::Seconds(30);
};

// Thread safe.
class MeasuresClient {
 public:
  MeasuresClient(std::shared_ptr<grpc::ChannelInterface> channel, const RetryOptions& retry, IdSource* ids);

  // Calls below are tried again on UNAVAILABLE, ABORTED, OVERLOADED and an attempt that took too long, with doubling
  // delays, until `deadline` or Stop(); then the last error. All are idempotent: a put carries a request id, made here
  // where the request has none.
  absl::StatusOr<measures::v1::CheckDocumentsResponse> Check(const std::vector<std::string>& names,
                                                             absl::Time deadline);
  absl::StatusOr<measures::v1::PutDocumentsResponse> Put(measures::v1::PutDocumentsRequest* request,
                                                         absl::Time deadline);

  // What is stored of a document, without text and parts. Errors also: NOT_FOUND.
  absl::StatusOr<policy::v1::Document> GetStored(const std::string& name, absl::Time deadline);
  // Its text. Errors also: NOT_FOUND.
  absl::StatusOr<std::string> GetText(const std::string& name, absl::Time deadline);
  // Its original bytes. Errors also: NOT_FOUND where none are kept.
  absl::StatusOr<std::string> GetSourceBytes(const std::string& name, absl::Time deadline);
  // A page of documents. Errors also: FILTER_INVALID.
  absl::StatusOr<measures::v1::ListDocumentsResponse> List(const std::string& filter, const std::string& page_token,
                                                           absl::Time deadline);
  // What storing the record would change. It is lent to the call.
  absl::StatusOr<measures::v1::PreviewDocumentResponse> Preview(policy::v1::DocumentRecord* record,
                                                                absl::Time deadline);

  // Once, on behalf of a caller. Errors: those of MeasureService.GetDocumentSource.
  absl::StatusOr<measures::v1::GetDocumentSourceResponse> GetSource(const std::string& name, const CallContext& caller);

  // The error of the last attempt, where it is one that is tried again; OK otherwise.
  absl::Status Trouble() const;

  // Ends all waiting between attempts, now and later.
  void Stop() { stopping_.Set(); }

 private:
  absl::Status WithRetry(absl::Time deadline, absl::FunctionRef<absl::Status(grpc::ClientContext&)> attempt);
  absl::Duration Jittered(absl::Duration delay);
  void NoteTrouble(const absl::Status& status);

  const std::unique_ptr<measures::v1::MeasureService::StubInterface> stub_;
  const std::unique_ptr<measures::v1::HistoryService::StubInterface> history_;
  const RetryOptions retry_;
  IdSource* const ids_;
  Event stopping_;
  mutable Mutex mutex_;
  absl::Status trouble_ ABSL_GUARDED_BY(mutex_);
};

// Whether trying again may help.
bool IsTransient(const absl::Status& status);

}  // namespace gangmu::ingestion
