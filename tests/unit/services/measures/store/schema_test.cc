// The schema of each version is frozen: a released database must never meet another schema under its number.
#include "services/measures/store/sqlite/schema.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "common/sqlite/connection.h"
#include "common/sqlite/migrations.h"
#include "tests/support/temp_dir.h"

namespace gangmu::measures {
namespace {

std::string Dump(sqlite::Connection& db) {
  auto read = db.Prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name");
  std::string dump;
  while (read->Step().value()) dump.append(read->Text(0)).append(";\n\n");
  return dump;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

TEST(SchemaTest, EachVersionIsAsItWasReleased) {
  const auto& migrations = StoreMigrations();
  for (size_t version = 1; version <= migrations.size(); ++version) {
    gangmu::testing::TempDir dir;
    auto db = sqlite::Connection::Open(dir.File("m.db")).value();
    ASSERT_TRUE(sqlite::Migrate(*db, kApplicationId, {migrations.begin(), migrations.begin() + version}).ok());
    const std::string frozen =
        std::string(GANGMU_SOURCE_DIR "/tests/data/schema/measures_v") + std::to_string(version) + ".sql";
    EXPECT_EQ(Dump(*db), ReadFile(frozen)) << "a released migration was changed, or " << frozen << " is missing";
  }
}

}  // namespace
}  // namespace gangmu::measures
