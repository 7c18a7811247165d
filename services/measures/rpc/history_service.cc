#include "services/measures/rpc/history_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"

#include "common/rpc/page_token.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/rpc/convert.h"
#include "services/measures/rpc/paging.h"
#include "services/measures/rpc/validate.h"
#include "services/measures/store/record_diff.h"

namespace gangmu::measures {
namespace {

constexpr char kService[] = "gangmu.measures.v1.HistoryService";
constexpr Method kListDocumentRevisions{kService, "ListDocumentRevisions", Access::kRead};
constexpr Method kCompareRevisions{kService, "CompareRevisions", Access::kRead};
constexpr Method kPreviewDocument{kService, "PreviewDocument", Access::kRead};
constexpr Method kPurgeHistory{kService, "PurgeHistory", Access::kAdmin};

constexpr auto kValidate = [](const auto& request) { return Validate(request); };

// The page token of a list of revisions is the number of the last one seen.
absl::StatusOr<RevisionRange> ToRange(const v1::ListDocumentRevisionsRequest& request) {
  RevisionRange range{.limit = PageSizeOf(request.page_size()) + 1};  // one more says whether there is a next page
  if (request.page_token().empty()) return range;
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(request.page_token(), QueryFingerprint(request)));
  if (!absl::SimpleAtoi(cursor, &range.below)) return Internal("a cursor of revisions is no number");
  return range;
}

absl::StatusOr<v1::ListDocumentRevisionsResponse> ListPage(MeasureStore& store,
                                                           const v1::ListDocumentRevisionsRequest& request,
                                                           const CallOptions& options) {
  ASSIGN_OR_RETURN(const RevisionRange range, ToRange(request));
  ASSIGN_OR_RETURN(std::vector<Revision> revisions, store.ListRevisions(request.parent(), range, options));
  v1::ListDocumentRevisionsResponse out;
  if (static_cast<int>(revisions.size()) == range.limit) {
    revisions.pop_back();
    out.set_next_page_token(NextToken(request, StrCat(revisions.back().revision)));
  }
  for (const Revision& revision : revisions) *out.add_revisions() = ToMessage(revision);
  return out;
}

// The two are read one after the other: revisions never change, and the newest is settled by the first read.
absl::StatusOr<v1::CompareRevisionsResponse> Compare(MeasureStore& store, const v1::CompareRevisionsRequest& request,
                                                     const CallOptions& options) {
  ASSIGN_OR_RETURN(const policy::v1::DocumentRecord after,
                   store.GetRevision(request.name(), request.to_revision(), options));
  const int64_t to = after.document().revision();
  const int64_t from = request.from_revision() == 0 ? to - 1 : request.from_revision();
  policy::v1::DocumentRecord before;
  if (from > 0) {
    ASSIGN_OR_RETURN(before, store.GetRevision(request.name(), from, options));
  }
  v1::CompareRevisionsResponse out;
  out.set_from_revision(from);
  out.set_to_revision(to);
  auto changes = CompareRecords(before, after, request.include_places() ? Places::kCompare : Places::kIgnore);
  MoveInto(changes, out.mutable_changes());
  return out;
}

absl::StatusOr<v1::PreviewDocumentResponse> PreviewChanges(MeasureStore& store,
                                                           const v1::PreviewDocumentRequest& request,
                                                           const CallOptions& options) {
  ASSIGN_OR_RETURN(const Preview preview, store.PreviewDocument(request.record(), options));
  v1::PreviewDocumentResponse out;
  auto changes =
      CompareRecords(preview.before, preview.after, request.include_places() ? Places::kCompare : Places::kIgnore);
  MoveInto(changes, out.mutable_changes());
  return out;
}

}  // namespace

grpc::Status HistoryServiceImpl::ListDocumentRevisions(grpc::ServerContext* context,
                                                       const v1::ListDocumentRevisionsRequest* request,
                                                       v1::ListDocumentRevisionsResponse* response) {
  return runner_.Unary(*context, kListDocumentRevisions, *request, *response, kValidate,
                       [&](CallContext& call, const v1::ListDocumentRevisionsRequest& r) {
                         return ListPage(store_, r, OptionsOf(call));
                       });
}

grpc::Status HistoryServiceImpl::CompareRevisions(grpc::ServerContext* context,
                                                  const v1::CompareRevisionsRequest* request,
                                                  v1::CompareRevisionsResponse* response) {
  return runner_.Unary(
      *context, kCompareRevisions, *request, *response, kValidate,
      [&](CallContext& call, const v1::CompareRevisionsRequest& r) { return Compare(store_, r, OptionsOf(call)); });
}

grpc::Status HistoryServiceImpl::PreviewDocument(grpc::ServerContext* context,
                                                 const v1::PreviewDocumentRequest* request,
                                                 v1::PreviewDocumentResponse* response) {
  return runner_.Unary(*context, kPreviewDocument, *request, *response, kValidate,
                       [&](CallContext& call, const v1::PreviewDocumentRequest& r) {
                         return PreviewChanges(store_, r, OptionsOf(call));
                       });
}

grpc::Status HistoryServiceImpl::PurgeHistory(grpc::ServerContext* context, const v1::PurgeHistoryRequest* request,
                                              v1::PurgeHistoryResponse* response) {
  return runner_.Unary(
      *context, kPurgeHistory, *request, *response, kValidate,
      [&](CallContext& call, const v1::PurgeHistoryRequest& r) -> absl::StatusOr<v1::PurgeHistoryResponse> {
        ASSIGN_OR_RETURN(const AsOf before, ToAsOf(r.before()));
        ASSIGN_OR_RETURN(const PurgeReport report,
                         store_.PurgeHistory({.before = before, .validate_only = r.validate_only()}, OptionsOf(call)));
        return ToMessage(report);
      });
}

}  // namespace gangmu::measures
