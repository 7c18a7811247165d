#include "services/measures/rpc/convert.h"

#include <utility>

namespace gangmu::measures {
namespace {

v1::PutOutcome ToMessage(PutOutcome outcome) {
  switch (outcome) {
    case PutOutcome::kCreated:
      return v1::PUT_OUTCOME_CREATED;
    case PutOutcome::kUnchanged:
      return v1::PUT_OUTCOME_UNCHANGED;
    case PutOutcome::kNewRevision:
      return v1::PUT_OUTCOME_NEW_REVISION;
    case PutOutcome::kDuplicate:
      return v1::PUT_OUTCOME_DUPLICATE;
  }
  return v1::PUT_OUTCOME_UNSPECIFIED;
}

}  // namespace

CallOptions OptionsOf(const CallContext& call) {
  return {.deadline = call.deadline(), .cancelled = [&call] { return !call.Check().ok(); }};
}

View ToView(v1::View view, View otherwise) {
  if (view == v1::VIEW_FULL) return View::kFull;
  return view == v1::VIEW_BASIC ? View::kBasic : otherwise;
}

absl::StatusOr<AsOf> ToAsOf(const v1::AsOf& as_of) {
  AsOf out;
  switch (as_of.moment_case()) {
    case v1::AsOf::kPosition: {
      ASSIGN_OR_RETURN(out.position, Position::Parse(as_of.position()));
      break;
    }
    case v1::AsOf::kTime:
      out.time = absl::FromUnixSeconds(as_of.time().seconds()) + absl::Nanoseconds(as_of.time().nanos());
      break;
    case v1::AsOf::MOMENT_NOT_SET:
      break;
  }
  return out;
}

PutRequest ToPutRequest(const v1::PutDocumentsRequest& request) {
  PutRequest out;
  out.documents.reserve(request.documents_size());
  for (const v1::DocumentPut& put : request.documents()) {
    out.documents.push_back({.record = &put.record(),
                             .source = put.source(),
                             .replace_extraction = put.replace_extraction(),
                             .etag = put.etag()});
  }
  out.request_id = request.request_id();
  out.validate_only = request.validate_only();
  out.authorship = {request.author(), request.reason()};
  return out;
}

v1::PutResult ToMessage(const PutResult& result) {
  v1::PutResult out;
  out.set_name(result.name);
  out.set_outcome(ToMessage(result.outcome));
  out.set_revision(result.revision);
  out.set_etag(result.etag);
  out.set_extraction_outdated(result.extraction_outdated);
  out.set_duplicate_of(result.duplicate_of);
  return out;
}

v1::DocumentState ToMessage(const DocumentState& state) {
  v1::DocumentState out;
  out.set_name(state.name);
  out.set_exists(state.exists);
  out.set_text_sha256(state.text_sha256);
  out.set_extractor_version(state.extractor_version);
  out.set_revision(state.revision);
  out.set_etag(state.etag);
  return out;
}

v1::Change ToMessage(ChangeEvent event) {
  v1::Change out;
  out.set_kind(event.record.document().has_delete_time() ? v1::CHANGE_KIND_DELETE : v1::CHANGE_KIND_PUT);
  out.set_cause(ToMessage(event.cause));
  SetTimestamp(event.commit_time, out.mutable_commit_time());
  *out.mutable_record() = std::move(event.record);
  return out;
}

v1::CodelistChange ToCodelistChange(ChangeEvent event) {
  v1::CodelistChange out;
  out.set_deleted(event.codelist->deleted);
  SetTimestamp(event.commit_time, out.mutable_commit_time());
  *out.mutable_entry() = std::move(event.codelist->entry);
  return out;
}

// Both number the causes alike.
v1::ChangeCause ToMessage(ChangeCause cause) {
  const int number = static_cast<int>(cause);
  return v1::ChangeCause_IsValid(number) ? static_cast<v1::ChangeCause>(number) : v1::CHANGE_CAUSE_UNSPECIFIED;
}

v1::DocumentRevision ToMessage(const Revision& revision) {
  v1::DocumentRevision out;
  out.set_revision(revision.revision);
  out.set_cause(ToMessage(revision.cause));
  out.set_author(revision.author);
  out.set_reason(revision.reason);
  SetTimestamp(revision.commit_time, out.mutable_commit_time());
  out.set_position(revision.position.ToString());
  return out;
}

v1::PurgeHistoryResponse ToMessage(const PurgeReport& report) {
  v1::PurgeHistoryResponse out;
  out.set_horizon(report.horizon.ToString());
  out.set_change_count(report.changes);
  out.set_document_version_count(report.document_versions);
  out.set_measure_version_count(report.measure_versions);
  out.set_indicator_version_count(report.indicator_versions);
  out.set_text_count(report.texts);
  out.set_source_count(report.sources);
  return out;
}

void SetTimestamp(absl::Time time, google::protobuf::Timestamp* out) {
  const int64_t micros = absl::ToUnixMicros(time);
  int64_t seconds = micros / 1'000'000;
  int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    --seconds;
    rest += 1'000'000;
  }
  out->set_seconds(seconds);
  out->set_nanos(static_cast<int32_t>(rest * 1000));
}

}  // namespace gangmu::measures
