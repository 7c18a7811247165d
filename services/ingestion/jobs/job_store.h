// The database of jobs: what is acknowledged here survives a kill and a cut of power.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "common/sqlite/connection.h"
#include "common/sqlite/file_lock.h"
#include "common/sqlite/reader_pool.h"
#include "common/sync/mutex.h"
#include "common/time/clock.h"
#include "common/time/id_source.h"
#include "services/ingestion/jobs/job.h"

namespace gangmu::jobs {

struct JobStoreOptions {
  std::string path;                                 // of the database; its folder exists
  std::string vfs;                                  // for tests
  int64_t max_held_bytes = int64_t{8} << 30;        // bytes of items on disk, over all jobs
  int64_t max_waiting_items = 1'000'000;            // items not yet decided, over all jobs
  absl::Duration retention = absl::Hours(24 * 30);  // of a finished job
  Clock* clock = &SystemClock();
  IdSource* ids = &SystemIds();
};

struct NewJob {
  std::string id;  // empty: made here
  std::string request_id;
  std::string resume_key;
  std::string display_name;
  JobKind kind = JobKind::kIngest;
  int64_t max_in_flight = 0;  // 0: as many as the service allows
};

// Thread safe. One writer behind a lock, several readers. Besides the errors named below every call may fail with those
// of the database (common/sqlite/error.h), for example DISK_FULL and READ_ONLY; then nothing of it has happened.
class JobStore {
 public:
  // Opens and migrates; a second process is refused with PRECONDITION_FAILED.
  static absl::StatusOr<std::unique_ptr<JobStore>> Open(const JobStoreOptions& options);

  // Called after each change that may give work to do or show in a view. From any thread; must not block or call back.
  // Set before the store is shared.
  void SetListener(std::function<void()> listener) { listener_ = std::move(listener); }
  const JobStoreOptions& options() const { return options_; }

  // The job of that request id or the unfinished one of that resume key, else a new one. Errors: ALREADY_EXISTS.
  absl::StatusOr<Job> Create(const NewJob& job);
  // Errors: NOT_FOUND.
  absl::StatusOr<Job> Get(std::string_view id);
  // Newest first, those with a row below `before_row` (0: all).
  absl::StatusOr<std::vector<Job>> List(int64_t before_row, int limit);
  absl::StatusOr<std::vector<ItemCount>> Counts(int64_t job);

  // State changes. Repeating one is harmless. Errors: NOT_FOUND; PRECONDITION_FAILED where the state does not allow it.
  absl::StatusOr<Job> Start(std::string_view id, bool more_items, bool drop_incomplete);
  absl::StatusOr<Job> Pause(std::string_view id);
  absl::StatusOr<Job> Resume(std::string_view id);
  absl::StatusOr<Job> Cancel(std::string_view id);
  absl::Status Delete(std::string_view id);

  // All chunks or none. Errors: NOT_FOUND; OUT_OF_RANGE for a gap; CONFLICT; PRECONDITION_FAILED; OVERLOADED with a
  // delay where too much waits. See job_service.proto.
  absl::StatusOr<std::vector<ItemProgress>> Upload(std::string_view id, absl::Span<const Chunk> chunks);

  // Items of a job by number, beginning after one; of all phases where none is given.
  absl::StatusOr<std::vector<Item>> ListItems(int64_t job, std::optional<ItemPhase> phase, int64_t after_number,
                                              int limit);
  // Items in the order of decisions, beginning after a place.
  absl::StatusOr<std::vector<Item>> ListDecided(int64_t job, int64_t after_sequence, int limit);
  // Errors: NOT_FOUND.
  absl::StatusOr<Item> GetItem(int64_t job, int64_t number);
  // The bytes of an item. Errors: NOT_FOUND (PURGED) where they are not held, not even in part.
  absl::StatusOr<std::string> Content(const Item& item);

  // Puts dead letters back in line: those of `numbers`, or all where it is empty, that were rejected for `reason`, or
  // for any where that is empty. How many. Errors: NOT_FOUND, PRECONDITION_FAILED for a cancelled job.
  absl::StatusOr<int64_t> Redrive(std::string_view id, absl::Span<const int64_t> numbers, std::string_view reason);

  // For the runner.
  absl::StatusOr<std::vector<Job>> RunningJobs();
  // Notes that items are handed out, before they are: what dies with the process is known afterwards.
  absl::Status NoteStarts(absl::Span<const int64_t> items);
  // Notes that items which were handed out came back undecided, through no fault of theirs.
  absl::Status NoteReturns(absl::Span<const int64_t> items);
  // Records decisions in one transaction and finishes jobs that have nothing left. A decision about an item that waits
  // no more is left out.
  absl::Status Record(absl::Span<const Decision> decisions);
  // Does a bounded piece of what is due: bytes of cancelled jobs, deleted and expired jobs. False where nothing was.
  absl::StatusOr<bool> CleanUpSome();

 private:
  explicit JobStore(const JobStoreOptions& options) : options_(options) {}

  // What lies on disk, as of the last commit.
  struct Totals {
    int64_t held_bytes = 0;
    int64_t waiting_items = 0;
  };
  using Body = absl::FunctionRef<absl::Status(sqlite::Connection&, Totals&)>;
  using Change = absl::FunctionRef<absl::Status(sqlite::Connection&, Job&, Totals&)>;
  int64_t NowMicros() { return absl::ToUnixMicros(options_.clock->Now()); }
  // Runs `body` in a write transaction and tells the listener. Its changes of the totals count once it is committed.
  absl::Status Write(Body body);
  // Reads the job, lets `change` alter it, and stores it.
  absl::StatusOr<Job> ChangeJob(std::string_view id, Change change);
  // Marks a running job as SUCCEEDED where nothing more comes and nothing waits.
  absl::Status FinishIfDone(sqlite::Connection& db, Job& job);
  absl::Status FinishIfDone(sqlite::Connection& db, int64_t job);
  absl::Status StoreChunk(sqlite::Connection& db, const Job& job, const Chunk& chunk, int64_t now, Totals& totals,
                          ItemProgress* progress);
  absl::Status CheckRoom(const Job& job, absl::Span<const Chunk> chunks, const Totals& totals) const;
  absl::StatusOr<bool> ExpireSome();
  absl::StatusOr<bool> DropBytesOfEndedJobs();
  absl::StatusOr<bool> RemoveDeletedJob();

  const JobStoreOptions options_;
  std::function<void()> listener_ = [] {};
  std::unique_ptr<sqlite::FileLock> lock_;
  Mutex mutex_;
  std::unique_ptr<sqlite::Connection> writer_ ABSL_GUARDED_BY(mutex_);
  Totals totals_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<sqlite::ReaderPool> readers_;
};

}  // namespace gangmu::jobs
