// Whether a caller's position can be served.
#pragma once

#include "absl/status/status.h"

#include "common/status/error.h"
#include "services/measures/store/sqlite/feed.h"

namespace gangmu::measures {

// `before_horizon` is the reason for a place whose history is gone: CHANGES_COMPACTED or PURGED.
// Errors: INVALID_ARGUMENT INVALID_POSITION (another store, or beyond the head), FAILED_PRECONDITION
// STORE_EPOCH_CHANGED, OUT_OF_RANGE with `before_horizon` (metadata: horizon).
absl::Status CheckPosition(const Position& position, const FeedIdentity& feed, int64_t horizon, int64_t head,
                           Reason before_horizon);

// The error for a place whose history is gone.
absl::Status BeforeHorizon(const FeedIdentity& feed, int64_t horizon, Reason reason);

}  // namespace gangmu::measures
