// Checks of the requests about corrections and reviews, pure: all violations at once.
#pragma once

#include "absl/status/status.h"

#include "gangmu/measures/v1/correction_service.pb.h"

namespace gangmu::measures {

inline constexpr int kMaxReviewed = 1000;  // names of one review, or of one sample

absl::Status Validate(const v1::UpdateDocumentRequest& request);
absl::Status Validate(const v1::UpdateMeasureRequest& request);
absl::Status Validate(const v1::UpdateIndicatorRequest& request);
absl::Status Validate(const v1::CreateIndicatorRequest& request);
absl::Status Validate(const v1::RejectIndicatorRequest& request);
absl::Status Validate(const v1::ReviewPartsRequest& request);
absl::Status Validate(const v1::ListCorrectionsRequest& request);
absl::Status Validate(const v1::RevertCorrectionRequest& request);
absl::Status Validate(const v1::CountReviewsRequest& request);
absl::Status Validate(const v1::SampleForReviewRequest& request);
absl::Status Validate(const v1::EstimatePrecisionRequest& request);

}  // namespace gangmu::measures
