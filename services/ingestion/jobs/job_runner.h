// Works through the items of running jobs: hands them to a processor and records what becomes of them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/sync/mutex.h"
#include "services/ingestion/jobs/job_store.h"
#include "services/ingestion/jobs/rate_meter.h"

namespace gangmu::jobs {

// What the processor says of an item.
struct Verdict {
  // Not OK: nothing was decided, since a service is away or busy; the item is tried again.
  absl::Status again;
  Decision decision;  // item, attempts and duration are filled in by the runner
};

// Does the work on one item. Thread safe.
class Processor {
 public:
  virtual ~Processor() = default;
  // Takes the item, waiting for room; `done` is called once, from any thread. False, without a call, where the work is
  // stopping.
  virtual bool Process(const Job& job, const Item& item, std::string content, std::function<void(Verdict)> done) = 0;
  // Why work that is under way does not get on; OK where it does.
  virtual absl::Status Trouble() = 0;
  // The decision about an item that can never be worked on, such as one whose bytes are damaged.
  virtual Decision Rejection(const absl::Status& why) = 0;
};

struct RunnerOptions {
  size_t max_in_flight = 256;                        // items under way
  absl::Duration retry_delay = absl::Seconds(1);     // after a verdict of `again` and after a failed commit
  absl::Duration cleanup_every = absl::Seconds(10);  // expired jobs and the like
  Clock* clock = &SystemClock();
};

// Items of one job are taken up in order of their numbers, those of one identity strictly one after the other; jobs
// take turns. What is handed out is noted on disk before: an item with which the process died is a suspect and has its
// next turns after all others and in ever smaller company, in the end alone; one that dies with the process four times
// is a dead letter. So a file that ends the process each time costs its own place and nothing else. Every decision is
// on disk before the item counts as decided; decisions that cannot be written (disk full) are kept and written again.
// Thread safe.
class JobRunner {
 public:
  // Both outlive the runner. Begins to work at once.
  JobRunner(const RunnerOptions& options, JobStore* store, Processor* processor);
  // As Stop.
  ~JobRunner();

  // Items of the job under way.
  int64_t InFlight(int64_t job) const;
  // Items decided per second lately.
  double Rate(int64_t job) const;
  // Why nothing gets on; OK where it does.
  absl::Status Trouble() const;

  // Something changed in the store.
  void Wake();

  // Hands out no more items. The processor then finishes or gives back what it has; Stop waits for that.
  void StopHandingOut();
  // Records what was decided and ends. Idempotent.
  void Stop();

 private:
  struct UnderWay {
    int64_t job = 0;
    int64_t number = 0;
    std::string identity;
    absl::Duration began;
    int64_t starts = 0;  // of the item before this one
  };

  void HandOutLoop();
  bool HandOutSome(const Job& job);
  std::vector<Item> Choose(const Job& job);
  std::vector<Item> ChooseFrom(const Job& job, int64_t read_after, const std::vector<Item>& items, bool are_last);
  // Chooses of items that died with the process, or of those that did not.
  std::vector<Item> Pick(const Job& job, const std::vector<Item>& items, bool suspects)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasRoomFor(const Job& job, const Item& item) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool NoteStarts(const std::vector<Item>& items);
  void HandOut(const Job& job, Item item);
  void OnVerdict(int64_t item, Verdict verdict);
  void RecordLoop();
  void Settle(const std::vector<Decision>& batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveBack(int64_t item) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeBack(int64_t item) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CleanUp();
  void Forget(const std::vector<Job>& running);
  void SetWriteTrouble(const absl::Status& status);
  void SetReadTrouble(const absl::Status& status);

  const RunnerOptions options_;
  JobStore* const store_;
  Processor* const processor_;

  mutable Mutex mutex_;
  CondVar changed_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool no_more_ ABSL_GUARDED_BY(mutex_) = false;  // items are handed out
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;    // and none is under way any more
  absl::Duration not_before_ ABSL_GUARDED_BY(mutex_) = -absl::InfiniteDuration();
  std::map<int64_t, UnderWay> under_way_ ABSL_GUARDED_BY(mutex_);    // by item
  std::map<int64_t, int64_t> in_flight_ ABSL_GUARDED_BY(mutex_);     // by job
  std::set<std::string> identities_ ABSL_GUARDED_BY(mutex_);         // under way
  std::map<int64_t, int64_t> cursors_ ABSL_GUARDED_BY(mutex_);       // by job: all items up to that number are taken up
  std::map<int64_t, int64_t> failed_tries_ ABSL_GUARDED_BY(mutex_);  // by item
  std::vector<Decision> decided_ ABSL_GUARDED_BY(mutex_);            // and not yet recorded; all of them under way
  std::vector<int64_t> returned_ ABSL_GUARDED_BY(mutex_);            // items that came back undecided, not yet noted
  // Recorded since the hand-out last began to read items: what it read may show them as waiting.
  std::set<int64_t> settled_ ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, RateMeter> rates_ ABSL_GUARDED_BY(mutex_);  // by job
  absl::Status write_trouble_ ABSL_GUARDED_BY(mutex_);
  absl::Status read_trouble_ ABSL_GUARDED_BY(mutex_);
  absl::Status item_trouble_ ABSL_GUARDED_BY(mutex_);
  absl::Duration next_cleanup_ = -absl::InfiniteDuration();
  Mutex stop_mutex_;
  std::thread hand_out_;
  std::thread record_;
};

}  // namespace gangmu::jobs
