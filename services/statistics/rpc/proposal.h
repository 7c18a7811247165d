// Turns a refusal of the engine into a proposal that can be sent as it is.
#pragma once

#include "absl/status/status.h"

#include "gangmu/statistics/v1/statistics_service.pb.h"

namespace gangmu::statistics {

// Adds to MIXED_UNITS and NON_ADDITIVE the metadata `setFields`, JSON of the fields to set in the request, and
// `proposal`, JSON of the whole request with them, where it fits what one entry of metadata holds. Other statuses
// stay as they are.
absl::Status WithProposal(const absl::Status& status, const v1::QueryStatisticsRequest& request);

}  // namespace gangmu::statistics
