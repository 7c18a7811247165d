#include "services/measures/rpc/validate.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

#include "common/position/position.h"
#include "common/status/error.h"
#include "services/measures/rpc/field_checks.h"

namespace gangmu::measures {
namespace {

// [a-z0-9][a-z0-9._~-]{0,127}
bool IsId(std::string_view id) {
  if (id.empty() || id.size() > 128) return false;
  const auto letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (!letter_or_digit(id[0])) return false;
  for (const char c : id) {
    if (!letter_or_digit(c) && c != '.' && c != '_' && c != '~' && c != '-') return false;
  }
  return true;
}

// Removes `collection`/ and an id from the front of `name`.
bool TakePart(std::string_view* name, std::string_view collection) {
  if (name->substr(0, collection.size()) != collection || name->size() <= collection.size() ||
      (*name)[collection.size()] != '/') {
    return false;
  }
  name->remove_prefix(collection.size() + 1);
  const size_t end = std::min(name->find('/'), name->size());
  if (!IsId(name->substr(0, end))) return false;
  name->remove_prefix(std::min(end + 1, name->size()));
  return true;
}

std::string Shown(std::string_view text) { return absl::StrCat("'", CutAtCodePoint(text, 80), "'"); }

void CheckView(int view, Violations* violations) {
  if (!v1::View_IsValid(view)) violations->Add("view", "want BASIC or FULL");
}

// A position is damaged or good by itself; whether it can be served, the store says.
void CheckAsOf(const v1::AsOf& as_of, const std::string& field, Violations* violations) {
  if (as_of.moment_case() == v1::AsOf::kPosition && !Position::Parse(as_of.position()).ok()) {
    violations->Add(absl::StrCat(field, ".position"), "damaged: hand back a position exactly as the service gave it");
  }
  if (as_of.moment_case() == v1::AsOf::kTime &&
      (as_of.time().nanos() < 0 || as_of.time().nanos() > 999'999'999 || as_of.time().seconds() < -62'135'596'800 ||
       as_of.time().seconds() > 253'402'300'799)) {
    violations->Add(absl::StrCat(field, ".time"), "want a time of the years 0001 to 9999");
  }
}

void CheckLength(const std::string& text, const char* field, size_t most, Violations* violations) {
  if (text.size() > most) violations->Add(field, absl::StrCat("got ", text.size(), " bytes, want at most ", most));
}

template <typename Request>
absl::Status CheckDocumentRead(const Request& request) {
  Violations violations;
  CheckDocumentName(request.name(), "name", &violations);
  CheckView(request.view(), &violations);
  CheckAsOf(request.as_of(), "as_of", &violations);
  return violations.ToStatus();
}

// What a list, batch or stream of any resource has.
template <typename Request>
void CheckViewAndMoment(const Request& request, Violations* violations) {
  CheckView(request.view(), violations);
  CheckAsOf(request.as_of(), "as_of", violations);
}

auto ChildNameCheck(const char* collection) {
  return [collection](const std::string& name, const std::string& field, Violations* violations) {
    CheckChildName(name, collection, field, violations);
  };
}

}  // namespace

bool IsDocumentName(std::string_view name) {
  return !name.empty() && name.back() != '/' && TakePart(&name, "documents") && name.empty();
}

bool IsChildName(std::string_view name, std::string_view collection) {
  return !name.empty() && name.back() != '/' && TakePart(&name, "documents") && TakePart(&name, collection) &&
         name.empty();
}

void CheckDocumentName(std::string_view name, const std::string& field, Violations* violations) {
  if (!IsDocumentName(name)) {
    violations->Add(field, absl::StrCat("got ", Shown(name), ", want documents/{id}, id of [a-z0-9._~-]"));
  }
}

void CheckChildName(std::string_view name, const char* collection, const std::string& field, Violations* violations) {
  if (!IsChildName(name, collection)) {
    violations->Add(field, absl::StrCat("got ", Shown(name), ", want documents/{id}/", collection, "/{id}"));
  }
}

void CheckParent(const std::string& parent, Violations* violations) {
  if (parent != "documents/-" && !IsDocumentName(parent)) {
    violations->Add("parent", absl::StrCat("got ", Shown(parent), ", want documents/{id}, or documents/- for all"));
  }
}

void CheckAuthorship(const std::string& author, const std::string& reason, Violations* violations) {
  CheckLength(author, "author", 128, violations);
  CheckLength(reason, "reason", 512, violations);
}

absl::Status Validate(const v1::PutDocumentsRequest& request) {
  Violations violations;
  if (request.documents_size() == 0 || request.documents_size() > kMaxPutDocuments) {
    violations.Add("documents", absl::StrCat("got ", request.documents_size(), ", want 1 to ", kMaxPutDocuments));
  }
  for (int i = 0; i < request.documents_size(); ++i) {
    CheckDocumentName(request.documents(i).record().document().name(),
                      absl::StrCat("documents[", i, "].record.document.name"), &violations);
  }
  CheckLength(request.request_id(), "request_id", 64, &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::CheckDocumentsRequest& request) {
  Violations violations;
  CheckNames(request.names(), kMaxCheckNames, &violations, CheckDocumentName);
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetDocumentRequest& request) { return CheckDocumentRead(request); }
absl::Status Validate(const v1::GetDocumentRecordRequest& request) { return CheckDocumentRead(request); }

absl::Status Validate(const v1::ListDocumentsRequest& request) {
  Violations violations;
  CheckPage(request, &violations);
  CheckViewAndMoment(request, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::DeleteDocumentRequest& request) {
  Violations violations;
  CheckDocumentName(request.name(), "name", &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetDocumentSourceRequest& request) {
  Violations violations;
  CheckDocumentName(request.name(), "name", &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::UndeleteDocumentRequest& request) {
  Violations violations;
  CheckDocumentName(request.name(), "name", &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetMeasureRequest& request) {
  Violations violations;
  CheckChildName(request.name(), "measures", "name", &violations);
  CheckViewAndMoment(request, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetIndicatorRequest& request) {
  Violations violations;
  CheckChildName(request.name(), "indicators", "name", &violations);
  CheckAsOf(request.as_of(), "as_of", &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListMeasuresRequest& request) {
  Violations violations;
  CheckParent(request.parent(), &violations);
  CheckPage(request, &violations);
  CheckViewAndMoment(request, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListIndicatorsRequest& request) {
  Violations violations;
  CheckParent(request.parent(), &violations);
  CheckPage(request, &violations);
  CheckAsOf(request.as_of(), "as_of", &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::BatchGetDocumentsRequest& request) {
  Violations violations;
  CheckNames(request.names(), kMaxBatchGet, &violations, CheckDocumentName);
  CheckViewAndMoment(request, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::BatchGetMeasuresRequest& request) {
  Violations violations;
  CheckNames(request.names(), kMaxBatchGetParts, &violations, ChildNameCheck("measures"));
  CheckViewAndMoment(request, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::BatchGetIndicatorsRequest& request) {
  Violations violations;
  CheckNames(request.names(), kMaxBatchGetParts, &violations, ChildNameCheck("indicators"));
  CheckAsOf(request.as_of(), "as_of", &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::StreamDocumentsRequest& request) {
  Violations violations;
  CheckViewAndMoment(request, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::StreamMeasuresRequest& request) {
  Violations violations;
  CheckViewAndMoment(request, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::StreamIndicatorsRequest& request) {
  Violations violations;
  CheckAsOf(request.as_of(), "as_of", &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::WatchChangesRequest& request) {
  if (!request.position().empty()) {
    if (const auto position = Position::Parse(request.position()); !position.ok()) return position.status();
  }
  Violations violations;
  if (request.has_heartbeat() && (request.heartbeat().seconds() < 1 || request.heartbeat().seconds() > 300)) {
    violations.Add("heartbeat", absl::StrCat("got ", request.heartbeat().seconds(), " s, want 1 s to 300 s"));
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetStoreInfoRequest&) { return absl::OkStatus(); }

absl::Status Validate(const v1::ListDocumentRevisionsRequest& request) {
  Violations violations;
  CheckDocumentName(request.parent(), "parent", &violations);
  CheckPage(request, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::CompareRevisionsRequest& request) {
  Violations violations;
  CheckDocumentName(request.name(), "name", &violations);
  if (request.from_revision() < 0) violations.Add("from_revision", "want a revision, or 0 for the one before");
  if (request.to_revision() < 0) violations.Add("to_revision", "want a revision, or 0 for the newest");
  if (request.to_revision() > 0 && request.from_revision() > request.to_revision()) {
    violations.Add("from_revision", "want the earlier revision here and the later one in to_revision");
  }
  return violations.ToStatus();
}

// What is in the record is judged with the store.
absl::Status Validate(const v1::PreviewDocumentRequest& request) {
  Violations violations;
  CheckDocumentName(request.record().document().name(), "record.document.name", &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::PurgeHistoryRequest& request) {
  Violations violations;
  if (request.before().moment_case() == v1::AsOf::MOMENT_NOT_SET) violations.Add("before", "must name a moment");
  CheckAsOf(request.before(), "before", &violations);
  return violations.ToStatus();
}

}  // namespace gangmu::measures
