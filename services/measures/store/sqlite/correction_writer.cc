#include "services/measures/store/sqlite/correction_writer.h"

#include <algorithm>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "google/protobuf/util/time_util.h"
#include "services/measures/store/corrections.h"
#include "services/measures/store/sqlite/duplicates.h"
#include "services/measures/store/sqlite/link_writer.h"
#include "services/measures/store/sqlite/preconditions.h"

namespace gangmu::measures {
namespace {

using google::protobuf::util::TimeUtil;
using policy::v1::Correction;
using policy::v1::DocumentRecord;

absl::StatusOr<CurrentDocument> FindLiving(sqlite::Connection& db, const std::string& name, const std::string& etag) {
  ASSIGN_OR_RETURN(const auto current, FindCurrent(db, name));
  if (!current || current->deleted) return NotFound(name);
  RETURN_IF_ERROR(CheckEtag(name, etag, current->etag));
  return *current;
}

std::vector<Correction> Messages(const std::vector<CorrectionRow>& rows) {
  std::vector<Correction> out;
  for (const CorrectionRow& row : rows) out.push_back(row.correction);
  return out;
}

absl::Status MarkEffects(sqlite::Connection& db, const std::vector<CorrectionRow>& rows,
                         const std::vector<bool>& effects) {
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].orphaned == effects[i]) RETURN_IF_ERROR(MarkOrphaned(db, rows[i].id, !effects[i]));
  }
  return absl::OkStatus();
}

// A new version of the document's rows from its stored extraction and the corrections that hold now.
absl::StatusOr<EffectiveDocument> Rewrite(WriteScope& scope, const CurrentDocument& current,
                                          const StoredExtraction& stored, const ChangeStamp& stamp) {
  sqlite::Connection& db = scope.db();
  ASSIGN_OR_RETURN(EffectiveDocument effective, LayCorrections(db, current.document, stored.facts, stored.text));
  VersionFields fields;
  fields.revision = current.revision + 1;
  fields.etag = MakeEtag(fields.revision, effective.prepared);
  fields.extraction = current.extraction;
  fields.create_time = current.create_time;
  fields.duplicate_of = current.duplicate_of;
  RETURN_IF_ERROR(ReplaceDocumentRow(db, current, current.document, effective.prepared, fields, stamp));
  RETURN_IF_ERROR(ReplaceFacts(scope, current.document, effective.prepared.facts, stamp.place));
  // A corrected date or region may make another document the representative.
  ASSIGN_OR_RETURN(const auto cluster, ReadCluster(db, current.text_sha256, std::nullopt));
  RETURN_IF_ERROR(MarkCluster(scope, cluster, ""));
  return effective;
}

bool OnlyReviews(const std::vector<Correction>& corrections) {
  return std::all_of(corrections.begin(), corrections.end(),
                     [](const Correction& c) { return c.kind() == policy::v1::CORRECTION_KIND_REVIEW; });
}

// Anchors each correction against what those before it made of the record.
absl::StatusOr<std::vector<Correction>> AnchorAll(sqlite::Connection& db, const CorrectionRequest& request,
                                                  const StoredExtraction& stored, std::vector<Correction> active) {
  const OffsetMap offsets(stored.text);
  std::vector<Correction> anchored;
  DocumentRecord effective = stored.facts;
  ApplyCorrections(active, stored.text, offsets, effective);
  for (Correction correction : request.corrections) {
    if (correction.has_transition()) RETURN_IF_ERROR(CheckEvidence(db, correction.transition().evidence()));
    RETURN_IF_ERROR(AnchorCorrection(stored.facts, effective, stored.text, offsets, correction));
    active.push_back(correction);
    anchored.push_back(std::move(correction));
    if (anchored.back().kind() == policy::v1::CORRECTION_KIND_REVIEW) continue;  // changes nothing that others see
    effective = stored.facts;
    ApplyCorrections(active, stored.text, offsets, effective);
  }
  return anchored;
}

}  // namespace

absl::StatusOr<StoredExtraction> ReadExtraction(sqlite::Connection& db, int64_t extraction) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT e.facts, t.text FROM extractions e JOIN texts t ON "
                                         "t.sha256 = e.text_sha256 WHERE e.extraction = ?1"));
  read.Bind(1, extraction);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) return Internal("an extraction is gone");
  StoredExtraction stored;
  stored.text = read.Text(1);
  if (!stored.facts.ParseFromArray(read.Bytes(0).data(), static_cast<int>(read.Bytes(0).size()))) {
    return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a stored extraction does not parse");
  }
  return stored;
}

absl::StatusOr<EffectiveDocument> LayCorrections(sqlite::Connection& db, int64_t document, DocumentRecord facts,
                                                 std::string_view text) {
  ASSIGN_OR_RETURN(const std::vector<CorrectionRow> rows, ReadActiveCorrections(db, document));
  EffectiveDocument effective = PrepareEffective(std::move(facts), text, Messages(rows));
  RETURN_IF_ERROR(MarkEffects(db, rows, effective.effects));
  return effective;
}

absl::StatusOr<CorrectionReceipt> Correct(WriteScope& scope, const CorrectionRequest& request) {
  sqlite::Connection& db = scope.db();
  ASSIGN_OR_RETURN(const CurrentDocument current, FindLiving(db, request.document, request.etag));
  ASSIGN_OR_RETURN(const StoredExtraction stored, ReadExtraction(db, current.extraction));
  ASSIGN_OR_RETURN(const auto active, ReadActiveCorrections(db, current.document));
  ASSIGN_OR_RETURN(std::vector<Correction> anchored, AnchorAll(db, request, stored, Messages(active)));

  const ChangeCause cause = OnlyReviews(anchored) ? ChangeCause::kReviewed : ChangeCause::kCorrected;
  ASSIGN_OR_RETURN(const ChangeStamp stamp,
                   StampChange(scope, current.document, current.revision + 1, cause, request.authorship));
  CorrectionReceipt receipt;
  for (Correction& correction : anchored) {
    correction.set_author(request.authorship.author);
    correction.set_reason(request.authorship.reason);
    *correction.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(stamp.time));
    ASSIGN_OR_RETURN(const int64_t id, InsertCorrection(db, current.document, stamp.place, correction));
    correction.set_name(StrCat(request.document, "/corrections/", id));
    correction.set_state(policy::v1::CORRECTION_STATE_ACTIVE);
    receipt.corrections.push_back(std::move(correction));
  }
  ASSIGN_OR_RETURN(EffectiveDocument effective, Rewrite(scope, current, stored, stamp));
  receipt.record = std::move(effective.record);
  return receipt;
}

absl::StatusOr<CorrectionReceipt> Revert(WriteScope& scope, const RevertRequest& request) {
  sqlite::Connection& db = scope.db();
  ASSIGN_OR_RETURN(const auto row, FindCorrection(db, request.name));
  if (!row) return NotFound(request.name);
  const std::string document = request.name.substr(0, request.name.find("/corrections/"));
  ASSIGN_OR_RETURN(const CurrentDocument current, FindLiving(db, document, request.etag));
  if (row->reverted) {
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED, "it was taken back already")
        .With("name", request.name);
  }
  ASSIGN_OR_RETURN(const StoredExtraction stored, ReadExtraction(db, current.extraction));
  ASSIGN_OR_RETURN(const ChangeStamp stamp, StampChange(scope, current.document, current.revision + 1,
                                                        ChangeCause::kCorrectionReverted, request.authorship));
  RETURN_IF_ERROR(MarkReverted(db, row->id, stamp.place, stamp.time));
  CorrectionReceipt receipt;
  ASSIGN_OR_RETURN(EffectiveDocument effective, Rewrite(scope, current, stored, stamp));
  receipt.record = std::move(effective.record);
  ASSIGN_OR_RETURN(const auto reverted, FindCorrection(db, request.name));
  receipt.corrections.push_back(reverted->correction);
  return receipt;
}

}  // namespace gangmu::measures
