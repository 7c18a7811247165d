// What a RawDocument must satisfy before any work is done on it. Pure; all violations at once.
#pragma once

#include <string_view>

#include "absl/status/status.h"

#include "common/status/error.h"
#include "gangmu/ingestion/v1/ingestion_service.pb.h"

namespace gangmu::ingestion {

inline constexpr size_t kMaxSourceUriBytes = 2048;
inline constexpr int kMaxLabels = 64;
inline constexpr size_t kMaxLabelValueBytes = 256;
inline constexpr size_t kMaxRequestIdBytes = 64;
inline constexpr size_t kMaxStatedBytes = 1024;
inline constexpr int kMaxLocatedSpans = 10'000;

// [a-z0-9][a-z0-9._~-]{0,127}.
bool IsDocumentId(std::string_view id);
// documents/{id}.
bool IsDocumentName(std::string_view name);

// `path` is the path of the document in its request, for the violations.
void ValidateDocument(const v1::RawDocument& document, std::string_view path, Violations* violations);

absl::Status Validate(const v1::ExtractDocumentRequest& request);
absl::Status Validate(const v1::IngestDocumentRequest& request);
absl::Status Validate(const v1::IngestDocumentsRequest& request);
absl::Status Validate(const v1::GetDocumentSourceRequest& request);
absl::Status Validate(const v1::LocateTextRequest& request);

}  // namespace gangmu::ingestion
