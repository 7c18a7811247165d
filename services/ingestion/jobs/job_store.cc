#include "services/ingestion/jobs/job_store.h"

#include <utility>

#include "common/sqlite/migrations.h"
#include "common/sqlite/transaction.h"
#include "ingestion_jobs_data.h"
#include "services/ingestion/jobs/rows.h"

namespace gangmu::jobs {
namespace {

using sqlite::Connection;
using sqlite::Transaction;

constexpr uint32_t kApplicationId = 0x474D4A42;  // "GMJB"
constexpr int kReaders = 4;

const std::vector<sqlite::Migration>& Migrations() {
  static const auto& migrations =
      *new std::vector<sqlite::Migration>{{1, "initial", k_m0001_initial}, {2, "kinds", k_m0002_kinds}};
  return migrations;
}

absl::StatusOr<std::optional<Job>> FindExisting(Connection& db, const NewJob& job) {
  static const std::string sql =
      StrCat(kSelectJob,
             "WHERE state <> 6 AND ((request_id = ?1 AND ?1 <> '') OR "
             "(resume_key = ?2 AND ?2 <> '' AND state IN (1, 2, 3))) ORDER BY request_id = ?1 DESC LIMIT 1");
  ASSIGN_OR_RETURN(auto find, db.Prepare(sql));
  find.BindAll(job.request_id, job.resume_key);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  return found ? std::optional<Job>(JobOf(find)) : std::nullopt;
}

absl::Status Insert(Connection& db, const NewJob& job, int64_t now) {
  ASSIGN_OR_RETURN(auto insert, db.Prepare("INSERT INTO jobs (id, request_id, resume_key, display_name, state, "
                                           "more_items, create_time, update_time, kind, max_in_flight) "
                                           "VALUES (?1, ?2, ?3, ?4, 1, 1, ?5, ?5, ?6, ?7)"));
  const auto request_id = job.request_id.empty() ? std::nullopt : std::optional<std::string>(job.request_id);
  insert.BindAll(job.id, request_id, job.resume_key, job.display_name, now, static_cast<int>(job.kind),
                 job.max_in_flight);
  const absl::Status status = insert.Run();
  if (status.code() != absl::StatusCode::kAlreadyExists) return status;
  return Error(absl::StatusCode::kAlreadyExists, Reason::kALREADY_EXISTS, StrCat("jobs/", job.id, " is there already"));
}

absl::Status Save(Connection& db, const Job& job) {
  ASSIGN_OR_RETURN(auto update, db.Prepare("UPDATE jobs SET state = ?2, more_items = ?3, update_time = ?4, "
                                           "start_time = ?5, end_time = ?6 WHERE job = ?1"));
  const auto micros = [](const std::optional<absl::Time>& time) {
    return time ? std::optional<int64_t>(absl::ToUnixMicros(*time)) : std::nullopt;
  };
  return update
      .BindAll(job.job, static_cast<int>(job.state), job.more_items, absl::ToUnixMicros(job.update_time),
               micros(job.start_time), micros(job.end_time))
      .Run();
}

// Removes items of which bytes are missing; how many bytes were there.
absl::StatusOr<int64_t> DropIncomplete(Connection& db, int64_t job) {
  ASSIGN_OR_RETURN(const int64_t bytes,
                   ReadNumber(db, "SELECT coalesce(sum(received), 0) FROM items WHERE job = ?1 AND phase = 1", job));
  RETURN_IF_ERROR(
      Run(db, "DELETE FROM chunks WHERE item IN (SELECT item FROM items WHERE job = ?1 AND phase = 1)", job));
  RETURN_IF_ERROR(Run(db, "DELETE FROM items WHERE job = ?1 AND phase = 1", job));
  return bytes;
}

absl::StatusOr<int64_t> WaitingItems(Connection& db, int64_t job) {
  return ReadNumber(db, "SELECT count(*) FROM items WHERE job = ?1 AND phase IN (1, 2)", job);
}

}  // namespace

absl::StatusOr<std::unique_ptr<JobStore>> JobStore::Open(const JobStoreOptions& options) {
  std::unique_ptr<JobStore> store(new JobStore(options));
  ASSIGN_OR_RETURN(store->lock_, sqlite::FileLock::Acquire(options.path + ".lock"));
  MutexLock lock(&store->mutex_);
  ASSIGN_OR_RETURN(store->writer_, Connection::Open(options.path, {.vfs = options.vfs}));
  RETURN_IF_ERROR(sqlite::Migrate(*store->writer_, kApplicationId, Migrations()));
  ASSIGN_OR_RETURN(store->readers_,
                   sqlite::ReaderPool::Open(
                       options.path, {.mode = sqlite::OpenOptions::Mode::kReadOnly, .vfs = options.vfs}, kReaders));
  Connection& db = *store->writer_;
  ASSIGN_OR_RETURN(store->totals_.held_bytes, ReadNumber(db, "SELECT coalesce(sum(length(bytes)), 0) FROM chunks"));
  ASSIGN_OR_RETURN(store->totals_.waiting_items, ReadNumber(db,
                                                            "SELECT count(*) FROM items JOIN jobs USING (job) "
                                                            "WHERE phase IN (1, 2) AND state IN (1, 2, 3)"));
  return store;
}

absl::Status JobStore::Write(Body body) {
  {
    MutexLock lock(&mutex_);
    Totals totals = totals_;
    ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(*writer_, Transaction::Kind::kWrite));
    RETURN_IF_ERROR(body(*writer_, totals));
    RETURN_IF_ERROR(transaction.Commit());
    totals_ = totals;
  }
  listener_();
  return absl::OkStatus();
}

absl::StatusOr<Job> JobStore::ChangeJob(std::string_view id, Change change) {
  Job job;
  const absl::Status written = Write([&](Connection& db, Totals& totals) -> absl::Status {
    ASSIGN_OR_RETURN(job, FindJob(db, id));
    RETURN_IF_ERROR(change(db, job, totals));
    job.update_time = absl::FromUnixMicros(NowMicros());
    return Save(db, job);
  });
  if (!written.ok()) return written;
  return job;
}

absl::StatusOr<Job> JobStore::Create(const NewJob& given) {
  Job job;
  const absl::Status written = Write([&](Connection& db, Totals&) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<Job> existing, FindExisting(db, given));
    if (existing) {
      job = *existing;
      return absl::OkStatus();
    }
    NewJob made = given;
    if (made.id.empty()) made.id = options_.ids->NewUuid();
    RETURN_IF_ERROR(Insert(db, made, NowMicros()));
    ASSIGN_OR_RETURN(job, FindJob(db, made.id));
    return absl::OkStatus();
  });
  if (!written.ok()) return written;
  return job;
}

absl::StatusOr<Job> JobStore::Get(std::string_view id) {
  ASSIGN_OR_RETURN(auto db, readers_->Acquire(absl::Seconds(10)));
  return FindJob(*db, id);
}

absl::StatusOr<std::vector<Job>> JobStore::List(int64_t before_row, int limit) {
  static const std::string sql =
      StrCat(kSelectJob, "WHERE state <> 6 AND (?1 = 0 OR job < ?1) ORDER BY job DESC LIMIT ?2");
  ASSIGN_OR_RETURN(auto db, readers_->Acquire(absl::Seconds(10)));
  ASSIGN_OR_RETURN(auto read, db->Prepare(sql));
  read.BindAll(before_row, limit);
  return ReadAll<Job>(read, JobOf);
}

absl::StatusOr<std::vector<Job>> JobStore::RunningJobs() {
  static const std::string sql = StrCat(kSelectJob, "WHERE state = 2 ORDER BY job");
  ASSIGN_OR_RETURN(auto db, readers_->Acquire(absl::Seconds(10)));
  ASSIGN_OR_RETURN(auto read, db->Prepare(sql));
  return ReadAll<Job>(read, JobOf);
}

absl::Status JobStore::FinishIfDone(Connection& db, Job& job) {
  if (job.state != JobState::kRunning || job.more_items) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int64_t waits,
                   ReadNumber(db, "SELECT EXISTS (SELECT 1 FROM items WHERE job = ?1 AND phase IN (1, 2))", job.job));
  if (waits != 0) return absl::OkStatus();
  job.state = JobState::kSucceeded;
  job.end_time = absl::FromUnixMicros(NowMicros());
  return absl::OkStatus();
}

absl::Status JobStore::FinishIfDone(Connection& db, int64_t row) {
  static const std::string sql = StrCat(kSelectJob, "WHERE job = ?1");
  Job job;
  {
    ASSIGN_OR_RETURN(auto find, db.Prepare(sql));
    find.Bind(1, row);
    ASSIGN_OR_RETURN(const bool found, find.Step());
    if (!found) return absl::OkStatus();
    job = JobOf(find);
  }
  RETURN_IF_ERROR(FinishIfDone(db, job));
  return IsFinished(job.state) ? Save(db, job) : absl::OkStatus();
}

absl::StatusOr<Job> JobStore::Start(std::string_view id, bool more_items, bool drop_incomplete) {
  return ChangeJob(id, [&](Connection& db, Job& job, Totals& totals) -> absl::Status {
    if (job.state == JobState::kSucceeded && !more_items) return absl::OkStatus();
    if (IsFinished(job.state)) return WrongState("it cannot be started again", job);
    if (!job.more_items && more_items) return WrongState("it was said that all items are there", job);
    if (job.state == JobState::kOpen) {
      job.state = JobState::kRunning;
      job.start_time = absl::FromUnixMicros(NowMicros());
    }
    if (more_items) return absl::OkStatus();
    ASSIGN_OR_RETURN(const int64_t incomplete,
                     ReadNumber(db, "SELECT count(*) FROM items WHERE job = ?1 AND phase = 1", job.job));
    if (incomplete > 0 && !drop_incomplete) {
      return WrongState(StrCat("bytes are missing of ", incomplete, " items"), job);
    }
    ASSIGN_OR_RETURN(const int64_t dropped, DropIncomplete(db, job.job));
    totals.held_bytes -= dropped;
    totals.waiting_items -= incomplete;
    job.more_items = false;
    return FinishIfDone(db, job);
  });
}

absl::StatusOr<Job> JobStore::Pause(std::string_view id) {
  return ChangeJob(id, [](Connection&, Job& job, Totals&) -> absl::Status {
    if (job.state != JobState::kRunning && job.state != JobState::kPaused) {
      return WrongState("only a running job can be paused", job);
    }
    job.state = JobState::kPaused;
    return absl::OkStatus();
  });
}

absl::StatusOr<Job> JobStore::Resume(std::string_view id) {
  return ChangeJob(id, [&](Connection& db, Job& job, Totals&) -> absl::Status {
    if (job.state != JobState::kRunning && job.state != JobState::kPaused) {
      return WrongState("only a paused job can be resumed", job);
    }
    job.state = JobState::kRunning;
    return FinishIfDone(db, job);
  });
}

absl::StatusOr<Job> JobStore::Cancel(std::string_view id) {
  return ChangeJob(id, [&](Connection& db, Job& job, Totals& totals) -> absl::Status {
    if (job.state == JobState::kCancelled) return absl::OkStatus();
    if (IsFinished(job.state)) return WrongState("it cannot be cancelled any more", job);
    ASSIGN_OR_RETURN(const int64_t waiting, WaitingItems(db, job.job));
    totals.waiting_items -= waiting;
    job.state = JobState::kCancelled;
    job.more_items = false;
    job.end_time = absl::FromUnixMicros(NowMicros());
    return absl::OkStatus();
  });
}

absl::Status JobStore::Delete(std::string_view id) {
  return ChangeJob(id,
                   [&](Connection& db, Job& job, Totals& totals) -> absl::Status {
                     if (job.state == JobState::kRunning)
                       return WrongState("pause or cancel it before it is deleted", job);
                     if (!IsFinished(job.state)) {
                       ASSIGN_OR_RETURN(const int64_t waiting, WaitingItems(db, job.job));
                       totals.waiting_items -= waiting;
                     }
                     job.state = JobState::kDeleted;
                     return absl::OkStatus();
                   })
      .status();
}

}  // namespace gangmu::jobs
