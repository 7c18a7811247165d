#include "services/measures/rpc/codelist_service.h"

#include <utility>

#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/rpc/convert.h"
#include "services/measures/rpc/field_checks.h"
#include "services/measures/rpc/paging.h"
#include "services/measures/store/codelist_entries.h"

namespace gangmu::measures {
namespace {

using policy::v1::CodelistEntry;

constexpr char kService[] = "gangmu.measures.v1.CodelistService";
constexpr Method kGet{kService, "GetCodelistEntry", Access::kRead};
constexpr Method kList{kService, "ListCodelistEntries", Access::kRead};
constexpr Method kCreate{kService, "CreateCodelistEntry", Access::kWrite};
constexpr Method kUpdate{kService, "UpdateCodelistEntry", Access::kWrite};
constexpr Method kDelete{kService, "DeleteCodelistEntry", Access::kWrite};

constexpr char kLists[] = "units, regions, topics, instruments or document-types";

void CheckName(const std::string& name, const std::string& field, Violations* violations) {
  if (!ParseCodelistName(name)) {
    violations->Add(
        field, StrCat("got '", CutAtCodePoint(name, 80), "', want codelists/{list}/entries/{code}, list ", kLists));
  }
}

absl::Status CheckGet(const v1::GetCodelistEntryRequest& request) {
  Violations violations;
  CheckName(request.name(), "name", &violations);
  return violations.ToStatus();
}

absl::Status CheckList(const v1::ListCodelistEntriesRequest& request) {
  Violations violations;
  if (!ParseCodelistParent(request.parent())) {
    violations.Add("parent",
                   StrCat("got '", CutAtCodePoint(request.parent(), 80), "', want codelists/{list}, list ", kLists));
  }
  CheckPage(request, &violations);
  return violations.ToStatus();
}

// Of CreateCodelistEntry and UpdateCodelistEntry.
constexpr auto kCheckEntry = [](const auto& request) {
  Violations violations;
  CheckName(request.entry().name(), "entry.name", &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
};

absl::Status CheckDelete(const v1::DeleteCodelistEntryRequest& request) {
  Violations violations;
  CheckName(request.name(), "name", &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

template <typename Request>
CodelistWrite WriteOf(CodelistWrite::Kind kind, const Request& request, CodelistEntry entry) {
  return {.kind = kind,
          .entry = std::move(entry),
          .validate_only = request.validate_only(),
          .authorship = {request.author(), request.reason()}};
}

absl::StatusOr<v1::ListCodelistEntriesResponse> ListPage(MeasureStore& store,
                                                         const v1::ListCodelistEntriesRequest& request,
                                                         const CallOptions& options) {
  CodelistListRequest list{.codelist = *ParseCodelistParent(request.parent()),
                           .filter = request.filter(),
                           .page_size = PageSizeOf(request.page_size())};
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(list.cursor, DecodePageToken(request.page_token(), QueryFingerprint(request)));
  }
  ASSIGN_OR_RETURN(Page<CodelistEntry> page, store.ListCodelistEntries(list, options));
  v1::ListCodelistEntriesResponse out;
  MoveInto(page.items, out.mutable_entries());
  out.set_next_page_token(NextToken(request, page.next_cursor));
  return out;
}

}  // namespace

grpc::Status CodelistServiceImpl::GetCodelistEntry(grpc::ServerContext* context,
                                                   const v1::GetCodelistEntryRequest* request,
                                                   CodelistEntry* response) {
  return runner_.Unary(*context, kGet, *request, *response, CheckGet,
                       [&](CallContext& call, const v1::GetCodelistEntryRequest& r) {
                         return store_.GetCodelistEntry(r.name(), OptionsOf(call));
                       });
}

grpc::Status CodelistServiceImpl::ListCodelistEntries(grpc::ServerContext* context,
                                                      const v1::ListCodelistEntriesRequest* request,
                                                      v1::ListCodelistEntriesResponse* response) {
  return runner_.Unary(
      *context, kList, *request, *response, CheckList,
      [&](CallContext& call, const v1::ListCodelistEntriesRequest& r) { return ListPage(store_, r, OptionsOf(call)); });
}

grpc::Status CodelistServiceImpl::CreateCodelistEntry(grpc::ServerContext* context,
                                                      const v1::CreateCodelistEntryRequest* request,
                                                      CodelistEntry* response) {
  return runner_.Unary(*context, kCreate, *request, *response, kCheckEntry,
                       [&](CallContext& call, const v1::CreateCodelistEntryRequest& r) {
                         return store_.WriteCodelistEntry(WriteOf(CodelistWrite::Kind::kCreate, r, r.entry()),
                                                          OptionsOf(call));
                       });
}

grpc::Status CodelistServiceImpl::UpdateCodelistEntry(grpc::ServerContext* context,
                                                      const v1::UpdateCodelistEntryRequest* request,
                                                      CodelistEntry* response) {
  return runner_.Unary(*context, kUpdate, *request, *response, kCheckEntry,
                       [&](CallContext& call, const v1::UpdateCodelistEntryRequest& r) {
                         CodelistWrite write = WriteOf(CodelistWrite::Kind::kUpdate, r, r.entry());
                         write.fields = {r.update_mask().paths().begin(), r.update_mask().paths().end()};
                         return store_.WriteCodelistEntry(write, OptionsOf(call));
                       });
}

grpc::Status CodelistServiceImpl::DeleteCodelistEntry(grpc::ServerContext* context,
                                                      const v1::DeleteCodelistEntryRequest* request,
                                                      CodelistEntry* response) {
  return runner_.Unary(*context, kDelete, *request, *response, CheckDelete,
                       [&](CallContext& call, const v1::DeleteCodelistEntryRequest& r) {
                         CodelistEntry entry;
                         entry.set_name(r.name());
                         entry.set_etag(r.etag());
                         return store_.WriteCodelistEntry(WriteOf(CodelistWrite::Kind::kDelete, r, std::move(entry)),
                                                          OptionsOf(call));
                       });
}

}  // namespace gangmu::measures
