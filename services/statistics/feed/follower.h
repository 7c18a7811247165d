// Follows the change feed of the measures service: first a snapshot stream, or what the sink kept of an earlier life,
// then every change behind it, for as long as it lives. It survives restarts of the store, and rebuilds where the feed
// no longer reaches back (CHANGES_COMPACTED) or the store was restored (STORE_EPOCH_CHANGED).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/position/position.h"
#include "common/sync/mutex.h"
#include "common/time/clock.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"

namespace gangmu::statistics {

// Takes what the follower brings. Called by one thread at a time. Applying one change twice must change nothing.
class ChangeSink {
 public:
  virtual ~ChangeSink() = default;
  // What was kept of an earlier life and can go on from the position returned; nullopt: nothing. Called once, before
  // anything else. CommitSnapshot follows as soon as the feed takes the position; BeginSnapshot where it does not.
  virtual std::optional<Position> Restore() { return std::nullopt; }
  // A new state begins, empty; what was there before goes on answering until CommitSnapshot.
  virtual void BeginSnapshot() = 0;
  // A record of the snapshot.
  virtual absl::Status ApplyRecord(const policy::v1::DocumentRecord& record, const Position& position) = 0;
  // The snapshot is whole: from now on it answers, standing for `position`.
  virtual void CommitSnapshot(const Position& position) = 0;
  // A change behind the snapshot. `position` is the one after it.
  virtual absl::Status ApplyChange(const measures::v1::Change& change, const Position& position) = 0;
};

enum class FeedState { kRebuilding, kFollowing, kDisconnected };

struct FeedStatus {
  FeedState state = FeedState::kRebuilding;
  std::optional<Position> position;  // absent until the first snapshot is whole
  absl::Time last_event_time = absl::InfinitePast();
  absl::Duration lag = absl::ZeroDuration();  // of the last change, from commit to applied
};

struct FollowerOptions {
  absl::Duration heartbeat = absl::Seconds(5);
  absl::Duration least_backoff = absl::Milliseconds(50);
  absl::Duration most_backoff = absl::Seconds(5);
  // How long a wait for a position of another feed goes on: right after a restore the caller may know of the new epoch
  // before the follower does.
  absl::Duration other_feed_grace = absl::Seconds(2);
  // Called from the following thread each time a snapshot is whole.
  std::function<void()> on_snapshot;
};

// Thread safe.
class Follower {
 public:
  // `stub`, `sink` and `clock` outlive it.
  Follower(measures::v1::MeasureService::StubInterface* stub, ChangeSink* sink, Clock* clock,
           const FollowerOptions& options = {});
  ~Follower();  // as Stop

  // Starts the following thread. Once.
  void Start();
  // Cancels what is under way and waits for the thread. Idempotent.
  void Stop();

  FeedStatus status() const;

  // Waits until `position` is applied, at most for `timeout`. DEADLINE_EXCEEDED where it does not come in
  // time, STORE_EPOCH_CHANGED where it belongs to another feed than the one that is followed.
  absl::Status WaitFor(const Position& position, absl::Duration timeout) const;

 private:
  void Run();
  absl::Status ReadSnapshot();
  // Goes on from what the sink kept, up to the end of the feed.
  absl::Status CatchUp(const Position& restored);
  // Reads a stream of changes to its end; calls `begin` before the first one, or at an orderly end without any.
  absl::Status ReadChanges(const measures::v1::WatchChangesRequest& request, const std::function<void()>& begin);
  absl::Status ApplySnapshotMessage(const measures::v1::StreamDocumentsResponse& message,
                                    std::optional<Position>* position);
  absl::Status Follow();
  absl::Status ApplyEvent(const measures::v1::WatchChangesResponse& event);
  void Advance(const Position& position, std::optional<absl::Time> commit_time);
  bool Stopping() const;
  void Pause(absl::Duration delay);

  measures::v1::MeasureService::StubInterface* const stub_;
  ChangeSink* const sink_;
  Clock* const clock_;
  const FollowerOptions options_;
  std::thread thread_;

  mutable Mutex mutex_;
  mutable CondVar changed_;
  FeedStatus status_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* running_call_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace gangmu::statistics
