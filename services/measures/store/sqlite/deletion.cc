#include "services/measures/store/sqlite/deletion.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/measures/store/sqlite/correction_writer.h"
#include "services/measures/store/sqlite/document_writer.h"
#include "services/measures/store/sqlite/duplicates.h"
#include "services/measures/store/sqlite/preconditions.h"

namespace gangmu::measures {
namespace {

absl::Status RefreshCluster(WriteScope& scope, const std::string& text_sha256) {
  ASSIGN_OR_RETURN(const auto cluster, ReadCluster(scope.db(), text_sha256, std::nullopt));
  return MarkCluster(scope, cluster, "");
}

VersionFields NextVersion(const CurrentDocument& current) {
  VersionFields fields;
  fields.revision = current.revision + 1;
  fields.etag = NextEtag(current);
  fields.extraction = current.extraction;
  return fields;
}

}  // namespace

absl::Status Delete(WriteScope& scope, const DeleteRequest& request) {
  ASSIGN_OR_RETURN(const auto current, FindCurrent(scope.db(), request.name));
  if (!current || current->deleted) return request.allow_missing ? absl::OkStatus() : NotFound(request.name).Build();
  RETURN_IF_ERROR(CheckEtag(request.name, request.etag, current->etag));
  VersionFields fields = NextVersion(*current);
  ASSIGN_OR_RETURN(const ChangeStamp stamp,
                   StampChange(scope, current->document, fields.revision, ChangeCause::kDeleted, request.authorship));
  fields.delete_time = stamp.time;
  RETURN_IF_ERROR(CopyDocumentRow(scope.db(), *current, fields, stamp, {}));
  RETURN_IF_ERROR(ReplaceFacts(scope, current->document, {}, stamp.place));
  return RefreshCluster(scope, current->text_sha256);
}

absl::Status Undelete(WriteScope& scope, const UndeleteRequest& request) {
  ASSIGN_OR_RETURN(const auto current, FindCurrent(scope.db(), request.name));
  if (!current) return NotFound(request.name);
  RETURN_IF_ERROR(CheckEtag(request.name, request.etag, current->etag));
  if (!current->deleted) {
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED, "the document is not deleted")
        .With("name", request.name);
  }
  ASSIGN_OR_RETURN(const StoredExtraction stored, ReadExtraction(scope.db(), current->extraction));
  ASSIGN_OR_RETURN(const EffectiveDocument effective,
                   LayCorrections(scope.db(), current->document, stored.facts, stored.text));
  const PreparedFacts& facts = effective.prepared.facts;
  VersionFields fields = NextVersion(*current);
  ASSIGN_OR_RETURN(const ChangeStamp stamp,
                   StampChange(scope, current->document, fields.revision, ChangeCause::kUndeleted, request.authorship));
  RETURN_IF_ERROR(
      CopyDocumentRow(scope.db(), *current, fields, stamp,
                      {static_cast<int64_t>(facts.measures.size()), static_cast<int64_t>(facts.indicators.size())}));
  RETURN_IF_ERROR(ReplaceFacts(scope, current->document, facts, stamp.place));
  return RefreshCluster(scope, current->text_sha256);
}

}  // namespace gangmu::measures
