#include "common/sqlite/connection.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "common/status/error.h"
#include "common/time/fake_clock.h"
#include "tests/support/power_loss_vfs.h"
#include "tests/support/temp_dir.h"

namespace gangmu::sqlite {
namespace {

using ::gangmu::testing::PowerLossVfs;
using ::gangmu::testing::TempDir;
using ::testing::HasSubstr;

class ConnectionTest : public ::testing::Test {
 protected:
  std::unique_ptr<Connection> MustOpen(const OpenOptions& options = {}) {
    auto connection = Connection::Open(path(), options);
    EXPECT_TRUE(connection.ok()) << connection.status();
    return std::move(connection).value();
  }
  std::string path() const { return dir_.File("test.db"); }
  static int64_t Number(Connection& db, std::string_view sql) {
    auto statement = db.Prepare(sql);
    EXPECT_TRUE(statement.ok()) << statement.status();
    EXPECT_TRUE(statement->Step().value());
    return statement->Int(0);
  }
  // A query that would run for minutes.
  static absl::Status RunForever(Connection& db) {
    auto statement = db.Prepare(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000000) SELECT sum(x) FROM n");
    return statement->Step().status();
  }

  TempDir dir_;
};

TEST_F(ConnectionTest, WritesWithWalAndFullSync) {
  auto db = MustOpen();
  auto mode = db->Prepare("PRAGMA journal_mode");
  ASSERT_TRUE(mode->Step().value());
  EXPECT_EQ(mode->Text(0), "wal");
  EXPECT_EQ(Number(*db, "PRAGMA synchronous"), 2);
}

TEST_F(ConnectionTest, BoundValuesComeBackAsTheyWere) {
  auto db = MustOpen();
  ASSERT_TRUE(db->Execute("CREATE TABLE t (i INTEGER, s TEXT, b BLOB, n TEXT, e TEXT) STRICT").ok());
  const std::string zeros("a\0b", 3);
  auto insert = db->Prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)");
  ASSERT_TRUE(insert
                  ->BindAll(int64_t{-9'000'000'000}, "补贴'; DROP TABLE t; --", Blob{zeros}, std::optional<int64_t>(),
                            std::string_view())
                  .Run()
                  .ok());
  auto read = db->Prepare("SELECT * FROM t");
  ASSERT_TRUE(read->Step().value());
  EXPECT_EQ(read->Int(0), -9'000'000'000);
  EXPECT_EQ(read->Text(1), "补贴'; DROP TABLE t; --");
  EXPECT_EQ(read->Bytes(2), zeros);
  EXPECT_TRUE(read->IsNull(3));
  EXPECT_FALSE(read->IsNull(4));
  EXPECT_EQ(read->Text(4), "");
  EXPECT_FALSE(read->Step().value());
}

TEST_F(ConnectionTest, WrongParameterIsAnErrorOfTheNextStep) {
  auto db = MustOpen();
  auto statement = db->Prepare("SELECT ?1");
  statement->Bind(2, 7);
  EXPECT_EQ(statement->Step().status().code(), absl::StatusCode::kInternal);
  statement->Bind(1, 7);
  EXPECT_TRUE(statement->Step().value());
}

TEST_F(ConnectionTest, CachedStatementForgetsItsValues) {
  auto db = MustOpen();
  {
    auto statement = db->Prepare("SELECT ?1");
    statement->Bind(1, "left over");
    ASSERT_TRUE(statement->Step().value());
  }
  auto statement = db->Prepare("SELECT ?1");
  ASSERT_TRUE(statement->Step().value());
  EXPECT_TRUE(statement->IsNull(0));
}

TEST_F(ConnectionTest, SameSentenceTwiceAtOnceAndManySentences) {
  auto db = MustOpen();
  {
    auto first = db->Prepare("SELECT 1");
    auto second = db->Prepare("SELECT 1");
    EXPECT_TRUE(first->Step().value());
    EXPECT_TRUE(second->Step().value());
  }
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 600; ++i) EXPECT_EQ(Number(*db, "SELECT " + std::to_string(i)), i);
  }
}

TEST_F(ConnectionTest, FailedPrepareNamesTheMistake) {
  auto db = MustOpen();
  auto statement = db->Prepare("SELEC 1");
  EXPECT_EQ(statement.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(statement.status().message()), HasSubstr("SELEC"));
}

TEST_F(ConnectionTest, DeadlineInterruptsAQuery) {
  auto db = MustOpen();
  const Interrupt interrupt{.deadline = SystemClock().Now() + absl::Milliseconds(50)};
  {
    InterruptScope scope(*db, interrupt);
    const absl::Status error = RunForever(*db);
    EXPECT_EQ(error.code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_EQ(DetailsOf(error).reason, Reason::kDEADLINE_EXCEEDED);
  }
  EXPECT_EQ(Number(*db, "SELECT 1"), 1);
}

TEST_F(ConnectionTest, CancellationInterruptsAQuery) {
  auto db = MustOpen();
  int asked = 0;
  const Interrupt interrupt{.cancelled = [&asked] { return ++asked == 3; }};
  InterruptScope scope(*db, interrupt);
  const absl::Status error = RunForever(*db);
  EXPECT_EQ(error.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(DetailsOf(error).reason, Reason::kCANCELLED);
  EXPECT_EQ(asked, 3);
}

TEST_F(ConnectionTest, ReadOnlyConnectionRefusesWrites) {
  MustOpen()->Execute("CREATE TABLE t (x INTEGER) STRICT").IgnoreError();
  auto db = MustOpen({.mode = OpenOptions::Mode::kReadOnly});
  EXPECT_EQ(Number(*db, "SELECT count(*) FROM t"), 0);
  EXPECT_EQ(DetailsOf(db->Execute("INSERT INTO t VALUES (1)")).reason, Reason::kREAD_ONLY);
}

TEST_F(ConnectionTest, MissingFolderIsNamed) {
  auto db = Connection::Open(dir_.File("absent/test.db"));
  EXPECT_EQ(db.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(db.status().message()), HasSubstr("absent/test.db"));
  EXPECT_THAT(std::string(db.status().message()), HasSubstr("No such file"));
}

TEST_F(ConnectionTest, FolderWithoutWritePermission) {
  if (geteuid() == 0) {
    // Root passes every permission bit; a folder is still no file that could be opened.
    std::filesystem::create_directory(path());
    EXPECT_EQ(Connection::Open(path()).status().code(), absl::StatusCode::kFailedPrecondition);
    return;
  }
  std::filesystem::permissions(dir_.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(DetailsOf(Connection::Open(path()).status()).reason, Reason::kREAD_ONLY);
  std::filesystem::permissions(dir_.path(), std::filesystem::perms::owner_all);
}

TEST_F(ConnectionTest, ForeignFileIsDamagedData) {
  std::ofstream(path()) << std::string(4096, 'x');
  EXPECT_EQ(DetailsOf(Connection::Open(path()).status()).reason, Reason::kDATA_CORRUPTED);
}

TEST_F(ConnectionTest, OverwrittenPageIsDamagedData) {
  {
    auto db = MustOpen();
    ASSERT_TRUE(db->Execute("CREATE TABLE t (x TEXT) STRICT; INSERT INTO t VALUES ('a')").ok());
  }
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096) << std::string(4096, '\x5a');
  file.close();
  auto db = MustOpen();
  EXPECT_EQ(DetailsOf(db->Execute("SELECT * FROM t")).reason, Reason::kDATA_CORRUPTED);
}

TEST_F(ConnectionTest, FullDiskLosesTheTransactionAndNothingElse) {
  for (const bool torn : {false, true}) {
    PowerLossVfs vfs;
    TempDir dir;
    auto db = Connection::Open(dir.File("test.db"), {.vfs = vfs.name()}).value();
    ASSERT_TRUE(db->Execute("CREATE TABLE t (x TEXT) STRICT; INSERT INTO t VALUES ('kept')").ok());
    vfs.FillDiskAfter(2, torn);
    const absl::Status error = db->Execute("INSERT INTO t VALUES (hex(zeroblob(40000)))");
    EXPECT_EQ(error.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(DetailsOf(error).reason, Reason::kDISK_FULL);
    EXPECT_TRUE(vfs.disk_was_full());
    EXPECT_TRUE(db->in_autocommit());
    EXPECT_EQ(Number(*db, "SELECT count(*) FROM t"), 1);
    vfs.FreeDisk();
    EXPECT_TRUE(db->Execute("INSERT INTO t VALUES ('later')").ok());
    EXPECT_EQ(Number(*db, "SELECT count(*) FROM t"), 2);
  }
}

}  // namespace
}  // namespace gangmu::sqlite
