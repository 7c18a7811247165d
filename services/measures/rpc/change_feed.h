// The change feed of the measures service. It goes on in short reads of the store, so that a slow follower holds a
// thread and nothing else.
#pragma once

#include "absl/status/status.h"

#include "common/rpc/call_runner.h"
#include "gangmu/measures/v1/measure_service.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// Changes behind the position as they are committed, heartbeats between them, until the caller leaves or, with
// until_current, the head as of the call is reached.
absl::Status FollowChanges(MeasureStore& store, CallContext& call, const v1::WatchChangesRequest& request,
                           StreamWriter<v1::WatchChangesResponse>& out);

}  // namespace gangmu::measures
