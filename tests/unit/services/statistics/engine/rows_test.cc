// What is made of whole rows: shares, changes, running totals, frequent values, having, limits with ties, gaps, pivots.
#include <string>
#include <vector>

#include "absl/time/civil_time.h"

#include "common/status/error.h"
#include "common/text/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/fields.h"
#include "services/statistics/engine/time_steps.h"

namespace gangmu::statistics {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

UnitInfo NoConversions(std::string_view code) { return {std::string(code), Decimal::FromInt(1), true}; }

// A document of a year with one indicator a value.
DocumentFacts Document(const std::string& name, int year, const std::string& issuer,
                       const std::vector<std::pair<const char*, const char*>>& values) {
  DocumentFacts d;
  d.name = "documents/" + name;
  d.issuer = issuer;
  d.publish_date = static_cast<Day>(absl::CivilDay(year, 6, 1) - absl::CivilDay(1970, 1, 1));
  for (const auto& [subject, value] : values) {
    IndicatorFact i;
    i.id = StrCat("i", d.indicators.size());
    i.unit = "家";
    i.subject = subject;
    i.kind = 2;
    i.value = *Decimal::Parse(value);
    i.bounds = {i.value, i.value};
    d.indicators.push_back(i);
  }
  return d;
}

class RowsTest : public ::testing::Test {
 protected:
  RowsTest() {
    table_.Load({Document("a", 2019, "甲", {{"企业", "10"}, {"学校", "20"}}),
                 Document("b", 2020, "甲", {{"企业", "45"}}), Document("c", 2022, "甲", {{"企业", "5"}}),
                 Document("d", 2022, "乙", {{"医院", "20"}}), Document("e", 2020, "乙", {{"企业", "0"}})},
                1);
  }
  static Query Ask(std::vector<std::string> group_by, const std::vector<std::string>& metrics) {
    Query query;
    query.group_by = std::move(group_by);
    for (const std::string& m : metrics) query.metrics.push_back(*ParseMetric(m));
    return query;
  }
  // "2019 30 0.5": dimensions, then values; "-" where absent, "?" where missing.
  std::vector<std::string> Lines(const Query& query) {
    const absl::StatusOr<Answer> answer = engine_.Run(*table_.snapshot(), query);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> lines;
    if (!answer.ok()) return lines;
    for (const Row& row : answer->rows) {
      std::string line;
      for (const DimensionValue& d : row.dimensions) {
        StrAppend(&line, line.empty() ? "" : " ", d.kind == BucketKind::kTotal ? "all" : d.value);
      }
      for (const Cell& c : row.cells) {
        StrAppend(&line, " ", c.missing ? "?" : (c.value ? c.value->ToCanonicalString() : "-"));
      }
      lines.push_back(line);
    }
    return lines;
  }
  Reason ReasonOf(const Query& query) { return DetailsOf(engine_.Run(*table_.snapshot(), query).status()).reason; }

  FactTable table_{NoConversions};
  const Engine engine_{0};
};

TEST_F(RowsTest, SharesAreOfTheTotalOfAllRows) {
  EXPECT_THAT(Lines(Ask({"publish_year"}, {"sum(value)", "share(sum(value))", "share(count)"})),
              ElementsAre("2019 30 0.3 0.333333", "2020 45 0.45 0.333333", "2022 25 0.25 0.333333"));
  Query rollup = Ask({"publish_year", "issuer"}, {"share(sum(value))"});
  rollup.rollup = true;
  EXPECT_THAT(Lines(rollup), ElementsAre("2019 甲 0.3", "2019 all 0.3", "2020 乙 0", "2020 甲 0.45", "2020 all 0.45",
                                         "2022 乙 0.2", "2022 甲 0.05", "2022 all 0.25", "all all 1"));
  Query limited = Ask({"publish_year"}, {"share(sum(value))"});
  limited.limit = 1;
  EXPECT_THAT(Lines(limited), ElementsAre("2019 0.3")) << "of all rows, not of those shown";
}

TEST_F(RowsTest, ChangesAreAgainstTheBucketRightBefore) {
  EXPECT_THAT(Lines(Ask({"publish_year"}, {"change(sum(value))", "change_rate(sum(value))"})),
              ElementsAre("2019 - -", "2020 15 0.5", "2022 - -"))
      << "2021 has no facts, so 2022 has nothing to be compared with";
  EXPECT_THAT(Lines(Ask({"issuer", "publish_month"}, {"change(count)"})),
              ElementsAre("乙 2020-06 -", "乙 2022-06 -", "甲 2019-06 -", "甲 2020-06 -", "甲 2022-06 -"));
}

TEST(DivisionByNothing, IsEmptyAndNeitherZeroNorAnError) {
  FactTable table(NoConversions);
  std::vector<DocumentFacts> documents;
  for (const int year : {2020, 2021}) {
    DocumentFacts d;
    d.name = StrCat("documents/", year);
    d.publish_date = static_cast<Day>(absl::CivilDay(year, 1, 1) - absl::CivilDay(1970, 1, 1));
    IndicatorFact zero;
    zero.id = "i";
    zero.unit = "家";
    zero.kind = 1;
    zero.value = Decimal();
    IndicatorFact none = zero;  // states no number
    none.id = "j";
    none.unit = "个";
    none.value.reset();
    d.indicators = {zero, none};
    documents.push_back(d);
  }
  table.Load(documents, 1);
  Query query;
  query.group_by = {"unit", "publish_year"};
  query.allowed_mixtures = kMixAll;
  for (const char* metric :
       {"share(sum(value))", "change_rate(sum(value))", "avg(value)", "stddev(value)", "median(value)"}) {
    query.metrics.push_back(*ParseMetric(metric));
  }
  const absl::StatusOr<Answer> answer = Engine(0).Run(*table.snapshot(), query);
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->rows.size(), 4u);
  for (const Row& row : answer->rows) {
    const bool stated = row.dimensions[0].value == "家";
    EXPECT_FALSE(row.cells[0].value) << "a part of a total of 0";
    EXPECT_FALSE(row.cells[1].value) << "a change from 0, or from nothing";
    for (size_t c = 2; c < 5; ++c) EXPECT_EQ(row.cells[c].value.has_value(), stated) << c;
  }
}

TEST_F(RowsTest, RunningTotalsGoThroughTimeForEachOfTheRest) {
  EXPECT_THAT(Lines(Ask({"issuer", "publish_year"}, {"running_total(sum(value))", "running_total(count)"})),
              ElementsAre("乙 2020 0 1", "乙 2022 20 2", "甲 2019 30 2", "甲 2020 75 3", "甲 2022 80 4"));
}

TEST_F(RowsTest, GapsAreMissingAndNeverZero) {
  Query query = Ask({"issuer", "publish_year"}, {"sum(value)", "count"});
  query.fill_gaps = true;
  EXPECT_THAT(Lines(query), ElementsAre("乙 2019 ? ?", "乙 2020 0 1", "乙 2021 ? ?", "乙 2022 20 1", "甲 2019 30 2",
                                        "甲 2020 45 1", "甲 2021 ? ?", "甲 2022 5 1"));
}

TEST_F(RowsTest, HavingKeepsRowsByTheirMetrics) {
  Query query = Ask({"publish_year"}, {"sum(value)", "count"});
  query.having = {{0, filter::Op::kGreater, Decimal::FromInt(25)}, {1, filter::Op::kLessOrEqual, Decimal::FromInt(2)}};
  EXPECT_THAT(Lines(query), ElementsAre("2019 30 2", "2020 45 2"));
  query.having = {{0, filter::Op::kEqual, Decimal::FromInt(7)}};
  EXPECT_THAT(Lines(query), IsEmpty());
}

TEST_F(RowsTest, LimitsHoldForEachAndTiesComeAlong) {
  Query query = Ask({"issuer", "subject"}, {"sum(value)"});
  query.order = {{true, 0, true}};
  query.limit = 1;
  query.limit_by = {0};
  EXPECT_THAT(Lines(query), ElementsAre("甲 企业 60", "乙 医院 20"));
  Query ties = Ask({"issuer", "subject"}, {"sum(value)"});
  ties.order = {{true, 0, true}};
  ties.limit = 2;
  EXPECT_THAT(Lines(ties), ElementsAre("甲 企业 60", "乙 医院 20"));
  ties.with_ties = true;
  EXPECT_THAT(Lines(ties), ElementsAre("甲 企业 60", "乙 医院 20", "甲 学校 20"));
}

TEST_F(RowsTest, APivotTurnsValuesIntoColumns) {
  Query query = Ask({"issuer", "publish_year"}, {"sum(value)", "count"});
  query.pivot = 1;
  EXPECT_THAT(Lines(query), ElementsAre("乙 ? ? 0 1 20 1", "甲 30 2 45 1 5 1"));
  const absl::StatusOr<Answer> answer = engine_.Run(*table_.snapshot(), query);
  EXPECT_THAT(answer->dimensions, ElementsAre("issuer"));
  EXPECT_EQ(answer->pivot, "publish_year");
  ASSERT_EQ(answer->pivot_values.size(), 3u);
  EXPECT_EQ(answer->pivot_values[1].value, "2020");
}

TEST_F(RowsTest, FrequentValuesSayWhatIsAsFrequent) {
  const absl::StatusOr<Answer> answer = engine_.Run(*table_.snapshot(), Ask({}, {"top(subject, 2)"}));
  ASSERT_TRUE(answer.ok()) << answer.status();
  const Cell& cell = answer->rows[0].cells[0];
  EXPECT_THAT(cell.top, ElementsAre(ValueCount{"企业", 4}, ValueCount{"医院", 1}));
  EXPECT_EQ(cell.tied_beyond, 1) << "学校";
  EXPECT_EQ(cell.used, 6);
}

TEST_F(RowsTest, WhatMakesNoSenseIsRefused) {
  EXPECT_EQ(ReasonOf(Ask({"issuer"}, {"change(count)"})), Reason::kQUERY_INVALID) << "no time";
  EXPECT_EQ(ReasonOf(Ask({"publish_year", "period_year"}, {"change(count)"})), Reason::kQUERY_INVALID) << "which time?";
  EXPECT_EQ(ReasonOf(Ask({"issuer"}, {"share(avg(value))"})), Reason::kQUERY_INVALID);
  EXPECT_EQ(ReasonOf(Ask({"instrument"}, {"share(count)"})), Reason::kQUERY_INVALID);
  EXPECT_EQ(ReasonOf(Ask({"instrument", "scheme"}, {"count"})), Reason::kQUERY_INVALID);
  EXPECT_EQ(DetailsOf(ParseMetric("share(share(count))").status()).reason, Reason::kQUERY_INVALID);
}

TEST_F(RowsTest, SharesAddUpOnlyWhatAddsUp) {
  DocumentFacts level = Document("f", 2022, "丙", {{"企业", "100"}});
  level.indicators[0].kind = 1;
  table_.Load({level}, 1);
  EXPECT_EQ(ReasonOf(Ask({"kind"}, {"share(sum(value))"})), Reason::kNON_ADDITIVE);
  Query allowed = Ask({"kind"}, {"share(sum(value))"});
  allowed.allowed_mixtures = kMixKinds;
  EXPECT_THAT(Lines(allowed), ElementsAre("INCREASE 0.5", "LEVEL 0.5"));
}

TEST(TimeSteps, FollowEachOther) {
  const auto next = [](Derivation d, const char* bucket) { return NextTimeBucket(d, bucket).value_or("none"); };
  EXPECT_EQ(next(Derivation::kYear, "2022"), "2023");
  EXPECT_EQ(next(Derivation::kHalf, "2022-H1"), "2022-H2");
  EXPECT_EQ(next(Derivation::kHalf, "2022-H2"), "2023-H1");
  EXPECT_EQ(next(Derivation::kQuarter, "2022-Q4"), "2023-Q1");
  EXPECT_EQ(next(Derivation::kMonth, "2022-09"), "2022-10");
  EXPECT_EQ(next(Derivation::kMonth, "2022-12"), "2023-01");
  EXPECT_EQ(next(Derivation::kMonth, "2022-01"), "2022-02");
  EXPECT_EQ(next(Derivation::kPlan, "2016-2020"), "2021-2025");
  EXPECT_EQ(next(Derivation::kPlan, "1958-1962"), "none");
}

}  // namespace
}  // namespace gangmu::statistics
