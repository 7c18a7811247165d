#include "services/ingestion/rpc/validate.h"

#include <algorithm>

#include "absl/strings/ascii.h"

#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "common/time/civil.h"

namespace gangmu::ingestion {
namespace {

constexpr size_t kMaxIdBytes = 128;
constexpr size_t kMaxLabelKeyBytes = 63;
constexpr std::string_view kNamePrefix = "documents/";

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsLabelKey(std::string_view key) {
  return !key.empty() && key.size() <= kMaxLabelKeyBytes && key.front() >= 'a' && key.front() <= 'z' &&
         std::all_of(key.begin(), key.end(), [](char c) { return IsLowerOrDigit(c) || c == '_' || c == '-'; });
}

void ValidateLabels(const v1::RawDocument& document, std::string_view path, Violations* violations) {
  if (document.labels_size() > kMaxLabels) {
    violations->Add(StrCat(path, ".labels"),
                    StrCat("got ", document.labels_size(), " entries, want at most ", kMaxLabels));
  }
  for (const auto& [key, value] : document.labels()) {
    if (!IsLabelKey(key)) {
      violations->Add(StrCat(path, ".labels"),
                      StrCat("key \"", CutAtCodePoint(key, 64), "\": want [a-z][a-z0-9_-]{0,62}"));
    }
    if (value.size() > kMaxLabelValueBytes) {
      violations->Add(StrCat(path, ".labels[\"", CutAtCodePoint(key, 64), "\"]"),
                      StrCat("got ", value.size(), " bytes, want at most ", kMaxLabelValueBytes));
    }
  }
}

void CheckDay(const std::string& day, const std::string& path, Violations* violations) {
  if (day.empty() || ParseDay(day)) return;
  violations->Add(path, StrCat("got \"", PrintableUtf8(day, 32), "\", want YYYY-MM-DD"));
}

void ValidateStated(const policy::v1::StatedFields& stated, const std::string& path, Violations* violations) {
  const auto check_words = [&](std::string_view field, const std::string& words) {
    if (words.size() <= kMaxStatedBytes) return;
    violations->Add(StrCat(path, field), StrCat("got ", words.size(), " bytes, want at most ", kMaxStatedBytes));
  };
  check_words(".title", stated.title());
  check_words(".issuer", stated.issuer());
  CheckDay(stated.publish_date(), StrCat(path, ".publish_date"), violations);
  CheckDay(stated.reference_date(), StrCat(path, ".reference_date"), violations);
}

template <typename Request>
absl::Status ValidateRequest(const Request& request, std::string_view request_id = {}) {
  Violations violations;
  ValidateDocument(request.document(), "document", &violations);
  if (request_id.size() > kMaxRequestIdBytes) {
    violations.Add("request_id", StrCat("got ", request_id.size(), " bytes, want at most ", kMaxRequestIdBytes));
  }
  return violations.ToStatus();
}

}  // namespace

bool IsDocumentId(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes || !IsLowerOrDigit(id.front())) return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return IsLowerOrDigit(c) || c == '.' || c == '_' || c == '~' || c == '-'; });
}

bool IsDocumentName(std::string_view name) {
  return name.starts_with(kNamePrefix) && IsDocumentId(name.substr(kNamePrefix.size()));
}

void ValidateDocument(const v1::RawDocument& document, std::string_view path, Violations* violations) {
  if (!document.document_id().empty() && !IsDocumentId(document.document_id())) {
    violations->Add(StrCat(path, ".document_id"), StrCat("got \"", PrintableUtf8(document.document_id(), 64),
                                                         "\", want [a-z0-9][a-z0-9._~-]{0,127}"));
  }
  if (document.source_uri().size() > kMaxSourceUriBytes) {
    violations->Add(StrCat(path, ".source_uri"),
                    StrCat("got ", document.source_uri().size(), " bytes, want at most ", kMaxSourceUriBytes));
  }
  CheckDay(document.publish_date(), StrCat(path, ".publish_date"), violations);
  ValidateStated(document.stated(), StrCat(path, ".stated"), violations);
  ValidateLabels(document, path, violations);
}

absl::Status Validate(const v1::ExtractDocumentRequest& request) { return ValidateRequest(request); }

absl::Status Validate(const v1::IngestDocumentRequest& request) {
  return ValidateRequest(request, request.request_id());
}

absl::Status Validate(const v1::IngestDocumentsRequest& request) { return ValidateRequest(request); }

absl::Status Validate(const v1::GetDocumentSourceRequest& request) {
  if (IsDocumentName(request.name())) return absl::OkStatus();
  return InvalidField("name", StrCat("got \"", PrintableUtf8(request.name(), 64), "\", want documents/{document}"));
}

absl::Status Validate(const v1::LocateTextRequest& request) {
  Violations violations;
  if (!IsDocumentName(request.name())) {
    violations.Add("name", StrCat("got \"", PrintableUtf8(request.name(), 64), "\", want documents/{document}"));
  }
  if (request.spans_size() < 1 || request.spans_size() > kMaxLocatedSpans) {
    violations.Add("spans", StrCat("got ", request.spans_size(), ", want 1 to ", kMaxLocatedSpans));
    return violations.ToStatus();
  }
  for (int i = 0; i < request.spans_size(); ++i) {
    const policy::v1::TextSpan& span = request.spans(i);
    if (span.start() >= 0 && span.start() <= span.end()) continue;
    violations.Add(StrCat("spans[", i, "]"), StrCat("got [", span.start(), ", ", span.end(), ")"));
  }
  return violations.ToStatus();
}

}  // namespace gangmu::ingestion
