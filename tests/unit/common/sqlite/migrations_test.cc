#include "common/sqlite/migrations.h"

#include <gtest/gtest.h>

#include "common/status/error.h"
#include "tests/support/temp_dir.h"

namespace gangmu::sqlite {
namespace {

constexpr uint32_t kOwn = 0x474d5354;

const Migration kFirst{1, "first", "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"};
const Migration kSecond{2, "second", "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;"};
const Migration kBroken{2, "broken", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO absent VALUES (1);"};

class MigrationsTest : public ::testing::Test {
 protected:
  std::unique_ptr<Connection> Open() { return Connection::Open(dir_.File("test.db")).value(); }
  gangmu::testing::TempDir dir_;
};

TEST_F(MigrationsTest, AppliesWhatIsMissingOnce) {
  auto db = Open();
  ASSERT_TRUE(Migrate(*db, kOwn, {kFirst}).ok());
  EXPECT_EQ(SchemaVersion(*db).value(), 1);
  ASSERT_TRUE(Migrate(*db, kOwn, {kFirst, kSecond}).ok());
  ASSERT_TRUE(Migrate(*db, kOwn, {kFirst, kSecond}).ok());
  EXPECT_EQ(SchemaVersion(*db).value(), 2);
  auto read = db->Prepare("SELECT count(*), sum(y) FROM a");
  ASSERT_TRUE(read->Step().value());
  EXPECT_EQ(read->Int(0), 1);
  EXPECT_EQ(read->Int(1), 2);
}

TEST_F(MigrationsTest, FailedMigrationLeavesNoTrace) {
  auto db = Open();
  EXPECT_FALSE(Migrate(*db, kOwn, {kFirst, kBroken}).ok());
  EXPECT_EQ(SchemaVersion(*db).value(), 1);
  EXPECT_TRUE(db->in_autocommit());
  EXPECT_FALSE(db->Prepare("SELECT * FROM b").ok());
  EXPECT_TRUE(Migrate(*db, kOwn, {kFirst, kSecond}).ok());
}

TEST_F(MigrationsTest, NewerSchemaIsRefused) {
  ASSERT_TRUE(Migrate(*Open(), kOwn, {kFirst, kSecond}).ok());
  auto db = Open();
  const absl::Status error = Migrate(*db, kOwn, {kFirst});
  EXPECT_EQ(error.code(), absl::StatusCode::kFailedPrecondition);
  const ErrorDetails details = DetailsOf(error);
  EXPECT_EQ(details.reason, Reason::kSCHEMA_TOO_NEW);
  EXPECT_EQ(details.metadata, (std::vector<std::pair<std::string, std::string>>{{"found", "2"}, {"known", "1"}}));
}

TEST_F(MigrationsTest, DatabaseOfAnotherProgramIsRefused) {
  ASSERT_TRUE(Open()->Execute("CREATE TABLE notes (x TEXT)").ok());
  EXPECT_EQ(DetailsOf(Migrate(*Open(), kOwn, {kFirst})).reason, Reason::kPRECONDITION_FAILED);
  EXPECT_FALSE(Open()->Prepare("SELECT * FROM a").ok());
}

}  // namespace
}  // namespace gangmu::sqlite
