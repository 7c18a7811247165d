#include "services/ingestion/rpc/measures_client.h"

#include <algorithm>

#include "common/rpc/channel.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "common/time/clock.h"

namespace gangmu::ingestion {

namespace pb = measures::v1;

bool IsTransient(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kDeadlineExceeded:
      return DetailsOf(status).reason != Reason::kETAG_MISMATCH;
    case absl::StatusCode::kResourceExhausted:
      return DetailsOf(status).reason == Reason::kOVERLOADED;
    default:
      return false;
  }
}

MeasuresClient::MeasuresClient(std::shared_ptr<grpc::ChannelInterface> channel, const RetryOptions& retry,
                               IdSource* ids)
    : stub_(pb::MeasureService::NewStub(channel)),
      history_(pb::HistoryService::NewStub(channel)),
      retry_(retry),
      ids_(ids) {}

// Between half of the delay and all of it, so that many callers do not come back at once.
absl::Duration MeasuresClient::Jittered(absl::Duration delay) {
  return delay / 2 + delay / 2 * (static_cast<double>(ids_->Next64() >> 11) / static_cast<double>(uint64_t{1} << 53));
}

absl::Status MeasuresClient::WithRetry(absl::Time deadline,
                                       absl::FunctionRef<absl::Status(grpc::ClientContext&)> attempt) {
  for (absl::Duration delay = retry_.first_delay;; delay = std::min(delay * 2, retry_.max_delay)) {
    grpc::ClientContext context;
    PrepareCall(context, std::clamp(deadline - SystemClock().Now(), absl::Milliseconds(1), retry_.attempt_timeout));
    const absl::Status status = attempt(context);
    const bool again = !status.ok() && IsTransient(status);
    NoteTrouble(again ? status : absl::OkStatus());
    if (!again || stopping_.IsSet()) return status;
    const absl::Duration wait = std::max(Jittered(delay), DetailsOf(status).retry_delay.value_or(absl::ZeroDuration()));
    if (SystemClock().Now() + wait >= deadline || stopping_.WaitFor(wait)) return status;
  }
}

void MeasuresClient::NoteTrouble(const absl::Status& status) {
  MutexLock lock(&mutex_);
  trouble_ = status;
}

absl::Status MeasuresClient::Trouble() const {
  MutexLock lock(&mutex_);
  return trouble_;
}

absl::StatusOr<pb::CheckDocumentsResponse> MeasuresClient::Check(const std::vector<std::string>& names,
                                                                 absl::Time deadline) {
  pb::CheckDocumentsRequest request;
  request.mutable_names()->Assign(names.begin(), names.end());
  pb::CheckDocumentsResponse response;
  RETURN_IF_ERROR(WithRetry(deadline, [&](grpc::ClientContext& context) {
    return FromGrpcStatus(stub_->CheckDocuments(&context, request, &response));
  }));
  if (response.states_size() == request.names_size()) return response;
  return Internal("the measures service answered a check with another number of states");
}

absl::StatusOr<pb::PutDocumentsResponse> MeasuresClient::Put(pb::PutDocumentsRequest* request, absl::Time deadline) {
  if (request->request_id().empty()) request->set_request_id(ids_->NewUuid());
  pb::PutDocumentsResponse response;
  RETURN_IF_ERROR(WithRetry(deadline, [&](grpc::ClientContext& context) {
    return FromGrpcStatus(stub_->PutDocuments(&context, *request, &response));
  }));
  if (response.results_size() == request->documents_size()) return response;
  return Internal("the measures service answered a put with another number of results");
}

absl::StatusOr<policy::v1::Document> MeasuresClient::GetStored(const std::string& name, absl::Time deadline) {
  pb::GetDocumentRequest request;
  request.set_name(name);
  request.set_view(pb::VIEW_BASIC);
  policy::v1::Document document;
  RETURN_IF_ERROR(WithRetry(deadline, [&](grpc::ClientContext& context) {
    return FromGrpcStatus(stub_->GetDocument(&context, request, &document));
  }));
  return document;
}

absl::StatusOr<std::string> MeasuresClient::GetText(const std::string& name, absl::Time deadline) {
  pb::GetDocumentRequest request;
  request.set_name(name);
  request.set_view(pb::VIEW_FULL);
  policy::v1::Document document;
  RETURN_IF_ERROR(WithRetry(deadline, [&](grpc::ClientContext& context) {
    return FromGrpcStatus(stub_->GetDocument(&context, request, &document));
  }));
  return std::move(*document.mutable_text());
}

absl::StatusOr<std::string> MeasuresClient::GetSourceBytes(const std::string& name, absl::Time deadline) {
  pb::GetDocumentSourceRequest request;
  request.set_name(name);
  pb::GetDocumentSourceResponse response;
  RETURN_IF_ERROR(WithRetry(deadline, [&](grpc::ClientContext& context) {
    return FromGrpcStatus(stub_->GetDocumentSource(&context, request, &response));
  }));
  return std::move(*response.mutable_content());
}

absl::StatusOr<pb::ListDocumentsResponse> MeasuresClient::List(const std::string& filter, const std::string& page_token,
                                                               absl::Time deadline) {
  constexpr int kPage = 500;
  pb::ListDocumentsRequest request;
  request.set_filter(filter);
  request.set_page_token(page_token);
  request.set_page_size(kPage);
  pb::ListDocumentsResponse response;
  RETURN_IF_ERROR(WithRetry(deadline, [&](grpc::ClientContext& context) {
    return FromGrpcStatus(stub_->ListDocuments(&context, request, &response));
  }));
  return response;
}

absl::StatusOr<pb::PreviewDocumentResponse> MeasuresClient::Preview(policy::v1::DocumentRecord* record,
                                                                    absl::Time deadline) {
  pb::PreviewDocumentRequest request;
  request.unsafe_arena_set_allocated_record(record);
  pb::PreviewDocumentResponse response;
  const absl::Status status = WithRetry(deadline, [&](grpc::ClientContext& context) {
    return FromGrpcStatus(history_->PreviewDocument(&context, request, &response));
  });
  request.unsafe_arena_release_record();
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<pb::GetDocumentSourceResponse> MeasuresClient::GetSource(const std::string& name,
                                                                        const CallContext& caller) {
  pb::GetDocumentSourceRequest request;
  request.set_name(name);
  pb::GetDocumentSourceResponse response;
  grpc::ClientContext context;
  PrepareCall(context, caller, retry_.attempt_timeout);
  RETURN_IF_ERROR(FromGrpcStatus(stub_->GetDocumentSource(&context, request, &response)));
  return response;
}

}  // namespace gangmu::ingestion
