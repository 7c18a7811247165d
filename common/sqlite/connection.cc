#include "common/sqlite/connection.h"

#include <cerrno>
#include <cstring>
#include <sqlite3.h>

#include "common/sqlite/error.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::sqlite {
namespace {

constexpr size_t kMaxIdleStatements = 256;
// About a tenth of a millisecond of work between two looks at the clock.
constexpr int kStepsBetweenInterruptChecks = 4000;
// A WAL of this many pages (16 MiB) is moved into the database by the commit that passes it.
constexpr int kCheckpointPages = 4096;
constexpr int64_t kWalBytesKeptAfterCheckpoint = 32 << 20;

absl::Status OpenError(sqlite3* db, int code, const std::string& path) {
  const int system_errno = db ? sqlite3_system_errno(db) : 0;
  const std::string why = system_errno != 0 ? std::strerror(system_errno) : sqlite3_errstr(code);
  const bool may_not_write = system_errno == EACCES || system_errno == EPERM || system_errno == EROFS;
  return Error(absl::StatusCode::kFailedPrecondition, may_not_write ? Reason::kREAD_ONLY : Reason::kPRECONDITION_FAILED,
               StrCat("cannot open the database ", path, ": ", why));
}

int OpenFlags(OpenOptions::Mode mode) {
  const int access =
      mode == OpenOptions::Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  // Each connection is used by one thread at a time: no mutexes of SQLite's own are needed.
  return access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
}

}  // namespace

Connection::Connection(sqlite3* db) : db_(db) {}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path, const OpenOptions& options) {
  sqlite3* db = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &db, OpenFlags(options.mode), options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (code != SQLITE_OK) {
    absl::Status error = OpenError(db, code, path);
    sqlite3_close(db);
    return error;
  }
  std::unique_ptr<Connection> connection(new Connection(db));
  RETURN_IF_ERROR(connection->Configure(options));
  return connection;
}

Connection::~Connection() {
  for (const Cached& cached : idle_) sqlite3_finalize(cached.stmt);
  sqlite3_close_v2(db_);
}

absl::Status Connection::Configure(const OpenOptions& options) {
  sqlite3_busy_timeout(db_, static_cast<int>(absl::ToInt64Milliseconds(options.busy_timeout)));
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  std::string pragmas = StrCat("PRAGMA cache_size=-", options.cache_bytes / 1024,
                               ";PRAGMA mmap_size=0;PRAGMA temp_store=MEMORY;PRAGMA foreign_keys=ON;");
  if (options.mode == OpenOptions::Mode::kCreate) {
    StrAppend(&pragmas, "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA wal_autocheckpoint=", kCheckpointPages,
              ";PRAGMA journal_size_limit=", kWalBytesKeptAfterCheckpoint, ";");
  } else {
    // The first read is where an unreadable or foreign file shows.
    StrAppend(&pragmas, "PRAGMA schema_version;");
  }
  return Execute(pragmas);
}

absl::StatusOr<Statement> Connection::Prepare(std::string_view sql) {
  if (auto it = idle_by_sql_.find(sql); it != idle_by_sql_.end()) {
    const Cached cached = *it->second;
    idle_.erase(it->second);
    idle_by_sql_.erase(it);
    return Statement(this, cached.stmt, cached.sql);
  }
  sqlite3_stmt* stmt = nullptr;
  if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &stmt, nullptr) !=
      SQLITE_OK) {
    return StepError();
  }
  if (stmt == nullptr) return Internal("an empty SQL sentence was prepared");
  return Statement(this, stmt, sqlite3_sql(stmt));
}

void Connection::GiveBack(sqlite3_stmt* stmt) {
  const std::string_view sql = sqlite3_sql(stmt);
  if (idle_by_sql_.contains(sql)) {  // two of the same were in use at once
    sqlite3_finalize(stmt);
    return;
  }
  idle_.push_front({sql, stmt});
  idle_by_sql_.emplace(sql, idle_.begin());
  if (idle_.size() <= kMaxIdleStatements) return;
  idle_by_sql_.erase(idle_.back().sql);
  sqlite3_finalize(idle_.back().stmt);
  idle_.pop_back();
}

absl::Status Connection::Execute(const std::string& sql) {
  return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK ? absl::OkStatus() : StepError();
}

absl::Status Connection::StepError() {
  if (sqlite3_errcode(db_) == SQLITE_INTERRUPT && deadline_passed_) {
    return Error(absl::StatusCode::kDeadlineExceeded, Reason::kDEADLINE_EXCEEDED,
                 "the deadline passed while the store was reading");
  }
  absl::Status error = LastError(db_);
  return error.ok() ? Internal("SQLite reported an error without a code") : error;
}

int64_t Connection::last_insert_rowid() const { return sqlite3_last_insert_rowid(db_); }
int64_t Connection::changed_rows() const { return sqlite3_changes64(db_); }
bool Connection::in_autocommit() const { return sqlite3_get_autocommit(db_) != 0; }

absl::Status Connection::Checkpoint() {
  const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY ? absl::OkStatus() : StepError();
}

void Connection::SetInterrupt(const Interrupt* interrupt) {
  interrupt_ = interrupt;
  deadline_passed_ = false;
  sqlite3_progress_handler(db_, interrupt ? kStepsBetweenInterruptChecks : 0, interrupt ? &OnProgress : nullptr, this);
}

int Connection::OnProgress(void* self) {
  auto* connection = static_cast<Connection*>(self);
  const Interrupt& interrupt = *connection->interrupt_;
  connection->deadline_passed_ = interrupt.clock->Now() >= interrupt.deadline;
  return connection->deadline_passed_ || (interrupt.cancelled && interrupt.cancelled());
}

}  // namespace gangmu::sqlite
