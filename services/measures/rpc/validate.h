// Checks of requests, pure: all violations at once. What only the store can judge (texts, spans, filters) is checked
// there.
#pragma once

#include "absl/status/status.h"

#include "gangmu/measures/v1/history_service.pb.h"
#include "gangmu/measures/v1/measure_service.pb.h"

namespace gangmu::measures {

inline constexpr int kMaxPutDocuments = 100;
inline constexpr int kMaxCheckNames = 1000;
inline constexpr int kMaxBatchGet = 100;        // documents
inline constexpr int kMaxBatchGetParts = 1000;  // measures or indicators
inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;

absl::Status Validate(const v1::PutDocumentsRequest& request);
absl::Status Validate(const v1::CheckDocumentsRequest& request);
absl::Status Validate(const v1::GetDocumentRequest& request);
absl::Status Validate(const v1::GetDocumentRecordRequest& request);
absl::Status Validate(const v1::ListDocumentsRequest& request);
absl::Status Validate(const v1::DeleteDocumentRequest& request);
absl::Status Validate(const v1::UndeleteDocumentRequest& request);
absl::Status Validate(const v1::GetDocumentSourceRequest& request);
absl::Status Validate(const v1::GetMeasureRequest& request);
absl::Status Validate(const v1::ListMeasuresRequest& request);
absl::Status Validate(const v1::GetIndicatorRequest& request);
absl::Status Validate(const v1::ListIndicatorsRequest& request);
absl::Status Validate(const v1::BatchGetDocumentsRequest& request);
absl::Status Validate(const v1::BatchGetMeasuresRequest& request);
absl::Status Validate(const v1::BatchGetIndicatorsRequest& request);
absl::Status Validate(const v1::StreamDocumentsRequest& request);
absl::Status Validate(const v1::StreamMeasuresRequest& request);
absl::Status Validate(const v1::StreamIndicatorsRequest& request);
absl::Status Validate(const v1::WatchChangesRequest& request);
absl::Status Validate(const v1::GetStoreInfoRequest& request);
absl::Status Validate(const v1::ListDocumentRevisionsRequest& request);
absl::Status Validate(const v1::CompareRevisionsRequest& request);
absl::Status Validate(const v1::PreviewDocumentRequest& request);
absl::Status Validate(const v1::PurgeHistoryRequest& request);

}  // namespace gangmu::measures
