#include "services/statistics/feed/follower.h"

#include <algorithm>
#include <grpcpp/grpcpp.h>
#include <utility>

#include "common/logging/logging.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"

namespace gangmu::statistics {
namespace {

namespace mv1 = measures::v1;

absl::Time FromProto(const google::protobuf::Timestamp& t) {
  return absl::FromUnixSeconds(t.seconds()) + absl::Nanoseconds(t.nanos());
}

bool NeedsRebuild(const absl::Status& status) {
  const Reason reason = DetailsOf(status).reason;
  return reason == Reason::kSTORE_EPOCH_CHANGED || reason == Reason::kCHANGES_COMPACTED ||
         reason == Reason::kINVALID_POSITION;
}

}  // namespace

Follower::Follower(mv1::MeasureService::StubInterface* stub, ChangeSink* sink, Clock* clock,
                   const FollowerOptions& options)
    : stub_(stub), sink_(sink), clock_(clock), options_(options) {}

Follower::~Follower() { Stop(); }

void Follower::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Follower::Stop() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
    if (running_call_ != nullptr) running_call_->TryCancel();
  }
  changed_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

bool Follower::Stopping() const {
  MutexLock lock(&mutex_);
  return stopping_;
}

FeedStatus Follower::status() const {
  MutexLock lock(&mutex_);
  return status_;
}

void Follower::Pause(absl::Duration delay) {
  const SteadyTime until = SteadyDeadline(delay);
  MutexLock lock(&mutex_);
  while (!stopping_ && changed_.WaitUntil(&mutex_, until)) {
  }
}

absl::Status Follower::WaitFor(const Position& position, absl::Duration timeout) const {
  const SteadyTime deadline = SteadyDeadline(timeout);
  const SteadyTime other_feed_deadline = std::min(deadline, SteadyDeadline(options_.other_feed_grace));
  MutexLock lock(&mutex_);
  while (true) {
    const std::optional<Position>& now = status_.position;
    if (now && now->SameFeed(position) && now->place >= position.place) return absl::OkStatus();
    const bool other_feed = now && !now->SameFeed(position) && status_.state == FeedState::kFollowing;
    if (!stopping_ && changed_.WaitUntil(&mutex_, other_feed ? other_feed_deadline : deadline)) continue;
    if (other_feed) {
      return Error(absl::StatusCode::kFailedPrecondition, Reason::kSTORE_EPOCH_CHANGED,
                   "the position belongs to another store or epoch than the one that statistics follow");
    }
    return Error(absl::StatusCode::kDeadlineExceeded, Reason::kDEADLINE_EXCEEDED,
                 "statistics did not reach the asked-for position in time")
        .With("position", now ? now->ToString() : "")
        .With("minPosition", position.ToString());
  }
}

void Follower::Advance(const Position& position, std::optional<absl::Time> commit_time) {
  {
    MutexLock lock(&mutex_);
    status_.position = position;
    status_.state = FeedState::kFollowing;
    if (commit_time) {
      status_.last_event_time = clock_->Now();
      status_.lag = std::max(absl::ZeroDuration(), status_.last_event_time - *commit_time);
    }
  }
  changed_.NotifyAll();
}

void Follower::Run() {
  std::optional<Position> restored = sink_->Restore();
  bool rebuild = true;
  absl::Duration backoff = options_.least_backoff;
  while (!Stopping()) {
    const FeedStatus before = status();
    const absl::Status result = restored ? CatchUp(*restored) : rebuild ? ReadSnapshot() : Follow();
    if (Stopping()) return;
    // Once its position was taken the sink stands for the status, whatever then happens to the stream.
    if (restored && status().position) {
      restored.reset();
      rebuild = false;
    }
    if (result.ok()) {
      rebuild = false;
      backoff = options_.least_backoff;
      continue;
    }
    if (NeedsRebuild(result)) {
      LogWarning("the feed does not go on from here; reading a snapshot", {{"status", result}});
      restored.reset();
      rebuild = true;
    } else {
      LogWarning("the measures service cannot be followed; trying again", {{"status", result}, {"after", backoff}});
    }
    {
      MutexLock lock(&mutex_);
      status_.state = rebuild ? FeedState::kRebuilding : FeedState::kDisconnected;
      if (status_.position != before.position) backoff = options_.least_backoff;
    }
    Pause(backoff);
    backoff = std::min(backoff * 2, options_.most_backoff);
  }
}

// Makes a call cancellable by Stop while it runs.
class ScopedCall {
 public:
  ScopedCall(Mutex* mutex, grpc::ClientContext** slot, grpc::ClientContext* context) : mutex_(mutex), slot_(slot) {
    MutexLock lock(mutex_);
    *slot_ = context;
  }
  ~ScopedCall() {
    MutexLock lock(mutex_);
    *slot_ = nullptr;
  }

 private:
  Mutex* const mutex_;
  grpc::ClientContext** const slot_;
};

absl::Status Follower::ApplySnapshotMessage(const mv1::StreamDocumentsResponse& message,
                                            std::optional<Position>* position) {
  if (!*position) {
    ASSIGN_OR_RETURN(*position, Position::Parse(message.position()));
  }
  return message.has_record() ? sink_->ApplyRecord(message.record(), **position) : absl::OkStatus();
}

absl::Status Follower::ReadSnapshot() {
  std::optional<Position> position;
  sink_->BeginSnapshot();
  bool complete = false;
  grpc::ClientContext context;
  ScopedCall call(&mutex_, &running_call_, &context);
  mv1::StreamDocumentsRequest request;
  request.set_view(mv1::VIEW_BASIC);
  auto reader = stub_->StreamDocuments(&context, request);
  mv1::StreamDocumentsResponse response;
  absl::Status applied = absl::OkStatus();
  while (applied.ok() && !Stopping() && reader->Read(&response)) {
    applied = ApplySnapshotMessage(response, &position);
    complete = response.complete();
  }
  if (!applied.ok() || Stopping()) context.TryCancel();
  const absl::Status status = FromGrpcStatus(reader->Finish());
  RETURN_IF_ERROR(applied);
  RETURN_IF_ERROR(status);
  if (!complete) return absl::UnavailableError("the snapshot stream ended early");
  sink_->CommitSnapshot(*position);
  Advance(*position, std::nullopt);
  if (options_.on_snapshot) options_.on_snapshot();
  return absl::OkStatus();
}

absl::Status Follower::ApplyEvent(const mv1::WatchChangesResponse& event) {
  ASSIGN_OR_RETURN(const Position position, Position::Parse(event.position()));
  std::optional<absl::Time> commit_time;
  if (event.has_change()) {
    RETURN_IF_ERROR(sink_->ApplyChange(event.change(), position));
    commit_time = FromProto(event.change().commit_time());
  }
  Advance(position, commit_time);
  return absl::OkStatus();
}

absl::Status Follower::ReadChanges(const mv1::WatchChangesRequest& request, const std::function<void()>& begin) {
  grpc::ClientContext context;
  ScopedCall call(&mutex_, &running_call_, &context);
  auto reader = stub_->WatchChanges(&context, request);
  mv1::WatchChangesResponse response;
  absl::Status applied = absl::OkStatus();
  bool begun = false;
  while (applied.ok() && !Stopping() && reader->Read(&response)) {
    if (!std::exchange(begun, true)) begin();
    applied = ApplyEvent(response);
  }
  // Only where we leave first: after the server has ended, a cancel would hide its status.
  if (!applied.ok() || Stopping()) context.TryCancel();
  const absl::Status status = FromGrpcStatus(reader->Finish());
  RETURN_IF_ERROR(applied);
  RETURN_IF_ERROR(status);
  if (!begun && !Stopping()) begin();
  return absl::OkStatus();
}

absl::Status Follower::CatchUp(const Position& restored) {
  mv1::WatchChangesRequest request;
  request.set_position(restored.ToString());
  request.set_until_current(true);
  RETURN_IF_ERROR(ReadChanges(request, [&] {
    sink_->CommitSnapshot(restored);
    Advance(restored, std::nullopt);
    if (options_.on_snapshot) options_.on_snapshot();
  }));
  return absl::OkStatus();
}

absl::Status Follower::Follow() {
  mv1::WatchChangesRequest request;
  request.set_position(status().position->ToString());
  request.mutable_heartbeat()->set_seconds(absl::ToInt64Seconds(options_.heartbeat));
  RETURN_IF_ERROR(ReadChanges(request, [] {}));
  return absl::UnavailableError("the feed ended");
}

}  // namespace gangmu::statistics
