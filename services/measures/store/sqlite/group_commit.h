// The one writer of a store. Concurrent calls are written in one transaction and acknowledged after its COMMIT, so that
// they share the cost of making it durable; a call that fails takes nothing with it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/metrics/metrics.h"
#include "common/sqlite/connection.h"
#include "common/sync/mutex.h"
#include "common/time/commit_clock.h"
#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/search_index.h"

namespace gangmu::measures {

// What one operation sees of the transaction it is part of.
class WriteScope {
 public:
  sqlite::Connection& db() { return db_; }
  // The next place of the feed, one for each changed document.
  int64_t NextPlace() { return ++place_; }
  absl::Time NextCommitTime() { return clock_.Next(); }
  // The newest place, including those of this transaction so far.
  int64_t place() const { return place_; }
  // What the operation adds to and takes from the search index.
  SearchIndexWriter& search() { return search_; }
  // Everything the operation did is undone at its end, although it succeeds.
  void Discard() { discard_ = true; }

 private:
  friend class GroupCommit;
  WriteScope(sqlite::Connection& db, CommitClock& clock, int64_t place) : db_(db), clock_(clock), place_(place) {}
  sqlite::Connection& db_;
  CommitClock& clock_;
  int64_t place_;
  SearchIndexWriter search_;
  bool discard_ = false;
};

// Thread safe.
class GroupCommit {
 public:
  // Runs in the writer's thread; possibly more than once, where the transaction it was part of failed as a whole.
  using Operation = std::function<absl::Status(WriteScope&)>;

  struct Options {
    size_t max_group = 64;     // operations in one transaction
    size_t max_queued = 1024;  // beyond that STORE_BUSY
    Metrics* metrics = &InertMetrics();
  };

  // `last_place` and the clock's last time are those of the newest commit in the database.
  GroupCommit(std::unique_ptr<sqlite::Connection> db, Clock& clock, absl::Time last_commit_time, int64_t last_place,
              const Options& options);
  // Finishes what was taken.
  ~GroupCommit();

  // Returns once the operation is committed, or failed and undone. An operation that still waits when the caller's
  // time is over is given up.
  absl::Status Run(Operation operation, const CallOptions& call);

  int64_t last_place() const;
  // True as soon as last_place() > place; false after `timeout`.
  bool WaitForCommitAfter(int64_t place, absl::Duration timeout) const;

 private:
  struct Pending {
    Operation operation;
    enum class State { kQueued, kRunning, kDone } state = State::kQueued;
    absl::Status status;
  };
  using Group = std::vector<std::shared_ptr<Pending>>;

  void Loop();
  Group TakeGroup();
  void RunGroup(const Group& group);
  // The error of the transaction as a whole; then nothing of it is stored. Else each status in `statuses` is that of
  // its operation.
  absl::Status TryGroup(const Group& group, std::vector<absl::Status>& statuses);
  absl::Status RunOne(WriteScope& scope, const Operation& operation);
  void Finish(const Group& group, const std::vector<absl::Status>& statuses);
  bool GiveUp(const std::shared_ptr<Pending>& pending) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  Counter& transactions_;                         // committed
  Counter& operations_;                           // in them
  const std::unique_ptr<sqlite::Connection> db_;  // the writer's thread only
  Clock& wall_clock_;
  CommitClock clock_;

  mutable Mutex mutex_;
  mutable CondVar work_or_stop_;
  mutable CondVar done_;
  mutable CondVar committed_;
  std::deque<std::shared_ptr<Pending>> queue_ ABSL_GUARDED_BY(mutex_);
  int64_t last_place_ ABSL_GUARDED_BY(mutex_);
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace gangmu::measures
