#include "common/sqlite/transaction.h"

#include <gtest/gtest.h>

#include "common/status/error.h"
#include "tests/support/temp_dir.h"

namespace gangmu::sqlite {
namespace {

class TransactionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    db_ = Connection::Open(dir_.File("test.db")).value();
    ASSERT_TRUE(db_->Execute("CREATE TABLE t (x INTEGER PRIMARY KEY) STRICT").ok());
  }
  void Insert(int x) { ASSERT_TRUE(db_->Execute("INSERT INTO t VALUES (" + std::to_string(x) + ")").ok()); }
  static int64_t Count(Connection& db) {
    auto count = db.Prepare("SELECT count(*) FROM t");
    EXPECT_TRUE(count->Step().value());
    return count->Int(0);
  }

  gangmu::testing::TempDir dir_;
  std::unique_ptr<Connection> db_;
};

TEST_F(TransactionTest, KeepsWhatIsCommittedOnly) {
  {
    auto transaction = Transaction::Begin(*db_, Transaction::Kind::kWrite);
    Insert(1);
  }
  EXPECT_EQ(Count(*db_), 0);
  auto transaction = Transaction::Begin(*db_, Transaction::Kind::kWrite);
  Insert(1);
  EXPECT_TRUE(transaction->Commit().ok());
  EXPECT_EQ(Count(*db_), 1);
}

TEST_F(TransactionTest, SavepointUndoesItsOwnPartOnly) {
  auto transaction = Transaction::Begin(*db_, Transaction::Kind::kWrite);
  for (const bool keep : {true, false, true}) {
    auto part = Savepoint::Begin(*db_);
    Insert(static_cast<int>(Count(*db_)) + 1);
    if (keep) {
      EXPECT_TRUE(part->Keep().ok());
    }
  }
  EXPECT_TRUE(transaction->Commit().ok());
  EXPECT_EQ(Count(*db_), 2);
}

TEST_F(TransactionTest, ReadersSeeOneState) {
  auto reader = Connection::Open(dir_.File("test.db"), {.mode = OpenOptions::Mode::kReadOnly}).value();
  auto reading = Transaction::Begin(*reader, Transaction::Kind::kRead);
  EXPECT_EQ(Count(*reader), 0);
  Insert(1);
  EXPECT_EQ(Count(*reader), 0);
  reading->Rollback();
  EXPECT_EQ(Count(*reader), 1);
}

TEST_F(TransactionTest, SecondWriterIsToldThatTheStoreIsBusy) {
  auto other = Connection::Open(dir_.File("test.db"), {.busy_timeout = absl::Milliseconds(20)}).value();
  auto first = Transaction::Begin(*db_, Transaction::Kind::kWrite);
  const absl::Status error = Transaction::Begin(*other, Transaction::Kind::kWrite).status();
  EXPECT_EQ(error.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(DetailsOf(error).reason, Reason::kSTORE_BUSY);
  EXPECT_TRUE(DetailsOf(error).retry_delay.has_value());
  first->Rollback();
  EXPECT_TRUE(Transaction::Begin(*other, Transaction::Kind::kWrite).ok());
}

TEST_F(TransactionTest, WriteAfterAStaleReadIsAConflict) {
  auto other = Connection::Open(dir_.File("test.db")).value();
  auto reading = Transaction::Begin(*other, Transaction::Kind::kRead);
  EXPECT_EQ(Count(*other), 0);
  Insert(1);
  const absl::Status error = other->Execute("INSERT INTO t VALUES (2)");
  EXPECT_EQ(error.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(DetailsOf(error).reason, Reason::kCONFLICT);
}

TEST_F(TransactionTest, SecondRowOfAKeyAlreadyExists) {
  Insert(1);
  EXPECT_EQ(DetailsOf(db_->Execute("INSERT INTO t VALUES (1)")).reason, Reason::kALREADY_EXISTS);
}

}  // namespace
}  // namespace gangmu::sqlite
