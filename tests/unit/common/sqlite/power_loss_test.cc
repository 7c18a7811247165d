// What a commit promises: it is there after the power has failed. Cut at every single write.
#include <gtest/gtest.h>

#include "common/sqlite/connection.h"
#include "tests/support/power_loss_vfs.h"
#include "tests/support/temp_dir.h"

namespace gangmu::sqlite {
namespace {

using ::gangmu::testing::PowerLossVfs;
using ::gangmu::testing::TempDir;

struct Outcome {
  int acknowledged = 0;
  int64_t found = 0;
  std::string integrity;
  bool cut = false;
};

int64_t InsertUntilFailure(Connection& db, int rows) {
  auto insert = db.Prepare("INSERT INTO t VALUES (?1, hex(zeroblob(3000)))");
  for (int row = 0; row < rows; ++row) {
    if (!insert->BindAll(row).Run().ok()) return row;
  }
  return rows;
}

// One database whose power fails at the n-th write of 6 commits, with a checkpoint among them.
Outcome CutAndCount(int64_t cut_after, std::string_view synchronous, PowerLossVfs::Survivors survivors) {
  PowerLossVfs vfs;
  TempDir dir;
  const std::string path = dir.File("test.db");
  Outcome outcome;
  {
    auto db = Connection::Open(path, {.vfs = vfs.name()}).value();
    EXPECT_TRUE(db->Execute("CREATE TABLE t (x INTEGER PRIMARY KEY, pad TEXT) STRICT").ok());
    EXPECT_TRUE(db->Execute("PRAGMA wal_autocheckpoint=8;PRAGMA synchronous=" + std::string(synchronous)).ok());
    vfs.CutPowerAfter(cut_after);
    outcome.acknowledged = static_cast<int>(InsertUntilFailure(*db, 6));
    outcome.cut = vfs.power_is_off();
  }
  vfs.Reboot(survivors, static_cast<uint64_t>(cut_after));
  auto db = Connection::Open(path, {.vfs = vfs.name()});
  if (!db.ok()) return outcome;
  auto check = (*db)->Prepare("PRAGMA integrity_check");
  if (check.ok() && check->Step().ok()) outcome.integrity = check->Text(0);
  auto count = (*db)->Prepare("SELECT count(*) FROM t WHERE x < (SELECT count(*) FROM t)");
  if (count.ok() && count->Step().ok()) outcome.found = count->Int(0);
  return outcome;
}

class PowerLossTest : public ::testing::TestWithParam<PowerLossVfs::Survivors> {};

TEST_P(PowerLossTest, AcknowledgedCommitsSurviveACutAtEveryWrite) {
  int64_t cut_after = 1;
  for (;; ++cut_after) {
    const Outcome outcome = CutAndCount(cut_after, "FULL", GetParam());
    EXPECT_EQ(outcome.integrity, "ok") << "cut after " << cut_after;
    EXPECT_GE(outcome.found, outcome.acknowledged) << "cut after " << cut_after;
    EXPECT_LE(outcome.found, outcome.acknowledged + 1) << "cut after " << cut_after;
    if (!outcome.cut) break;
  }
  EXPECT_GT(cut_after, 20) << "the workload wrote too little to show anything";
}

INSTANTIATE_TEST_SUITE_P(Survivors, PowerLossTest,
                         ::testing::Values(PowerLossVfs::Survivors::kSyncedOnly,
                                           PowerLossVfs::Survivors::kRandomSectors));

// The proof that the test above can fail.
TEST(PowerLossVfsTest, CommitsWithoutSyncAreLost) {
  bool lost = false;
  for (int64_t cut_after = 1; cut_after < 40; ++cut_after) {
    const Outcome outcome = CutAndCount(cut_after, "OFF", PowerLossVfs::Survivors::kSyncedOnly);
    lost |= outcome.found < outcome.acknowledged;
  }
  EXPECT_TRUE(lost);
}

}  // namespace
}  // namespace gangmu::sqlite
