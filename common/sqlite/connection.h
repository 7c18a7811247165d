// One SQLite connection: opening with the project's settings, cached statements, interruption.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/sqlite/interrupt.h"
#include "common/sqlite/statement.h"

struct sqlite3;
struct sqlite3_stmt;

namespace gangmu::sqlite {

struct OpenOptions {
  enum class Mode {
    kCreate,    // read and write; made where it is not there
    kReadOnly,  // the file must exist
  };
  Mode mode = Mode::kCreate;
  std::string vfs;  // name of a registered VFS; empty for the default one
  // How long a statement waits for the lock of another process before STORE_BUSY.
  absl::Duration busy_timeout = absl::Seconds(5);
  int64_t cache_bytes = 16 << 20;
};

// Settings of every connection: WAL, synchronous=FULL (a commit is on disk before it returns), foreign keys on, no
// memory-mapped reads (a truncated file must be an error, not a signal), double-quoted strings off, trusted schema off.
// Not thread safe: one thread at a time.
class Connection {
 public:
  // Errors: PRECONDITION_FAILED or READ_ONLY where the file cannot be opened (the message names the path and what the
  // system said), DATA_CORRUPTED where it is no database.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path, const OpenOptions& options = {});
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // A statement for one SQL sentence, compiled or taken from the cache. The text must come from the program, never
  // from a caller.
  absl::StatusOr<Statement> Prepare(std::string_view sql);
  // Runs any number of sentences without parameters and rows.
  absl::Status Execute(const std::string& sql);

  int64_t last_insert_rowid() const;
  int64_t changed_rows() const;
  // False while a transaction is open. An error inside a transaction may have ended it (disk full, I/O error).
  bool in_autocommit() const;
  // Moves what it can from the WAL into the database and cuts the WAL where no reader needs it. Never blocks.
  absl::Status Checkpoint();

  // Statements that run while `interrupt` is set end with DEADLINE_EXCEEDED or CANCELLED soon after it says so.
  // For reading only: SQLite rolls a whole transaction back where it interrupts a write. Prefer InterruptScope.
  void SetInterrupt(const Interrupt* interrupt);

  sqlite3* handle() { return db_; }

 private:
  friend class Statement;
  struct Cached {
    std::string_view sql;  // owned by the statement
    sqlite3_stmt* stmt;
  };
  using IdleList = std::list<Cached>;

  explicit Connection(sqlite3* db);
  absl::Status Configure(const OpenOptions& options);
  void GiveBack(sqlite3_stmt* stmt);
  absl::Status StepError();
  static int OnProgress(void* self);

  sqlite3* db_;
  const Interrupt* interrupt_ = nullptr;
  bool deadline_passed_ = false;
  IdleList idle_;  // most recently used first
  std::unordered_map<std::string_view, IdleList::iterator> idle_by_sql_;
};

// Sets an interrupt on a connection for a scope.
class InterruptScope {
 public:
  InterruptScope(Connection& connection, const Interrupt& interrupt) : connection_(connection) {
    connection_.SetInterrupt(&interrupt);
  }
  ~InterruptScope() { connection_.SetInterrupt(nullptr); }
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

 private:
  Connection& connection_;
};

}  // namespace gangmu::sqlite
