#include "services/measures/rpc/change_feed.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/status/macros.h"
#include "common/time/clock.h"
#include "services/measures/rpc/convert.h"

namespace gangmu::measures {
namespace {

constexpr size_t kEventsARead = 64;
constexpr absl::Duration kDefaultHeartbeat = absl::Seconds(15);

absl::Duration HeartbeatOf(const v1::WatchChangesRequest& request) {
  return request.has_heartbeat() ? absl::Seconds(request.heartbeat().seconds()) : kDefaultHeartbeat;
}

// Waits until there is a commit behind `place`, the heartbeat is due or the call ends.
absl::Status WaitForNews(MeasureStore& store, CallContext& call, int64_t place, absl::Duration heartbeat) {
  const absl::Duration due = SystemClock().Monotonic() + heartbeat;
  while (true) {
    RETURN_IF_ERROR(call.Check());
    const absl::Duration left = due - SystemClock().Monotonic();
    if (left <= absl::ZeroDuration()) return absl::OkStatus();
    if (store.WaitForCommitAfter(place, std::min(left, kCancelPollInterval))) return absl::OkStatus();
  }
}

absl::Status SendHeartbeat(const Position& at, const Position& head, StreamWriter<v1::WatchChangesResponse>& out) {
  v1::WatchChangesResponse response;
  response.set_position(at.ToString());
  response.set_head_position(head.ToString());
  return out.Write(response);
}

}  // namespace

absl::Status FollowChanges(MeasureStore& store, CallContext& call, const v1::WatchChangesRequest& request,
                           StreamWriter<v1::WatchChangesResponse>& out) {
  std::optional<Position> at;
  if (!request.position().empty()) {
    ASSIGN_OR_RETURN(at, Position::Parse(request.position()));
  }
  ASSIGN_OR_RETURN(const StoreInfo info, store.GetStoreInfo(OptionsOf(call)));
  const int64_t end = info.head.place;
  while (true) {
    ASSIGN_OR_RETURN(ChangeBatch batch, store.ReadChanges(at, kEventsARead, OptionsOf(call)));
    for (ChangeEvent& event : batch.events) {
      at = event.position;
      v1::WatchChangesResponse response;
      response.set_position(at->ToString());
      response.set_head_position(batch.head.ToString());
      if (event.codelist) {
        *response.mutable_codelist_change() = ToCodelistChange(std::move(event));
      } else {
        *response.mutable_change() = ToMessage(std::move(event));
      }
      RETURN_IF_ERROR(out.Write(response));
    }
    if (!at) at = Position{batch.head.store_id, batch.head.epoch, 0};
    if (request.until_current() && at->place >= end) return absl::OkStatus();
    if (!batch.events.empty()) continue;
    RETURN_IF_ERROR(WaitForNews(store, call, at->place, HeartbeatOf(request)));
    if (!store.WaitForCommitAfter(at->place, absl::ZeroDuration())) {
      RETURN_IF_ERROR(SendHeartbeat(*at, batch.head, out));
    }
  }
}

}  // namespace gangmu::measures
