#include "services/ingestion/rpc/ingestion_service.h"

#include <memory>
#include <utility>

#include "common/status/macros.h"
#include "services/ingestion/rpc/ingest_stream.h"
#include "services/ingestion/rpc/locate.h"
#include "services/ingestion/rpc/validate.h"

namespace gangmu::ingestion {
namespace {

constexpr std::string_view kService = "gangmu.ingestion.v1.IngestionService";
constexpr Method kExtractDocument{kService, "ExtractDocument", Access::kRead};
constexpr Method kIngestDocument{kService, "IngestDocument", Access::kWrite};
constexpr Method kIngestDocuments{kService, "IngestDocuments", Access::kWrite};
constexpr Method kGetDocumentSource{kService, "GetDocumentSource", Access::kRead};
constexpr Method kLocateText{kService, "LocateText", Access::kRead};

template <typename Request>
absl::Status Validated(const Request& request) {
  return Validate(request);
}

// Where an outcome arrives that a handler waits for; outlives the handler where that one gives up.
struct Mailbox {
  Event arrived;
  IngestOutcomeOr outcome = absl::UnknownError("no outcome yet");
  std::atomic<bool> abandoned{false};
};

}  // namespace

grpc::Status IngestionServiceImpl::ExtractDocument(grpc::ServerContext* context,
                                                   const v1::ExtractDocumentRequest* request,
                                                   v1::ExtractDocumentResponse* response) {
  return runner_.Unary(*context, kExtractDocument, *request, *response, Validated<v1::ExtractDocumentRequest>,
                       [&](CallContext&, const v1::ExtractDocumentRequest& r) { return Extract(r); });
}

absl::StatusOr<v1::ExtractDocumentResponse> IngestionServiceImpl::Extract(const v1::ExtractDocumentRequest& request) {
  ASSIGN_OR_RETURN(const Budget::Ticket ticket, engine_.budget().TryTake(request.document().content().size()));
  v1::ExtractDocumentResponse response;
  ASSIGN_OR_RETURN(*response.mutable_record(), engine_.Extract(request.document()));
  return response;
}

grpc::Status IngestionServiceImpl::IngestDocument(grpc::ServerContext* context,
                                                  const v1::IngestDocumentRequest* request,
                                                  v1::IngestDocumentResponse* response) {
  return runner_.Unary(*context, kIngestDocument, *request, *response, Validated<v1::IngestDocumentRequest>,
                       [&](CallContext& call, const v1::IngestDocumentRequest& r) { return Ingest(call, r); });
}

absl::StatusOr<v1::IngestDocumentResponse> IngestionServiceImpl::Ingest(CallContext& call,
                                                                        const v1::IngestDocumentRequest& request) {
  IngestItem item;
  ASSIGN_OR_RETURN(item.ticket, engine_.budget().TryTake(request.document().content().size()));
  item.raw = request.document();
  item.validate_only = request.validate_only();
  item.request_id = request.request_id();
  item.deadline = call.deadline();
  const auto mailbox = std::make_shared<Mailbox>();
  item.abandoned = {mailbox, &mailbox->abandoned};
  item.done = [mailbox](IngestOutcomeOr outcome) {
    mailbox->outcome = std::move(outcome);
    mailbox->arrived.Set();
  };
  engine_.Ingest(std::move(item));
  while (!mailbox->arrived.WaitFor(kCancelPollInterval)) {
    const absl::Status status = call.Check();
    if (status.ok()) continue;
    mailbox->abandoned = true;
    return status;
  }
  RETURN_IF_ERROR(mailbox->outcome.status());
  v1::IngestDocumentResponse response;
  *response.mutable_result() = *std::move(mailbox->outcome);
  return response;
}

grpc::Status IngestionServiceImpl::IngestDocuments(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<v1::IngestDocumentsResponse, v1::IngestDocumentsRequest>* stream) {
  return runner_.BidiStream(
      *context, kIngestDocuments, *stream,
      [&](CallContext& call, StreamReader<v1::IngestDocumentsRequest>& in,
          StreamWriter<v1::IngestDocumentsResponse>& out) { return IngestStream(call, engine_, in, out); });
}

grpc::Status IngestionServiceImpl::GetDocumentSource(grpc::ServerContext* context,
                                                     const v1::GetDocumentSourceRequest* request,
                                                     v1::GetDocumentSourceResponse* response) {
  return runner_.Unary(
      *context, kGetDocumentSource, *request, *response, Validated<v1::GetDocumentSourceRequest>,
      [&](CallContext& call, const v1::GetDocumentSourceRequest& r) -> absl::StatusOr<v1::GetDocumentSourceResponse> {
        ASSIGN_OR_RETURN(measures::v1::GetDocumentSourceResponse stored, client_.GetSource(r.name(), call));
        v1::GetDocumentSourceResponse answer;
        answer.set_content(std::move(*stored.mutable_content()));
        *answer.mutable_source() = std::move(*stored.mutable_source());
        return answer;
      });
}

grpc::Status IngestionServiceImpl::LocateText(grpc::ServerContext* context, const v1::LocateTextRequest* request,
                                              v1::LocateTextResponse* response) {
  return runner_.Unary(*context, kLocateText, *request, *response, Validated<v1::LocateTextRequest>,
                       [&](CallContext& call, const v1::LocateTextRequest& r) {
                         return ingestion::LocateText(call, r, engine_, client_);
                       });
}

}  // namespace gangmu::ingestion
