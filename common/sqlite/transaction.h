// Transactions and savepoints that roll back unless they are committed.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/sqlite/connection.h"

namespace gangmu::sqlite {

// Must not outlive its connection.
class Transaction {
 public:
  enum class Kind {
    kRead,   // BEGIN DEFERRED: all reads see one state. Must not write: that would fail with CONFLICT.
    kWrite,  // BEGIN IMMEDIATE: takes the write lock at once, or fails with STORE_BUSY after the busy timeout
  };
  static absl::StatusOr<Transaction> Begin(Connection& connection, Kind kind);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // After OK the changes are on disk. After an error nothing of the transaction is.
  absl::Status Commit();
  void Rollback();

 private:
  explicit Transaction(Connection* connection) : connection_(connection) {}
  Connection* connection_;  // null once ended
};

// A part of a write transaction that can fail by itself. Must not outlive its transaction.
class Savepoint {
 public:
  static absl::StatusOr<Savepoint> Begin(Connection& connection);
  Savepoint(Savepoint&& other) noexcept;
  Savepoint& operator=(Savepoint&&) = delete;
  ~Savepoint();  // undoes everything since Begin

  absl::Status Keep();

 private:
  explicit Savepoint(Connection* connection) : connection_(connection) {}
  Connection* connection_;  // null once ended
};

}  // namespace gangmu::sqlite
