// Checks of requests about status and links: pure, all violations at once.
#pragma once

#include "absl/status/status.h"

#include "gangmu/measures/v1/tracking_service.pb.h"

namespace gangmu::measures {

absl::Status Validate(const v1::SetMeasureStatusRequest& request);
absl::Status Validate(const v1::LinkMeasuresRequest& request);
absl::Status Validate(const v1::UnlinkMeasuresRequest& request);
absl::Status Validate(const v1::ListMeasureLinksRequest& request);
absl::Status Validate(const v1::GetMeasureLineRequest& request);

}  // namespace gangmu::measures
