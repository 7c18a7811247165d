#include "services/measures/store/sqlite/put.h"

#include <optional>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/sqlite/correction_writer.h"
#include "services/measures/store/sqlite/document_writer.h"
#include "services/measures/store/sqlite/duplicates.h"
#include "services/measures/store/sqlite/preconditions.h"

namespace gangmu::measures {
namespace {

// What has to happen to one document.
enum class Action { kNothing, kCreate, kReplaceText, kReplaceExtraction, kRevive };

Action Decide(const std::optional<CurrentDocument>& current, const PreparedDocument& prepared) {
  if (!current) return Action::kCreate;
  if (current->deleted) return Action::kRevive;
  if (current->text_sha256 != prepared.document.text_sha256()) return Action::kReplaceText;
  const bool other_extractor = current->extractor_version != prepared.document.extractor_version();
  return other_extractor && prepared.replace_extraction ? Action::kReplaceExtraction : Action::kNothing;
}

ChangeCause CauseOf(Action action) {
  switch (action) {
    case Action::kReplaceText:
      return ChangeCause::kNewText;
    case Action::kReplaceExtraction:
      return ChangeCause::kReextracted;
    case Action::kRevive:
      return ChangeCause::kUndeleted;
    default:
      return ChangeCause::kCreated;
  }
}

PutResult Unchanged(const CurrentDocument& current, const PreparedDocument& prepared) {
  PutResult result;
  result.name = current.name;
  result.outcome = PutOutcome::kUnchanged;
  result.revision = current.revision;
  result.etag = current.etag;
  result.extraction_outdated = current.extractor_version != prepared.document.extractor_version();
  return result;
}

absl::StatusOr<int64_t> DocumentId(sqlite::Connection& db, const std::optional<CurrentDocument>& current,
                                   const std::string& name) {
  if (current) return current->document;
  ASSIGN_OR_RETURN(auto insert, db.Prepare("INSERT INTO document_ids (name) VALUES (?1)"));
  RETURN_IF_ERROR(insert.BindAll(name).Run());
  return db.last_insert_rowid();
}

// The document's place in the cluster of its text, before it is stored.
absl::StatusOr<std::vector<ClusterMember>> ClusterWith(sqlite::Connection& db, const policy::v1::Document& document) {
  return ReadCluster(db, document.text_sha256(),
                     ClusterMember{document.name(), document.publish_date(), document.region().code(), ""});
}

// The member that a new duplicate is told of: the representative, or where it is that itself, the next.
std::string Original(const std::vector<ClusterMember>& cluster, const std::string& name) {
  if (cluster.size() < 2) return "";
  return cluster[0].name == name ? cluster[1].name : cluster[0].name;
}

// `prepared` with the corrections that people made of this document laid over it; nullopt where there are none. Views
// point into `prepared`.
absl::StatusOr<std::optional<PreparedDocument>> Corrected(sqlite::Connection& db, int64_t document,
                                                          const PreparedDocument& prepared) {
  ASSIGN_OR_RETURN(const auto corrections, ReadActiveCorrections(db, document));
  if (corrections.empty()) return std::nullopt;
  policy::v1::DocumentRecord facts;
  if (!facts.ParseFromString(prepared.facts_record)) return Internal("a prepared record does not parse");
  ASSIGN_OR_RETURN(EffectiveDocument effective, LayCorrections(db, document, std::move(facts), prepared.text));
  effective.prepared.source = prepared.source;
  effective.prepared.structure = prepared.structure;
  effective.prepared.facts_record = prepared.facts_record;
  return std::move(effective.prepared);
}

absl::StatusOr<PutResult> Store(WriteScope& scope, const std::optional<CurrentDocument>& current,
                                const PreparedDocument& extracted, Action action, const Authorship& authorship) {
  sqlite::Connection& db = scope.db();
  const std::string& name = extracted.document.name();
  ASSIGN_OR_RETURN(const int64_t document, DocumentId(db, current, name));
  ASSIGN_OR_RETURN(const std::optional<PreparedDocument> corrected, Corrected(db, document, extracted));
  const PreparedDocument& prepared = corrected ? *corrected : extracted;
  ASSIGN_OR_RETURN(const std::vector<ClusterMember> cluster, ClusterWith(db, prepared.document));

  VersionFields fields;
  fields.revision = current ? current->revision + 1 : 1;
  fields.etag = MakeEtag(fields.revision, prepared);
  fields.duplicate_of = cluster[0].name == name ? "" : cluster[0].name;
  ASSIGN_OR_RETURN(fields.extraction, StoreExtraction(db, document, extracted));
  ASSIGN_OR_RETURN(const ChangeStamp stamp, StampChange(scope, document, fields.revision, CauseOf(action), authorship));
  fields.create_time = current ? current->create_time : stamp.time;
  RETURN_IF_ERROR(ReplaceDocumentRow(db, current, document, prepared, fields, stamp));
  RETURN_IF_ERROR(ReplaceFacts(scope, document, prepared.facts, stamp.place));

  RETURN_IF_ERROR(MarkCluster(scope, cluster, name));
  if (action == Action::kReplaceText) {  // the cluster it has left may need another representative
    ASSIGN_OR_RETURN(const auto left, ReadCluster(db, current->text_sha256, std::nullopt));
    RETURN_IF_ERROR(MarkCluster(scope, left, name));
  }

  PutResult result;
  result.name = name;
  result.revision = fields.revision;
  result.etag = fields.etag;
  result.outcome = PutOutcome::kNewRevision;
  if (action == Action::kCreate) {
    result.duplicate_of = Original(cluster, name);
    result.outcome = result.duplicate_of.empty() ? PutOutcome::kCreated : PutOutcome::kDuplicate;
  }
  return result;
}

absl::StatusOr<PutResult> PutOne(WriteScope& scope, const PreparedDocument& prepared, const Authorship& authorship) {
  ASSIGN_OR_RETURN(const auto current, FindCurrent(scope.db(), prepared.document.name()));
  const std::string stored_etag = current && !current->deleted ? current->etag : "";
  RETURN_IF_ERROR(CheckEtag(prepared.document.name(), prepared.etag, stored_etag));
  const Action action = Decide(current, prepared);
  if (action == Action::kNothing) return Unchanged(*current, prepared);
  return Store(scope, current, prepared, action, authorship);
}

}  // namespace

absl::StatusOr<PutAnswer> PutPrepared(WriteScope& scope, const std::vector<PreparedDocument>& documents,
                                      const Authorship& authorship) {
  PutAnswer answer;
  for (const PreparedDocument& prepared : documents) {
    ASSIGN_OR_RETURN(PutResult result, PutOne(scope, prepared, authorship));
    answer.results.push_back(std::move(result));
  }
  answer.place = scope.place();
  return answer;
}

}  // namespace gangmu::measures
