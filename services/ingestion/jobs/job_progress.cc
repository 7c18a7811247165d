// What becomes of items: decisions, and dead letters that get another try.
#include <set>

#include "services/ingestion/jobs/job_store.h"
#include "services/ingestion/jobs/rows.h"

namespace gangmu::jobs {
namespace {

using sqlite::Connection;

struct Waiting {
  int64_t job = 0;
  int64_t bytes = 0;
};

// The item where it still waits for a decision in a job that goes on.
absl::StatusOr<std::optional<Waiting>> FindWaiting(Connection& db, int64_t item) {
  ASSIGN_OR_RETURN(auto find, db.Prepare("SELECT job, received FROM items JOIN jobs USING (job) "
                                         "WHERE item = ?1 AND phase = 2 AND state IN (1, 2, 3)"));
  find.Bind(1, item);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  return found ? std::optional<Waiting>({find.Int(0), find.Int(1)}) : std::nullopt;
}

absl::Status StoreDecision(Connection& db, int64_t job, const Decision& decision, int64_t now) {
  RETURN_IF_ERROR(
      Run(db, "UPDATE jobs SET last_sequence = last_sequence + 1, update_time = ?2 WHERE job = ?1", job, now));
  return Run(db,
             "UPDATE items SET phase = ?2, outcome = ?3, reason = ?4, result = ?5, measures = ?6, indicators = ?7, "
             "attempts = attempts + ?8, duration = ?9, update_time = ?10, "
             "sequence = (SELECT last_sequence FROM jobs WHERE job = ?11) WHERE item = ?1",
             decision.item, static_cast<int>(decision.dead ? ItemPhase::kDead : ItemPhase::kDone), decision.outcome,
             decision.reason, sqlite::Blob{decision.result}, decision.measures, decision.indicators, decision.attempts,
             absl::ToInt64Microseconds(decision.duration), now, job);
}

absl::StatusOr<int64_t> Revive(Connection& db, int64_t job, std::optional<int64_t> number, std::string_view reason,
                               int64_t now) {
  RETURN_IF_ERROR(Run(db,
                      "UPDATE items SET phase = 2, outcome = 0, reason = '', result = x'', sequence = NULL, "
                      "starts = 0, update_time = ?4 "
                      "WHERE job = ?1 AND phase = 4 AND (?2 IS NULL OR number = ?2) AND (?3 = '' OR reason = ?3)",
                      job, number, reason, now));
  return db.changed_rows();
}

}  // namespace

absl::Status JobStore::Record(absl::Span<const Decision> decisions) {
  return Write([&](Connection& db, Totals& totals) -> absl::Status {
    const int64_t now = NowMicros();
    std::set<int64_t> touched;
    for (const Decision& decision : decisions) {
      ASSIGN_OR_RETURN(const std::optional<Waiting> waiting, FindWaiting(db, decision.item));
      if (!waiting) continue;
      RETURN_IF_ERROR(StoreDecision(db, waiting->job, decision, now));
      touched.insert(waiting->job);
      totals.waiting_items -= 1;
      if (decision.dead) continue;
      RETURN_IF_ERROR(Run(db, "DELETE FROM chunks WHERE item = ?1", decision.item));
      totals.held_bytes -= waiting->bytes;
    }
    for (const int64_t row : touched) RETURN_IF_ERROR(FinishIfDone(db, row));
    return absl::OkStatus();
  });
}

absl::Status JobStore::NoteStarts(absl::Span<const int64_t> items) {
  return Write([&](Connection& db, Totals&) -> absl::Status {
    for (const int64_t item : items) {
      RETURN_IF_ERROR(Run(db, "UPDATE items SET starts = starts + 1 WHERE item = ?1", item));
    }
    return absl::OkStatus();
  });
}

absl::Status JobStore::NoteReturns(absl::Span<const int64_t> items) {
  return Write([&](Connection& db, Totals&) -> absl::Status {
    for (const int64_t item : items) {
      RETURN_IF_ERROR(Run(db, "UPDATE items SET starts = max(starts - 1, 0) WHERE item = ?1", item));
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<int64_t> JobStore::Redrive(std::string_view id, absl::Span<const int64_t> numbers,
                                          std::string_view reason) {
  int64_t revived = 0;
  const absl::StatusOr<Job> changed = ChangeJob(id, [&](Connection& db, Job& job, Totals& totals) -> absl::Status {
    if (job.state == JobState::kCancelled) return WrongState("its items are dropped", job);
    const int64_t now = NowMicros();
    std::vector<std::optional<int64_t>> which(numbers.begin(), numbers.end());
    if (which.empty()) which.push_back(std::nullopt);
    for (const std::optional<int64_t>& number : which) {
      ASSIGN_OR_RETURN(const int64_t count, Revive(db, job.job, number, reason, now));
      revived += count;
    }
    totals.waiting_items += revived;
    if (revived == 0 || job.state != JobState::kSucceeded) return absl::OkStatus();
    job.state = JobState::kRunning;
    job.end_time.reset();
    return absl::OkStatus();
  });
  if (!changed.ok()) return changed.status();
  return revived;
}

}  // namespace gangmu::jobs
