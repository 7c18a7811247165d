#include "services/statistics/feed/fact_conversion.h"

#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gangmu::statistics {
namespace {

TEST(FactConversion, TellsTheLevelOfAnIssuer) {
  EXPECT_EQ(IssuerLevel("国务院办公厅", ""), "national");
  EXPECT_EQ(IssuerLevel("山东省人民政府办公厅", "370000"), "province");
  EXPECT_EQ(IssuerLevel("武汉市人民政府", "420100"), "city");
  EXPECT_EQ(IssuerLevel("万载县统计局", "360922"), "county");
  EXPECT_EQ(IssuerLevel("三阳镇人民政府", "360922"), "township");
  EXPECT_EQ(IssuerLevel("某某委员会", ""), "");
}

TEST(FactConversion, KeepsWhatQueriesNeed) {
  policy::v1::DocumentRecord record;
  record.mutable_document()->set_name("documents/a");
  record.mutable_document()->set_publish_date("2022-10-21");
  record.mutable_document()->set_duplicate_of("documents/b");
  policy::v1::Indicator& indicator = *record.add_indicators();
  indicator.set_name("documents/a/indicators/77");
  indicator.set_value("2.50");
  indicator.set_upper_bound("3");
  indicator.set_part_of(-1);
  indicator.set_restates(0);
  indicator.mutable_period()->set_end("2025-12-31");
  const absl::StatusOr<DocumentFacts> facts = ToFacts(record);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_TRUE(facts->duplicate);
  EXPECT_EQ(facts->publish_date, 19286);
  ASSERT_EQ(facts->indicators.size(), 1u);
  const IndicatorFact& fact = facts->indicators[0];
  EXPECT_EQ(fact.id, "77");
  EXPECT_EQ(*fact.value, *Decimal::Parse("2.5"));
  EXPECT_FALSE(fact.bounds.lower.has_value());
  EXPECT_FALSE(fact.part);
  EXPECT_TRUE(fact.restatement);
  EXPECT_EQ(fact.period_start, kNoDay);
  EXPECT_EQ(fact.period_end, 20453);
}

TEST(FactConversion, DamagedNumbersAreErrors) {
  policy::v1::DocumentRecord record;
  record.add_indicators()->set_value("1e5");
  EXPECT_FALSE(ToFacts(record).ok());
}

}  // namespace
}  // namespace gangmu::statistics
