#include "services/measures/rpc/measure_service.h"

#include <utility>

#include "common/status/macros.h"
#include "services/measures/rpc/bulk_streams.h"
#include "services/measures/rpc/change_feed.h"
#include "services/measures/rpc/convert.h"
#include "services/measures/rpc/paging.h"
#include "services/measures/rpc/validate.h"

namespace gangmu::measures {
namespace {

constexpr char kService[] = "gangmu.measures.v1.MeasureService";
constexpr Method kPutDocuments{kService, "PutDocuments", Access::kWrite};
constexpr Method kCheckDocuments{kService, "CheckDocuments", Access::kRead};
constexpr Method kGetDocument{kService, "GetDocument", Access::kRead};
constexpr Method kGetDocumentRecord{kService, "GetDocumentRecord", Access::kRead};
constexpr Method kListDocuments{kService, "ListDocuments", Access::kRead};
constexpr Method kDeleteDocument{kService, "DeleteDocument", Access::kWrite};
constexpr Method kUndeleteDocument{kService, "UndeleteDocument", Access::kWrite};
constexpr Method kGetDocumentSource{kService, "GetDocumentSource", Access::kRead};
constexpr Method kGetMeasure{kService, "GetMeasure", Access::kRead};
constexpr Method kListMeasures{kService, "ListMeasures", Access::kRead};
constexpr Method kGetIndicator{kService, "GetIndicator", Access::kRead};
constexpr Method kListIndicators{kService, "ListIndicators", Access::kRead};
constexpr Method kBatchGetDocuments{kService, "BatchGetDocuments", Access::kRead};
constexpr Method kBatchGetMeasures{kService, "BatchGetMeasures", Access::kRead};
constexpr Method kBatchGetIndicators{kService, "BatchGetIndicators", Access::kRead};
constexpr Method kStreamDocuments{kService, "StreamDocuments", Access::kRead};
constexpr Method kStreamMeasures{kService, "StreamMeasures", Access::kRead};
constexpr Method kStreamIndicators{kService, "StreamIndicators", Access::kRead};
constexpr Method kWatchChanges{kService, "WatchChanges", Access::kRead};
constexpr Method kGetStoreInfo{kService, "GetStoreInfo", Access::kRead};

// Validate is overloaded; a lambda picks by the request's type.
constexpr auto kValidate = [](const auto& request) { return Validate(request); };

}  // namespace

grpc::Status MeasureServiceImpl::PutDocuments(grpc::ServerContext* context, const v1::PutDocumentsRequest* request,
                                              v1::PutDocumentsResponse* response) {
  return runner_.Unary(
      *context, kPutDocuments, *request, *response, kValidate,
      [&](CallContext& call, const v1::PutDocumentsRequest& r) -> absl::StatusOr<v1::PutDocumentsResponse> {
        ASSIGN_OR_RETURN(const PutReceipt receipt, store_.PutDocuments(ToPutRequest(r), OptionsOf(call)));
        v1::PutDocumentsResponse out;
        for (const PutResult& result : receipt.results) *out.add_results() = ToMessage(result);
        out.set_position(receipt.position.ToString());
        return out;
      });
}

grpc::Status MeasureServiceImpl::CheckDocuments(grpc::ServerContext* context, const v1::CheckDocumentsRequest* request,
                                                v1::CheckDocumentsResponse* response) {
  return runner_.Unary(
      *context, kCheckDocuments, *request, *response, kValidate,
      [&](CallContext& call, const v1::CheckDocumentsRequest& r) -> absl::StatusOr<v1::CheckDocumentsResponse> {
        ASSIGN_OR_RETURN(const MeasureStore::States states,
                         store_.CheckDocuments({r.names().begin(), r.names().end()}, OptionsOf(call)));
        v1::CheckDocumentsResponse out;
        for (const DocumentState& state : states.states) *out.add_states() = ToMessage(state);
        out.set_position(states.position.ToString());
        return out;
      });
}

grpc::Status MeasureServiceImpl::GetDocument(grpc::ServerContext* context, const v1::GetDocumentRequest* request,
                                             policy::v1::Document* response) {
  return runner_.Unary(*context, kGetDocument, *request, *response, kValidate,
                       [&](CallContext& call, const v1::GetDocumentRequest& r) -> absl::StatusOr<policy::v1::Document> {
                         ASSIGN_OR_RETURN(ReadOptions read, ToReadOptions(r, View::kFull));
                         read.show_deleted = r.show_deleted();
                         return store_.GetDocument(r.name(), read, OptionsOf(call));
                       });
}

grpc::Status MeasureServiceImpl::GetDocumentRecord(grpc::ServerContext* context,
                                                   const v1::GetDocumentRecordRequest* request,
                                                   policy::v1::DocumentRecord* response) {
  return runner_.Unary(
      *context, kGetDocumentRecord, *request, *response, kValidate,
      [&](CallContext& call, const v1::GetDocumentRecordRequest& r) -> absl::StatusOr<policy::v1::DocumentRecord> {
        ASSIGN_OR_RETURN(ReadOptions read, ToReadOptions(r, View::kFull));
        read.show_deleted = r.show_deleted();
        return store_.GetDocumentRecord(r.name(), read, OptionsOf(call));
      });
}

grpc::Status MeasureServiceImpl::ListDocuments(grpc::ServerContext* context, const v1::ListDocumentsRequest* request,
                                               v1::ListDocumentsResponse* response) {
  return runner_.Unary(
      *context, kListDocuments, *request, *response, kValidate,
      [&](CallContext& call, const v1::ListDocumentsRequest& r) -> absl::StatusOr<v1::ListDocumentsResponse> {
        ASSIGN_OR_RETURN(ListRequest list, ToListRequest(r));
        list.options.view = ToView(r.view(), View::kBasic);
        list.options.show_deleted = r.show_deleted();
        ASSIGN_OR_RETURN(auto page, store_.ListDocuments(list, OptionsOf(call)));
        v1::ListDocumentsResponse out;
        MoveInto(page.items, out.mutable_documents());
        out.set_next_page_token(NextToken(r, page.next_cursor));
        return out;
      });
}

grpc::Status MeasureServiceImpl::DeleteDocument(grpc::ServerContext* context, const v1::DeleteDocumentRequest* request,
                                                policy::v1::Document* response) {
  return runner_.Unary(*context, kDeleteDocument, *request, *response, kValidate,
                       [&](CallContext& call, const v1::DeleteDocumentRequest& r) {
                         return store_.DeleteDocument({.name = r.name(),
                                                       .etag = r.etag(),
                                                       .allow_missing = r.allow_missing(),
                                                       .validate_only = r.validate_only(),
                                                       .authorship = {r.author(), r.reason()}},
                                                      OptionsOf(call));
                       });
}

grpc::Status MeasureServiceImpl::UndeleteDocument(grpc::ServerContext* context,
                                                  const v1::UndeleteDocumentRequest* request,
                                                  policy::v1::Document* response) {
  return runner_.Unary(*context, kUndeleteDocument, *request, *response, kValidate,
                       [&](CallContext& call, const v1::UndeleteDocumentRequest& r) {
                         return store_.UndeleteDocument({.name = r.name(),
                                                         .etag = r.etag(),
                                                         .validate_only = r.validate_only(),
                                                         .authorship = {r.author(), r.reason()}},
                                                        OptionsOf(call));
                       });
}

grpc::Status MeasureServiceImpl::GetDocumentSource(grpc::ServerContext* context,
                                                   const v1::GetDocumentSourceRequest* request,
                                                   v1::GetDocumentSourceResponse* response) {
  return runner_.Unary(
      *context, kGetDocumentSource, *request, *response, kValidate,
      [&](CallContext& call, const v1::GetDocumentSourceRequest& r) -> absl::StatusOr<v1::GetDocumentSourceResponse> {
        ASSIGN_OR_RETURN(Source source, store_.GetDocumentSource(r.name(), OptionsOf(call)));
        v1::GetDocumentSourceResponse out;
        out.set_content(std::move(source.bytes));
        *out.mutable_source() = std::move(source.info);
        return out;
      });
}

grpc::Status MeasureServiceImpl::GetMeasure(grpc::ServerContext* context, const v1::GetMeasureRequest* request,
                                            policy::v1::Measure* response) {
  return runner_.Unary(*context, kGetMeasure, *request, *response, kValidate,
                       [&](CallContext& call, const v1::GetMeasureRequest& r) -> absl::StatusOr<policy::v1::Measure> {
                         ASSIGN_OR_RETURN(const ReadOptions read, ToReadOptions(r, View::kFull));
                         return store_.GetMeasure(r.name(), read, OptionsOf(call));
                       });
}

grpc::Status MeasureServiceImpl::ListMeasures(grpc::ServerContext* context, const v1::ListMeasuresRequest* request,
                                              v1::ListMeasuresResponse* response) {
  return runner_.Unary(
      *context, kListMeasures, *request, *response, kValidate,
      [&](CallContext& call, const v1::ListMeasuresRequest& r) -> absl::StatusOr<v1::ListMeasuresResponse> {
        ASSIGN_OR_RETURN(ListRequest list, ToListRequest(r));
        list.parent = ParentOf(r.parent());
        list.options.view = ToView(r.view(), View::kBasic);
        ASSIGN_OR_RETURN(auto page, store_.ListMeasures(list, OptionsOf(call)));
        v1::ListMeasuresResponse out;
        MoveInto(page.items, out.mutable_measures());
        out.set_next_page_token(NextToken(r, page.next_cursor));
        return out;
      });
}

grpc::Status MeasureServiceImpl::GetIndicator(grpc::ServerContext* context, const v1::GetIndicatorRequest* request,
                                              policy::v1::Indicator* response) {
  return runner_.Unary(
      *context, kGetIndicator, *request, *response, kValidate,
      [&](CallContext& call, const v1::GetIndicatorRequest& r) -> absl::StatusOr<policy::v1::Indicator> {
        ASSIGN_OR_RETURN(const AsOf as_of, ToAsOf(r.as_of()));
        return store_.GetIndicator(r.name(), {.as_of = as_of}, OptionsOf(call));
      });
}

grpc::Status MeasureServiceImpl::ListIndicators(grpc::ServerContext* context, const v1::ListIndicatorsRequest* request,
                                                v1::ListIndicatorsResponse* response) {
  return runner_.Unary(
      *context, kListIndicators, *request, *response, kValidate,
      [&](CallContext& call, const v1::ListIndicatorsRequest& r) -> absl::StatusOr<v1::ListIndicatorsResponse> {
        ASSIGN_OR_RETURN(ListRequest list, ToListRequest(r));
        list.parent = ParentOf(r.parent());
        ASSIGN_OR_RETURN(auto page, store_.ListIndicators(list, OptionsOf(call)));
        v1::ListIndicatorsResponse out;
        MoveInto(page.items, out.mutable_indicators());
        out.set_next_page_token(NextToken(r, page.next_cursor));
        return out;
      });
}

grpc::Status MeasureServiceImpl::BatchGetDocuments(grpc::ServerContext* context,
                                                   const v1::BatchGetDocumentsRequest* request,
                                                   v1::BatchGetDocumentsResponse* response) {
  return runner_.Unary(
      *context, kBatchGetDocuments, *request, *response, kValidate,
      [&](CallContext& call, const v1::BatchGetDocumentsRequest& r) -> absl::StatusOr<v1::BatchGetDocumentsResponse> {
        ASSIGN_OR_RETURN(const ReadOptions read, ToReadOptions(r, View::kBasic));
        ASSIGN_OR_RETURN(auto documents,
                         store_.BatchGetDocuments({r.names().begin(), r.names().end()}, read, OptionsOf(call)));
        v1::BatchGetDocumentsResponse out;
        MoveInto(documents, out.mutable_documents());
        return out;
      });
}

grpc::Status MeasureServiceImpl::BatchGetMeasures(grpc::ServerContext* context,
                                                  const v1::BatchGetMeasuresRequest* request,
                                                  v1::BatchGetMeasuresResponse* response) {
  return runner_.Unary(
      *context, kBatchGetMeasures, *request, *response, kValidate,
      [&](CallContext& call, const v1::BatchGetMeasuresRequest& r) -> absl::StatusOr<v1::BatchGetMeasuresResponse> {
        ASSIGN_OR_RETURN(const ReadOptions read, ToReadOptions(r, View::kBasic));
        ASSIGN_OR_RETURN(auto measures,
                         store_.BatchGetMeasures({r.names().begin(), r.names().end()}, read, OptionsOf(call)));
        v1::BatchGetMeasuresResponse out;
        MoveInto(measures, out.mutable_measures());
        return out;
      });
}

grpc::Status MeasureServiceImpl::BatchGetIndicators(grpc::ServerContext* context,
                                                    const v1::BatchGetIndicatorsRequest* request,
                                                    v1::BatchGetIndicatorsResponse* response) {
  return runner_.Unary(
      *context, kBatchGetIndicators, *request, *response, kValidate,
      [&](CallContext& call, const v1::BatchGetIndicatorsRequest& r) -> absl::StatusOr<v1::BatchGetIndicatorsResponse> {
        ASSIGN_OR_RETURN(const AsOf as_of, ToAsOf(r.as_of()));
        ASSIGN_OR_RETURN(auto indicators, store_.BatchGetIndicators({r.names().begin(), r.names().end()},
                                                                    {.as_of = as_of}, OptionsOf(call)));
        v1::BatchGetIndicatorsResponse out;
        MoveInto(indicators, out.mutable_indicators());
        return out;
      });
}

grpc::Status MeasureServiceImpl::StreamDocuments(grpc::ServerContext* context,
                                                 const v1::StreamDocumentsRequest* request,
                                                 grpc::ServerWriter<v1::StreamDocumentsResponse>* writer) {
  return runner_.ServerStream(
      *context, kStreamDocuments, *request, *writer, kValidate,
      [&](CallContext& call, const v1::StreamDocumentsRequest& r, StreamWriter<v1::StreamDocumentsResponse>& out) {
        return SendRecords(store_, call, r, out);
      });
}

grpc::Status MeasureServiceImpl::StreamMeasures(grpc::ServerContext* context, const v1::StreamMeasuresRequest* request,
                                                grpc::ServerWriter<v1::StreamMeasuresResponse>* writer) {
  return runner_.ServerStream(
      *context, kStreamMeasures, *request, *writer, kValidate,
      [&](CallContext& call, const v1::StreamMeasuresRequest& r, StreamWriter<v1::StreamMeasuresResponse>& out) {
        return SendMeasures(store_, call, r, out);
      });
}

grpc::Status MeasureServiceImpl::StreamIndicators(grpc::ServerContext* context,
                                                  const v1::StreamIndicatorsRequest* request,
                                                  grpc::ServerWriter<v1::StreamIndicatorsResponse>* writer) {
  return runner_.ServerStream(
      *context, kStreamIndicators, *request, *writer, kValidate,
      [&](CallContext& call, const v1::StreamIndicatorsRequest& r, StreamWriter<v1::StreamIndicatorsResponse>& out) {
        return SendIndicators(store_, call, r, out);
      });
}

grpc::Status MeasureServiceImpl::WatchChanges(grpc::ServerContext* context, const v1::WatchChangesRequest* request,
                                              grpc::ServerWriter<v1::WatchChangesResponse>* writer) {
  return runner_.ServerStream(
      *context, kWatchChanges, *request, *writer, kValidate,
      [&](CallContext& call, const v1::WatchChangesRequest& r, StreamWriter<v1::WatchChangesResponse>& out) {
        return FollowChanges(store_, call, r, out);
      });
}

grpc::Status MeasureServiceImpl::GetStoreInfo(grpc::ServerContext* context, const v1::GetStoreInfoRequest* request,
                                              v1::GetStoreInfoResponse* response) {
  return runner_.Unary(
      *context, kGetStoreInfo, *request, *response, kValidate,
      [&](CallContext& call, const v1::GetStoreInfoRequest&) -> absl::StatusOr<v1::GetStoreInfoResponse> {
        ASSIGN_OR_RETURN(const StoreInfo info, store_.GetStoreInfo(OptionsOf(call)));
        v1::GetStoreInfoResponse out;
        out.set_store_id(info.head.store_id);
        out.set_epoch(info.head.epoch);
        out.set_position(info.head.ToString());
        out.set_schema_version(info.schema_version);
        out.set_document_count(info.document_count);
        out.set_measure_count(info.measure_count);
        out.set_indicator_count(info.indicator_count);
        out.set_backend(info.backend);
        out.set_purge_horizon(info.change_horizon.ToString());
        return out;
      });
}

}  // namespace gangmu::measures
