// What the SQLite store says when its disk, its file or its folder is not as it should be.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "common/sqlite/connection.h"
#include "common/status/error.h"
#include "services/measures/store/sqlite/schema.h"
#include "services/measures/store/sqlite/sqlite_store.h"
#include "tests/contract/record_builder.h"
#include "tests/support/power_loss_vfs.h"
#include "tests/support/temp_dir.h"

namespace gangmu::measures {
namespace {

using ::gangmu::testing::PowerLossVfs;
using ::gangmu::testing::TempDir;
using testing::SampleRecord;

class StoreFaultsTest : public ::testing::Test {
 protected:
  std::string path() const { return dir_.File("m.db"); }
  absl::StatusOr<std::unique_ptr<MeasureStore>> Open(const std::string& vfs = "") {
    return OpenSqliteStore({.path = path(), .vfs = vfs});
  }
  static absl::Status Put(MeasureStore& store, const std::string& name, const std::string& mark) {
    const auto record = SampleRecord(name, mark);
    PutRequest request;
    request.documents = {{.record = &record}};
    return store.PutDocuments(request, {}).status();
  }
  TempDir dir_;
};

TEST_F(StoreFaultsTest, FullDiskRefusesThePutAndKeepsServing) {
  for (const bool torn : {false, true}) {
    for (int64_t at = 1; at <= 9; at += 2) {
      PowerLossVfs vfs;
      TempDir dir;
      auto store = OpenSqliteStore({.path = dir.File("m.db"), .vfs = vfs.name()}).value();
      ASSERT_TRUE(Put(*store, "documents/a", "甲").ok());
      vfs.FillDiskAfter(at, torn);
      const absl::Status full = Put(*store, "documents/b", std::string(200000, 'x'));
      EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << full;
      EXPECT_EQ(DetailsOf(full).reason, Reason::kDISK_FULL);
      EXPECT_TRUE(vfs.disk_was_full());
      EXPECT_TRUE(store->GetDocument("documents/a", {}, {}).ok());
      EXPECT_FALSE(store->GetDocument("documents/b", {}, {}).ok());
      vfs.FreeDisk();
      EXPECT_TRUE(Put(*store, "documents/b", "乙").ok());
      EXPECT_EQ(store->GetStoreInfo({})->head.place, 2);
    }
  }
}

TEST_F(StoreFaultsTest, NewerSchemaIsRefused) {
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(sqlite::Connection::Open(path()).value()->Execute("PRAGMA user_version=1000").ok());
  EXPECT_EQ(DetailsOf(Open().status()).reason, Reason::kSCHEMA_TOO_NEW);
}

TEST_F(StoreFaultsTest, SecondOpenerIsTurnedAway) {
  auto first = Open();
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(DetailsOf(Open().status()).reason, Reason::kPRECONDITION_FAILED);
  first->reset();
  EXPECT_TRUE(Open().ok());
}

TEST_F(StoreFaultsTest, DamagedFileIsSaidToBeDamaged) {
  ASSERT_TRUE(Put(*Open().value(), "documents/a", "甲").ok());
  std::fstream(path(), std::ios::in | std::ios::out | std::ios::binary).write("not a database at all", 21);
  const absl::Status damaged = Open().status();
  EXPECT_EQ(DetailsOf(damaged).reason, Reason::kDATA_CORRUPTED) << damaged;
}

TEST_F(StoreFaultsTest, RecordThatDoesNotParseIsDamagedData) {
  ASSERT_TRUE(Put(*Open().value(), "documents/a", "甲").ok());
  ASSERT_TRUE(sqlite::Connection::Open(path())
                  .value()
                  ->Execute("UPDATE indicator_rows SET record = x'ffffffff' WHERE ordinal = 2")
                  .ok());
  auto store = Open().value();
  EXPECT_EQ(DetailsOf(store->GetDocumentRecord("documents/a", {}, {}).status()).reason, Reason::kDATA_CORRUPTED);
  EXPECT_TRUE(store->GetDocument("documents/a", {}, {}).ok());
}

TEST_F(StoreFaultsTest, FolderThatCannotBeUsedIsNamed) {
  const absl::Status missing = OpenSqliteStore({.path = dir_.File("absent/m.db")}).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(missing.message().find("absent"), absl::string_view::npos) << missing;
  if (geteuid() == 0) return;  // root passes every permission bit
  std::filesystem::permissions(dir_.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(DetailsOf(Open().status()).reason, Reason::kREAD_ONLY);
  std::filesystem::permissions(dir_.path(), std::filesystem::perms::owner_all);
}

TEST_F(StoreFaultsTest, StalledStreamLeavesTheWalBounded) {
  auto store = Open().value();
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Put(*store, "documents/" + std::to_string(i), std::to_string(i)).ok());
  const auto batch = store->ReadRecords({.max_records = 1}, {});  // and the reader goes away for a while
  ASSERT_TRUE(batch.ok());
  const std::string bulk(400'000, 'x');
  for (int i = 0; i < 120; ++i) ASSERT_TRUE(Put(*store, "documents/a", bulk + std::to_string(i)).ok());
  EXPECT_LT(std::filesystem::file_size(path() + "-wal"), 40u << 20);
  EXPECT_GT(std::filesystem::file_size(path()), 40u << 20);  // far more was written than the WAL holds
  const auto rest = store->ReadRecords({.cursor = batch->cursors.back(), .max_records = 10}, {});
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(rest->records.size(), 3u);  // the state of the beginning
}

}  // namespace
}  // namespace gangmu::measures
