#include "services/measures/store/sqlite/group_commit.h"

#include <algorithm>
#include <utility>

#include "common/sqlite/transaction.h"
#include "common/status/error.h"
#include "common/status/macros.h"

namespace gangmu::measures {
namespace {

// How often a caller that waits asks whether it still wants to.
constexpr absl::Duration kPatience = absl::Milliseconds(20);

absl::Status GivenUp(bool deadline_passed) {
  return deadline_passed
             ? Error(absl::StatusCode::kDeadlineExceeded, Reason::kDEADLINE_EXCEEDED,
                     "the deadline passed before the write began")
                   .Build()
             : Error(absl::StatusCode::kCancelled, Reason::kCANCELLED, "the call was cancelled before the write began")
                   .Build();
}

}  // namespace

GroupCommit::GroupCommit(std::unique_ptr<sqlite::Connection> db, Clock& clock, absl::Time last_commit_time,
                         int64_t last_place, const Options& options)
    : options_(options),
      transactions_(
          options.metrics->CounterOf({"gangmu_store_transactions_total", "Write transactions committed.", {}})),
      operations_(options.metrics->CounterOf({"gangmu_store_operations_total", "Calls written in them.", {}})),
      db_(std::move(db)),
      wall_clock_(clock),
      clock_(clock, last_commit_time),
      last_place_(last_place),
      thread_([this] { Loop(); }) {}

GroupCommit::~GroupCommit() {
  {
    MutexLock lock(&mutex_);
    stop_ = true;
  }
  work_or_stop_.NotifyAll();
  thread_.join();
}

absl::Status GroupCommit::Run(Operation operation, const CallOptions& call) {
  auto pending = std::make_shared<Pending>();
  pending->operation = std::move(operation);
  MutexLock lock(&mutex_);
  if (stop_ || queue_.size() >= options_.max_queued) {
    return Error(absl::StatusCode::kUnavailable, Reason::kSTORE_BUSY, "too many writes are waiting")
        .RetryAfter(absl::Milliseconds(200));
  }
  queue_.push_back(pending);
  work_or_stop_.NotifyOne();
  while (pending->state != Pending::State::kDone) {
    done_.WaitUntil(&mutex_, SteadyDeadline(kPatience));
    if (pending->state != Pending::State::kQueued) continue;
    const bool late = wall_clock_.Now() >= call.deadline;
    if ((late || (call.cancelled && call.cancelled())) && GiveUp(pending)) return GivenUp(late);
  }
  return pending->status;
}

bool GroupCommit::GiveUp(const std::shared_ptr<Pending>& pending) {
  const auto it = std::find(queue_.begin(), queue_.end(), pending);
  if (it == queue_.end()) return false;
  queue_.erase(it);
  return true;
}

int64_t GroupCommit::last_place() const {
  MutexLock lock(&mutex_);
  return last_place_;
}

bool GroupCommit::WaitForCommitAfter(int64_t place, absl::Duration timeout) const {
  const SteadyTime deadline = SteadyDeadline(timeout);
  MutexLock lock(&mutex_);
  while (last_place_ <= place) {
    if (!committed_.WaitUntil(&mutex_, deadline)) break;
  }
  return last_place_ > place;
}

void GroupCommit::Loop() {
  for (Group group = TakeGroup(); !group.empty(); group = TakeGroup()) RunGroup(group);
}

GroupCommit::Group GroupCommit::TakeGroup() {
  MutexLock lock(&mutex_);
  while (queue_.empty() && !stop_) work_or_stop_.Wait(&mutex_);
  Group group;
  while (!queue_.empty() && group.size() < options_.max_group) {
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
    group.back()->state = Pending::State::kRunning;
  }
  return group;
}

void GroupCommit::RunGroup(const Group& group) {
  std::vector<absl::Status> statuses(group.size());
  const absl::Status whole = TryGroup(group, statuses);
  if (whole.ok()) return Finish(group, statuses);
  if (group.size() == 1) return Finish(group, {whole});
  // What broke the transaction may be the fault of one: each gets its own.
  for (const auto& pending : group) RunGroup({pending});
}

absl::Status GroupCommit::TryGroup(const Group& group, std::vector<absl::Status>& statuses) {
  ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(*db_, sqlite::Transaction::Kind::kWrite));
  WriteScope scope(*db_, clock_, last_place());
  for (size_t i = 0; i < group.size(); ++i) {
    statuses[i] = RunOne(scope, group[i]->operation);
    // Disk full and I/O errors make SQLite roll the whole transaction back by itself.
    if (db_->in_autocommit()) return statuses[i].ok() ? Internal("the transaction ended early").Build() : statuses[i];
  }
  RETURN_IF_ERROR(transaction.Commit());
  transactions_.Add(1);
  operations_.Add(group.size());
  {
    MutexLock lock(&mutex_);
    last_place_ = scope.place();
  }
  committed_.NotifyAll();
  return absl::OkStatus();
}

absl::Status GroupCommit::RunOne(WriteScope& scope, const Operation& operation) {
  ASSIGN_OR_RETURN(auto savepoint, sqlite::Savepoint::Begin(*db_));
  const int64_t place_before = scope.place_;
  scope.discard_ = false;
  scope.search_ = SearchIndexWriter();
  absl::Status status = operation(scope);
  if (status.ok() && !scope.discard_) status = scope.search_.Flush(*db_);
  if (status.ok() && !scope.discard_) status = savepoint.Keep();
  if (!status.ok() || scope.discard_) scope.place_ = place_before;
  return status;
}

void GroupCommit::Finish(const Group& group, const std::vector<absl::Status>& statuses) {
  {
    MutexLock lock(&mutex_);
    for (size_t i = 0; i < group.size(); ++i) {
      group[i]->status = statuses[i];
      group[i]->state = Pending::State::kDone;
    }
  }
  done_.NotifyAll();
}

}  // namespace gangmu::measures
