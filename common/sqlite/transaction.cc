#include "common/sqlite/transaction.h"

#include <utility>

#include "common/status/macros.h"

namespace gangmu::sqlite {
namespace {

absl::Status RunSql(Connection& connection, std::string_view sql) {
  ASSIGN_OR_RETURN(Statement statement, connection.Prepare(sql));
  return statement.Run();
}

}  // namespace

absl::StatusOr<Transaction> Transaction::Begin(Connection& connection, Kind kind) {
  RETURN_IF_ERROR(RunSql(connection, kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED"));
  return Transaction(&connection);
}

Transaction::Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() { Rollback(); }

absl::Status Transaction::Commit() {
  const absl::Status committed = RunSql(*connection_, "COMMIT");
  if (committed.ok()) {
    connection_ = nullptr;
  } else {
    Rollback();
  }
  return committed;
}

void Transaction::Rollback() {
  if (connection_ == nullptr) return;
  Connection& connection = *std::exchange(connection_, nullptr);
  // Some errors (disk full, I/O) have rolled back already. A failing ROLLBACK leaves nothing to do: the connection is
  // in autocommit afterwards or fails every further BEGIN.
  if (!connection.in_autocommit()) RunSql(connection, "ROLLBACK").IgnoreError();
}

absl::StatusOr<Savepoint> Savepoint::Begin(Connection& connection) {
  RETURN_IF_ERROR(RunSql(connection, "SAVEPOINT part"));
  return Savepoint(&connection);
}

Savepoint::Savepoint(Savepoint&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}

Savepoint::~Savepoint() {
  if (connection_ == nullptr || connection_->in_autocommit()) return;
  RunSql(*connection_, "ROLLBACK TO part").IgnoreError();
  RunSql(*connection_, "RELEASE part").IgnoreError();
}

absl::Status Savepoint::Keep() {
  Connection* connection = std::exchange(connection_, nullptr);
  return RunSql(*connection, "RELEASE part");
}

}  // namespace gangmu::sqlite
