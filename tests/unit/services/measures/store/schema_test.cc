// The schema of each version is frozen: a released database must never meet another schema under its number.
#include "services/measures/store/sqlite/schema.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "common/sqlite/connection.h"
#include "common/sqlite/migrations.h"
#include "gangmu/policy/v1/policy.pb.h"
#include "services/measures/store/sqlite/sqlite_store.h"
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

// A store as the first version wrote it, with one document of one measure and one indicator.
void WriteFirstVersion(const std::string& path) {
  auto db = sqlite::Connection::Open(path).value();
  ASSERT_TRUE(sqlite::Migrate(*db, kApplicationId, {StoreMigrations()[0]}).ok());
  policy::v1::DocumentRecord structure;
  policy::v1::Entity& cited = *structure.add_entities();
  cited.set_kind(policy::v1::ENTITY_KIND_CITED_DOCUMENT);
  cited.set_text("《办法》");
  cited.set_relation(policy::v1::RELATION_REPEALS);
  policy::v1::DocumentRecord facts;
  facts.mutable_document()->set_name("documents/a");
  facts.mutable_document()->set_title("报告");
  facts.mutable_document()->set_text_sha256("t");
  policy::v1::Measure& measure = *facts.add_measures();
  measure.set_name("documents/a/measures/m");
  measure.set_heading("减少审批");
  measure.mutable_span()->set_end(4);
  policy::v1::Indicator& indicator = *facts.add_indicators();
  indicator.set_name("documents/a/indicators/i");
  indicator.set_text("35项");
  indicator.set_value("35");
  const auto run = [&](const char* sql, const std::string& record) {
    auto insert = db->Prepare(sql).value();
    insert.Bind(1, sqlite::Blob{record});
    ASSERT_TRUE(insert.Run().ok()) << sql;
  };
  ASSERT_TRUE(db->Execute("INSERT INTO store_info VALUES ('store_id', 's'), ('epoch', 'e');"
                          "INSERT INTO commits VALUES (1, 1000, 1, 1, 1, '', '');"
                          "INSERT INTO document_ids VALUES (1, 'documents/a');"
                          "INSERT INTO texts VALUES ('t', '减少审批35项。')")
                  .ok());
  run("INSERT INTO extractions VALUES (1, 1, 't', 'x1', ?1, x'')", structure.SerializeAsString());
  run("UPDATE extractions SET facts = ?1", facts.SerializeAsString());
  run("INSERT INTO document_rows VALUES (1, 1, 1, 9223372036854775807, 'documents/a', 1, '1-x', 1, 1000, 1000, NULL, "
      "'', "
      "1, 1, '报告', '', '', '', '', '', '', 0, '', '', '', '', '', '', '', 't', 9, 'x1', ?1)",
      facts.document().SerializeAsString());
  run("INSERT INTO measure_rows VALUES (1, 1, 1, 9223372036854775807, 'documents/a/measures/m', 0, x'00', '', "
      "'减少审批', 0, "
      "'', 0, ?1, '减少审批')",
      measure.SerializeAsString());
  run("INSERT INTO indicator_rows VALUES (1, 1, 1, 9223372036854775807, 'documents/a/indicators/i', 0, 0, x'00', NULL, "
      "NULL, NULL, NULL, '', '', 1, 1, 0, '', '', '', -1, -1, 0, '35项', ?1)",
      indicator.SerializeAsString());
}

TEST(SchemaTest, StoreOfTheFirstVersionIsBroughtUpToDate) {
  gangmu::testing::TempDir dir;
  WriteFirstVersion(dir.File("m.db"));
  auto store = OpenSqliteStore({.path = dir.File("m.db")});
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->GetStoreInfo({})->schema_version, static_cast<int>(StoreMigrations().size()));
  const auto record = (*store)->GetDocumentRecord("documents/a", {.view = View::kFull}, {});
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->measures(0).heading(), "减少审批");
  EXPECT_EQ(record->measures(0).review_state(), policy::v1::REVIEW_STATE_UNREVIEWED);
  EXPECT_EQ(record->indicators(0).text(), "35项");
  EXPECT_EQ(record->indicators(0).review_state(), policy::v1::REVIEW_STATE_UNREVIEWED);
  EXPECT_EQ((*store)->ListIndicators({.filter = "review_state = UNREVIEWED"}, {})->items.size(), 1u);
  EXPECT_EQ(
      (*store)->ListDocuments({.filter = "has(relations, type = REPEALS AND title = \"办法\")"}, {})->items.size(), 1u);
  EXPECT_EQ((*store)->SearchMeasures({.query = "审批"}, {})->items.size(), 1u) << "the index is made of what was there";
  policy::v1::Correction correction;
  correction.set_kind(policy::v1::CORRECTION_KIND_REJECT);
  correction.set_target("documents/a/indicators/i");
  EXPECT_TRUE((*store)->Correct({.document = "documents/a", .corrections = {correction}}, {}).ok());
  EXPECT_EQ((*store)->GetStoreInfo({})->indicator_count, 0);
}

}  // namespace
}  // namespace gangmu::measures
