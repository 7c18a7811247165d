#include "services/measures/store/sqlite/positions.h"

namespace gangmu::measures {

absl::Status CheckPosition(const Position& position, const FeedIdentity& feed, int64_t horizon, int64_t head,
                           Reason before_horizon) {
  if (position.store_id != feed.store_id) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_POSITION, "the position is of another store");
  }
  if (position.epoch != feed.epoch) {
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kSTORE_EPOCH_CHANGED,
                 "the store was restored since: rebuild from a snapshot");
  }
  if (position.place > head) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_POSITION,
                 "the position lies beyond the newest change");
  }
  return position.place < horizon ? BeforeHorizon(feed, horizon, before_horizon) : absl::OkStatus();
}

absl::Status BeforeHorizon(const FeedIdentity& feed, int64_t horizon, Reason reason) {
  return Error(absl::StatusCode::kOutOfRange, reason,
               reason == Reason::kPURGED ? "the history of that moment was purged"
                                         : "the changes behind that position are no longer kept: read a snapshot")
      .With("horizon", feed.At(horizon).ToString());
}

}  // namespace gangmu::measures
