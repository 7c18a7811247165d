// The SQL that filters become, in both dialects.
#include "common/filter/sql.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/common/filter/sample_world.h"

namespace gangmu::filter {
namespace {

SqlCondition Compile(const std::string& text, Dialect dialect, bool nullable = false, int first = 1) {
  absl::StatusOr<Filter> filter = Filter::Parse(text, DocumentSchema());
  EXPECT_TRUE(filter.ok()) << filter.status();
  absl::StatusOr<SqlCondition> sql = ToSql(*filter, DocumentMapping(nullable), dialect, first);
  EXPECT_TRUE(sql.ok()) << sql.status();
  return *std::move(sql);
}

TEST(FilterSql, BindsEveryValue) {
  const SqlCondition sql =
      Compile("title = \"'; DROP TABLE documents; --\" AND labels.\"k'\" : \"%_'\"", Dialect::kSqlite);
  EXPECT_EQ(sql.text,
            "((d.title = ?) AND EXISTS (SELECT 1 FROM labels l WHERE l.document = d.id AND l.key = ? AND "
            "instr(l.value, ?) > 0))");
  EXPECT_EQ(sql.values,
            (std::vector<SqlValue>{std::string("'; DROP TABLE documents; --"), std::string("k'"), std::string("%_'")}));
}

TEST(FilterSql, NumbersPlaceholdersAndCollatesForPostgres) {
  const SqlCondition sql = Compile("issuer < \"b\" AND has(indicators, value > 5 AND target = true) AND title : \"a\"",
                                   Dialect::kPostgres, false, 3);
  EXPECT_EQ(sql.text,
            "((d.issuer COLLATE \"C\" < $3) AND EXISTS (SELECT 1 FROM indicators i WHERE i.document = d.id AND "
            "((i.value > $4) AND (i.target = $5))) AND (strpos(d.title, $6) > 0))");
  EXPECT_EQ(sql.values, (std::vector<SqlValue>{std::string("b"), SqlBlob{Decimal::FromInt(5).ToOrderedKey()}, true,
                                               std::string("a")}));
}

TEST(FilterSql, NegationReachesTheComparisons) {
  EXPECT_EQ(Compile("NOT (title = \"a\" OR NOT issuer != \"b\")", Dialect::kSqlite).text,
            "((d.title = ?) IS NOT TRUE AND (d.issuer = ?) IS NOT TRUE)");
  EXPECT_EQ(Compile("NOT has(measures, topic = \"a\")", Dialect::kSqlite).text,
            "NOT EXISTS (SELECT 1 FROM measures m WHERE m.document = d.id AND (m.topic = ?))");
}

TEST(FilterSql, RegionSubtreesAreRanges) {
  const SqlCondition sql = Compile("within(region, \"420000\") OR within(region, \"420100\")", Dialect::kSqlite);
  EXPECT_EQ(sql.text, "((d.region_code >= ? AND d.region_code <= ?) OR (d.region_code >= ? AND d.region_code <= ?))");
  EXPECT_EQ(sql.values, (std::vector<SqlValue>{std::string("420000"), std::string("429999"), std::string("420100"),
                                               std::string("420199")}));
}

TEST(FilterSql, EmptyFilterIsTrue) {
  const SqlCondition sql = Compile("", Dialect::kSqlite);
  EXPECT_EQ(sql.text, "TRUE");
  EXPECT_TRUE(sql.values.empty());
}

TEST(FilterSql, MissingNamesWhatWasNotMapped) {
  EXPECT_TRUE(DocumentMapping(true).Missing().empty());
  SqlMapping part(DocumentSchema());
  part.Set("title", {"d.title"});
  const std::vector<std::string> missing = part.Missing();
  EXPECT_EQ(missing.size(), DocumentSchema().fields().size() - 1 + 2 + 1);
}

}  // namespace
}  // namespace gangmu::filter
