// What is due after the end of a job, in pieces small enough to keep nobody waiting.
#include "services/ingestion/jobs/job_store.h"
#include "services/ingestion/jobs/rows.h"

namespace gangmu::jobs {
namespace {

using sqlite::Connection;

constexpr int kItemsAtOnce = 200;

}  // namespace

absl::StatusOr<bool> JobStore::CleanUpSome() {
  ASSIGN_OR_RETURN(const bool expired, ExpireSome());
  ASSIGN_OR_RETURN(const bool dropped, DropBytesOfEndedJobs());
  ASSIGN_OR_RETURN(const bool removed, RemoveDeletedJob());
  return expired || dropped || removed;
}

absl::StatusOr<bool> JobStore::ExpireSome() {
  const int64_t horizon = NowMicros() - absl::ToInt64Microseconds(options_.retention);
  static constexpr std::string_view kDue = "SELECT EXISTS (SELECT 1 FROM jobs WHERE state IN (4, 5) AND end_time < ?1)";
  {
    ASSIGN_OR_RETURN(auto db, readers_->Acquire(absl::Seconds(1)));
    ASSIGN_OR_RETURN(const int64_t due, ReadNumber(*db, kDue, horizon));
    if (due == 0) return false;
  }
  const absl::Status written = Write([&](Connection& db, Totals&) {
    return Run(db, "UPDATE jobs SET state = 6 WHERE state IN (4, 5) AND end_time < ?1", horizon);
  });
  if (!written.ok()) return written;
  return true;
}

// Bytes that no decision will need any more.
absl::StatusOr<bool> JobStore::DropBytesOfEndedJobs() {
  static constexpr std::string_view kItems =
      "SELECT DISTINCT item FROM chunks JOIN items USING (item) JOIN jobs USING (job) "
      "WHERE state IN (5, 6) LIMIT ?1";
  std::vector<int64_t> items;
  {
    ASSIGN_OR_RETURN(auto db, readers_->Acquire(absl::Seconds(1)));
    ASSIGN_OR_RETURN(auto read, db->Prepare(kItems));
    read.Bind(1, kItemsAtOnce);
    ASSIGN_OR_RETURN(items, ReadAll<int64_t>(read, [](const sqlite::Statement& row) { return row.Int(0); }));
  }
  if (items.empty()) return false;
  const absl::Status written = Write([&](Connection& db, Totals& totals) -> absl::Status {
    for (const int64_t item : items) {
      ASSIGN_OR_RETURN(const int64_t bytes,
                       ReadNumber(db, "SELECT coalesce(sum(length(bytes)), 0) FROM chunks WHERE item = ?1", item));
      RETURN_IF_ERROR(Run(db, "DELETE FROM chunks WHERE item = ?1", item));
      totals.held_bytes -= bytes;
    }
    return absl::OkStatus();
  });
  if (!written.ok()) return written;
  return true;
}

// The rows of a deleted job, once its bytes are gone.
absl::StatusOr<bool> JobStore::RemoveDeletedJob() {
  int64_t job = 0;
  {
    ASSIGN_OR_RETURN(auto db, readers_->Acquire(absl::Seconds(1)));
    ASSIGN_OR_RETURN(job, ReadNumber(*db,
                                     "SELECT job FROM jobs WHERE state = 6 AND NOT EXISTS (SELECT 1 FROM items "
                                     "JOIN chunks USING (item) WHERE items.job = jobs.job) LIMIT 1"));
  }
  if (job == 0) return false;
  const absl::Status written = Write([&](Connection& db, Totals&) -> absl::Status {
    RETURN_IF_ERROR(
        Run(db, "DELETE FROM items WHERE item IN (SELECT item FROM items WHERE job = ?1 LIMIT ?2)", job, kItemsAtOnce));
    ASSIGN_OR_RETURN(const int64_t left, ReadNumber(db, "SELECT EXISTS (SELECT 1 FROM items WHERE job = ?1)", job));
    return left != 0 ? absl::OkStatus() : Run(db, "DELETE FROM jobs WHERE job = ?1", job);
  });
  if (!written.ok()) return written;
  return true;
}

}  // namespace gangmu::jobs
