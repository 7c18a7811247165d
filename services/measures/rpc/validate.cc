#include "services/measures/rpc/validate.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

#include "common/position/position.h"
#include "common/status/error.h"

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

bool IsDocumentName(std::string_view name) {
  return !name.empty() && name.back() != '/' && TakePart(&name, "documents") && name.empty();
}

bool IsChildName(std::string_view name, std::string_view collection) {
  return !name.empty() && name.back() != '/' && TakePart(&name, "documents") && TakePart(&name, collection) &&
         name.empty();
}

std::string Shown(std::string_view text) { return absl::StrCat("'", CutAtCodePoint(text, 80), "'"); }

void CheckDocumentName(std::string_view name, const std::string& field, Violations* violations) {
  if (!IsDocumentName(name)) {
    violations->Add(field, absl::StrCat("got ", Shown(name), ", want documents/{id}, id of [a-z0-9._~-]"));
  }
}

void CheckView(int view, Violations* violations) {
  if (!v1::View_IsValid(view)) violations->Add("view", "want BASIC or FULL");
}

template <typename Request>
void CheckPage(const Request& request, Violations* violations) {
  if (request.page_size() < 0) {
    violations->Add("page_size", absl::StrCat("got ", request.page_size(), ", want 0 to ", kMaxPageSize));
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
  return violations.ToStatus();
}

absl::Status CheckChildRead(const std::string& name, const char* collection) {
  Violations violations;
  if (!IsChildName(name, collection)) {
    violations.Add("name", absl::StrCat("got ", Shown(name), ", want documents/{id}/", collection, "/{id}"));
  }
  return violations.ToStatus();
}

void CheckParent(const std::string& parent, Violations* violations) {
  if (parent != "documents/-" && !IsDocumentName(parent)) {
    violations->Add("parent", absl::StrCat("got ", Shown(parent), ", want documents/{id}, or documents/- for all"));
  }
}

template <typename Names>
void CheckNames(const Names& names, int most, Violations* violations) {
  if (names.empty() || names.size() > most) {
    violations->Add("names", absl::StrCat("got ", names.size(), " names, want 1 to ", most));
    return;
  }
  for (int i = 0; i < names.size(); ++i) CheckDocumentName(names[i], absl::StrCat("names[", i, "]"), violations);
}

}  // namespace

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
  CheckLength(request.author(), "author", 128, &violations);
  CheckLength(request.reason(), "reason", 512, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::CheckDocumentsRequest& request) {
  Violations violations;
  CheckNames(request.names(), kMaxCheckNames, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetDocumentRequest& request) { return CheckDocumentRead(request); }
absl::Status Validate(const v1::GetDocumentRecordRequest& request) { return CheckDocumentRead(request); }

absl::Status Validate(const v1::ListDocumentsRequest& request) {
  Violations violations;
  CheckPage(request, &violations);
  CheckView(request.view(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::DeleteDocumentRequest& request) {
  Violations violations;
  CheckDocumentName(request.name(), "name", &violations);
  CheckLength(request.author(), "author", 128, &violations);
  CheckLength(request.reason(), "reason", 512, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetDocumentSourceRequest& request) {
  Violations violations;
  CheckDocumentName(request.name(), "name", &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetMeasureRequest& request) { return CheckChildRead(request.name(), "measures"); }
absl::Status Validate(const v1::GetIndicatorRequest& request) { return CheckChildRead(request.name(), "indicators"); }

absl::Status Validate(const v1::ListMeasuresRequest& request) {
  Violations violations;
  CheckParent(request.parent(), &violations);
  CheckPage(request, &violations);
  CheckView(request.view(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListIndicatorsRequest& request) {
  Violations violations;
  CheckParent(request.parent(), &violations);
  CheckPage(request, &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::BatchGetDocumentsRequest& request) {
  Violations violations;
  CheckNames(request.names(), kMaxBatchGet, &violations);
  CheckView(request.view(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::StreamDocumentsRequest& request) {
  Violations violations;
  CheckView(request.view(), &violations);
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

}  // namespace gangmu::measures
