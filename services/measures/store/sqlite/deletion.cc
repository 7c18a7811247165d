#include "services/measures/store/sqlite/deletion.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/measures/store/sqlite/document_writer.h"
#include "services/measures/store/sqlite/duplicates.h"
#include "services/measures/store/sqlite/preconditions.h"

namespace gangmu::measures {
namespace {

absl::Status RefreshCluster(WriteScope& scope, const std::string& text_sha256) {
  ASSIGN_OR_RETURN(const auto cluster, ReadCluster(scope.db(), text_sha256, std::nullopt));
  return MarkCluster(scope, cluster, "");
}

struct StoredExtraction {
  std::string facts_record;
  std::string text;
};

absl::StatusOr<StoredExtraction> ReadExtraction(sqlite::Connection& db, int64_t extraction) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT e.facts, t.text FROM extractions e JOIN texts t ON "
                                         "t.sha256 = e.text_sha256 WHERE e.extraction = ?1"));
  read.Bind(1, extraction);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) return Internal("an extraction is gone");
  return StoredExtraction{std::string(read.Bytes(0)), std::string(read.Text(1))};
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
  RETURN_IF_ERROR(ReplaceFacts(scope.db(), current->document, {}, stamp.place));
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
  policy::v1::DocumentRecord facts_record;
  if (!facts_record.ParseFromString(stored.facts_record)) return Internal("a stored extraction does not parse");
  const PreparedFacts facts = PrepareFacts(std::move(facts_record), stored.text);
  VersionFields fields = NextVersion(*current);
  ASSIGN_OR_RETURN(const ChangeStamp stamp,
                   StampChange(scope, current->document, fields.revision, ChangeCause::kUndeleted, request.authorship));
  RETURN_IF_ERROR(
      CopyDocumentRow(scope.db(), *current, fields, stamp,
                      {static_cast<int64_t>(facts.measures.size()), static_cast<int64_t>(facts.indicators.size())}));
  RETURN_IF_ERROR(ReplaceFacts(scope.db(), current->document, facts, stamp.place));
  return RefreshCluster(scope, current->text_sha256);
}

}  // namespace gangmu::measures
