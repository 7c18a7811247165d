// Series of statements and targets beside results.
#include "services/statistics/engine/statements.h"

#include "absl/time/civil_time.h"

#include "common/status/error.h"
#include "common/text/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/fact_table.h"
#include "services/statistics/engine/subjects.h"

namespace gangmu::statistics {
namespace {

using ::testing::ElementsAre;

Day DayOf(int year, int month, int day) {
  return static_cast<Day>(absl::CivilDay(year, month, day) - absl::CivilDay(1970, 1, 1));
}

UnitInfo NoConversions(std::string_view code) { return {std::string(code), Decimal::FromInt(1), true}; }

struct Said {
  std::string subject;
  const char* value;
  int year;
  bool target = false;
  const char* upper = nullptr;  // the value itself where absent
};

DocumentFacts Report(const std::string& name, int published, const std::vector<Said>& said) {
  DocumentFacts d;
  d.name = "documents/" + name;
  d.region_code = "420100";
  d.publish_date = DayOf(published, 3, 1);
  for (const Said& s : said) {
    IndicatorFact i;
    i.id = StrCat("i", d.indicators.size());
    i.unit = "CNY";
    i.kind = 1;
    i.subject = s.subject;
    i.value = *Decimal::Parse(s.value);
    i.bounds = {i.value, s.upper == nullptr ? i.value : std::optional(*Decimal::Parse(s.upper))};
    i.period_start = DayOf(s.year, 1, 1);
    i.period_end = DayOf(s.year, 12, 31);
    i.target = s.target;
    d.indicators.push_back(i);
  }
  return d;
}

class StatementsTest : public ::testing::Test {
 protected:
  std::vector<Statement> Collect(std::string_view subject = "") {
    const absl::StatusOr<Statements> found = CollectStatements(*table_.snapshot(), Query(), subject, 1000);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? found->list : std::vector<Statement>();
  }
  FactTable table_{NoConversions};
};

TEST(Subjects, HaveANormalForm) {
  EXPECT_EQ(NormalSubject("“四上” 企业"), "四上企业");
  EXPECT_EQ(NormalSubject("ＧＤＰ"), "地区生产总值");
  EXPECT_EQ(NormalSubject("全市的常住人口数"), "全市常住人口数") << "a longer subject is another one";
  EXPECT_EQ(NormalSubject("户籍人口"), "户籍人口");
  EXPECT_EQ(NormalSubject("Ｒ＆Ｄ经费投入强度"), "研发经费投入强度");
  EXPECT_EQ(NormalSubject("规上工业企业"), "规模以上工业企业");
  EXPECT_EQ(NormalSubject("规上企业"), "规模以上企业") << "not all of them are industrial";
  for (const char* written : {"社零总额", "外贸进出口总额", "CPI", "高企"}) {
    EXPECT_EQ(NormalSubject(NormalSubject(written)), NormalSubject(written));
    EXPECT_NE(NormalSubject(written), written);
  }
}

TEST_F(StatementsTest, SeriesStandInOrderAndShowDisagreement) {
  table_.Load({Report("b", 2023, {{"生产总值", "110", 2022}, {"地区生产总值", "100", 2021}}),
               Report("a", 2022, {{"GDP", "101", 2021}, {"常住人口", "7", 2021}}),
               Report("c", 2024, {{"GDP", "108", 2022, false, "112"}, {"GDP", "130", 2022, true}})},
              1);
  int64_t undated = 0;
  const std::vector<Series> series = MakeSeries(Collect("GDP"), &undated);
  ASSERT_EQ(series.size(), 1u);
  EXPECT_EQ(series[0].subject, "地区生产总值");
  EXPECT_THAT(series[0].written, ElementsAre("GDP", "地区生产总值", "生产总值"));
  ASSERT_EQ(series[0].points.size(), 2u);
  EXPECT_EQ(series[0].points[0].end, DayOf(2021, 12, 31));
  EXPECT_TRUE(series[0].points[0].disagree) << "100 and 101 for 2021";
  EXPECT_EQ(series[0].points[0].statements[0].document, "documents/a") << "published first";
  EXPECT_FALSE(series[0].points[1].disagree) << "110 lies between 108 and 112, and a target is no report";
  EXPECT_EQ(undated, 0);
  EXPECT_EQ(MakeSeries(Collect(), &undated).size(), 2u);
}

TEST_F(StatementsTest, DocumentsOfUnknownPlacesDoNotDisagree) {
  std::vector<DocumentFacts> reports = {Report("a", 2022, {{"GDP", "5", 2021}}),
                                        Report("b", 2022, {{"GDP", "7", 2021}})};
  for (DocumentFacts& d : reports) d.region_code.clear();
  table_.Load(reports, 1);
  int64_t undated = 0;
  const std::vector<Series> series = MakeSeries(Collect(), &undated);
  ASSERT_EQ(series.size(), 2u);
  EXPECT_FALSE(series[0].points[0].disagree);
}

TEST_F(StatementsTest, TargetsStandBesideWhatWasReportedLater) {
  table_.Load({Report("plan", 2021, {{"GDP", "130", 2025, true}, {"常住人口", "9", 2025, true}}),
               Report("before", 2020, {{"GDP", "1", 2025}}), Report("later", 2026, {{"地区生产总值", "128.5", 2025}}),
               Report("other-year", 2025, {{"GDP", "120", 2024}})},
              1);
  const absl::StatusOr<std::vector<TargetComparison>> compared = CompareTargets(Collect());
  ASSERT_TRUE(compared.ok()) << compared.status();
  ASSERT_EQ(compared->size(), 2u);
  EXPECT_EQ((*compared)[0].subject, "地区生产总值");
  ASSERT_EQ((*compared)[0].results.size(), 1u);
  EXPECT_EQ((*compared)[0].results[0].document, "documents/later");
  EXPECT_EQ((*compared)[0].gap->ToCanonicalString(), "-1.5");
  EXPECT_TRUE((*compared)[1].results.empty()) << "nothing was reported of the population";
  EXPECT_FALSE((*compared)[1].gap.has_value());
}

TEST_F(StatementsTest, WhatIsLeftOutIsCountedAndTooManyAreRefused) {
  DocumentFacts repealed = Report("old", 2019, {{"GDP", "5", 2018}});
  repealed.validity = kValidityRepealed;
  table_.Load({repealed, Report("a", 2022, {{"GDP", "101", 2021}, {"GDP", "102", 2020}})}, 1);
  const absl::StatusOr<Statements> found = CollectStatements(*table_.snapshot(), Query(), "", 2);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->list.size(), 2u);
  EXPECT_EQ(found->left_out[static_cast<size_t>(LeftOut::kRepealed)], 1);
  const absl::StatusOr<Statements> many = CollectStatements(*table_.snapshot(), Query(), "", 1);
  EXPECT_EQ(DetailsOf(many.status()).reason, Reason::kLIMIT_EXCEEDED);
}

}  // namespace
}  // namespace gangmu::statistics
