// What answers look like: rollup, order, units, evidence, many groups, and the same bytes with any number of workers.
#include "services/statistics/engine/engine.h"

#include <string>
#include <vector>

#include "common/status/error.h"
#include "common/text/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/dimensions.h"
#include "services/statistics/engine/fields.h"

namespace gangmu::statistics {
namespace {

UnitInfo NoConversions(std::string_view code) { return {std::string(code), Decimal::FromInt(1), true}; }

IndicatorFact Indicator(std::string id, std::string unit, const char* value, int32_t measure = 0) {
  IndicatorFact i;
  i.id = std::move(id);
  i.unit = std::move(unit);
  i.measure = measure;
  i.value = *Decimal::Parse(value);
  i.bounds = {i.value, i.value};
  return i;
}

DocumentFacts Document(std::string name, std::vector<IndicatorFact> indicators) {
  DocumentFacts d;
  d.name = "documents/" + std::move(name);
  d.measures = {{"a1", "稳岗", "劳动", {"一", "（一）"}, {}, 1}, {"a2", "招商", "商贸", {"二"}, {}, 3}};
  d.indicators = std::move(indicators);
  return d;
}

Query Ask(std::vector<std::string> group_by, std::vector<std::string> metrics, std::string_view filter = "") {
  Query query;
  query.group_by = std::move(group_by);
  for (const std::string& m : metrics) query.metrics.push_back(*ParseMetric(m));
  query.filter = *filter::Filter::Parse(filter, FilterSchema(query.facts));
  return query;
}

// "劳动|12.5 3/0": dimensions, value, used.
std::vector<std::string> Lines(const Answer& answer) {
  std::vector<std::string> lines;
  for (const Row& row : answer.rows) {
    std::string line;
    for (const DimensionValue& d : row.dimensions) {
      const char* const marks[] = {"", "<several>", "<none>", "<total>"};
      StrAppend(&line, line.empty() ? "" : "|", d.value, marks[static_cast<size_t>(d.kind)]);
    }
    for (const Cell& c : row.cells) StrAppend(&line, " ", c.value ? c.value->ToCanonicalString() : "-", c.unit);
    lines.push_back(line);
  }
  return lines;
}

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() {
    table_.Load({Document("x", {Indicator("i1", "家", "10"), Indicator("i2", "家", "2.5", 1)}),
                 Document("y", {Indicator("i1", "CNY", "300"), Indicator("i2", "家", "1")})},
                7);
  }
  absl::StatusOr<Answer> Run(const Query& query) { return engine_.Run(*table_.snapshot(), query); }

  FactTable table_{NoConversions};
  Engine engine_{1};
};

TEST_F(EngineTest, RollupTotalsNeverAddUnits) {
  Query query = Ask({"topic", "unit"}, {"count", "sum(value)"});
  query.rollup = true;
  const absl::StatusOr<Answer> answer = Run(query);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(Lines(*answer), ::testing::ElementsAre("劳动|CNY 1 300CNY", "劳动|家 2 11家", "劳动|<total> 3 -",
                                                     "商贸|家 1 2.5家", "商贸|<total> 1 2.5家", "<total>|<total> 4 -"));
  EXPECT_EQ(answer->place, 7);
}

TEST_F(EngineTest, MixedUnitsAreRefusedWithAProposal) {
  const absl::StatusOr<Answer> answer = Run(Ask({"topic"}, {"sum(value)"}));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kFailedPrecondition);
  const ErrorDetails details = DetailsOf(answer.status());
  EXPECT_EQ(details.reason, Reason::kMIXED_UNITS);
  EXPECT_EQ(details.metadata[0], std::pair(std::string("units"), std::string("CNY,家")));
  EXPECT_EQ(details.metadata[1], std::pair(std::string("groupBy"), std::string("topic,unit")));
  EXPECT_TRUE(Run(Ask({"topic"}, {"count"})).ok());
  EXPECT_TRUE(Run(Ask({"topic"}, {"sum(value)"}, "unit = \"家\"")).ok());
  EXPECT_TRUE(Run(Ask({"topic"}, {"sum(value)"}, "document.name = \"documents/x\"")).ok());
}

TEST_F(EngineTest, OrdersByMetricAndLimits) {
  Query query = Ask({"document"}, {"sum(value)"}, "unit = \"家\"");
  query.order = {{true, 0, true}};
  query.limit = 1;
  const absl::StatusOr<Answer> answer = Run(query);
  ASSERT_TRUE(answer.ok());
  EXPECT_THAT(Lines(*answer), ::testing::ElementsAre("documents/x 12.5家"));
  EXPECT_EQ(answer->total_rows, 2u);
}

TEST_F(EngineTest, EvidenceCountsEqualTheCell) {
  const Query query = Ask({"unit"}, {"sum(value)"});
  const absl::StatusOr<Answer> answer = Run(query);
  ASSERT_TRUE(answer.ok());
  for (const Row& row : answer->rows) {
    std::vector<std::string> names;
    ASSERT_TRUE(engine_
                    .ListEvidence(*table_.snapshot(), query, row.dimensions, 0, std::nullopt,
                                  [&](const Evidence& e) {
                                    names.push_back(StrCat(e.document, "/", e.id));
                                    return true;
                                  })
                    .ok());
    EXPECT_EQ(static_cast<int64_t>(names.size()), row.cells[0].used);
    if (row.dimensions[0].value == "家") {
      EXPECT_THAT(names, ::testing::ElementsAre("documents/x/i1", "documents/x/i2", "documents/y/i2"));
    }
  }
}

TEST_F(EngineTest, EmptyAnswersHoldNoZeros) {
  const absl::StatusOr<Answer> none = Run(Ask({"topic"}, {"sum(value)"}, "unit = \"km\""));
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->rows.empty());
  const absl::StatusOr<Answer> measures = [&] {
    Query query;
    query.facts = FactKind::kMeasure;
    query.group_by = {"status"};
    query.filter = *filter::Filter::Parse("topic = \"劳动\"", FilterSchema(FactKind::kMeasure));
    return Run(query);
  }();
  ASSERT_TRUE(measures.ok()) << measures.status();
  EXPECT_THAT(Lines(*measures), ::testing::ElementsAre("PLANNED 2"));
}

TEST_F(EngineTest, BadQueriesAreNamed) {
  const auto reason = [&](const Query& query) { return DetailsOf(Run(query).status()).reason; };
  EXPECT_EQ(reason(Ask({"topc"}, {"count"})), Reason::kQUERY_INVALID);
  EXPECT_EQ(reason(Ask({"topic", "topic"}, {"count"})), Reason::kQUERY_INVALID);
  Query measures = Ask({}, {"sum(value)"});
  measures.facts = FactKind::kMeasure;
  measures.filter = filter::Filter();
  EXPECT_EQ(reason(measures), Reason::kQUERY_INVALID);
  Query early = Ask({}, {"count"});
  early.as_of = 3;
  EXPECT_EQ(reason(early), Reason::kPURGED);
  Query stopped = Ask({}, {"count"});
  stopped.interrupted = [] { return Error(absl::StatusCode::kCancelled, Reason::kCANCELLED, "gone").Build(); };
  EXPECT_EQ(reason(stopped), Reason::kCANCELLED);
  Query dear = Ask({"topic"}, {"count"});
  dear.max_cost = 6;
  EXPECT_EQ(reason(dear), Reason::kCOST_LIMIT_EXCEEDED) << "four facts and two topics or one not stated";
  dear.filter = *filter::Filter::Parse("document.name = \"documents/x\"", FilterSchema(FactKind::kIndicator));
  EXPECT_TRUE(Run(dear).ok()) << "two facts of one document";
}

TEST(EngineOverflow, SumsBeyond128BitsAreErrors) {
  FactTable table(NoConversions);
  const std::string nines(38, '9');
  table.Load({Document("x", {Indicator("i1", "家", nines.c_str()), Indicator("i2", "家", nines.c_str())})}, 1);
  const Engine engine(0);
  const absl::StatusOr<Answer> sum = engine.Run(*table.snapshot(), Ask({}, {"sum(value)"}));
  ASSERT_FALSE(sum.ok());
  EXPECT_EQ(DetailsOf(sum.status()).reason, Reason::kDECIMAL_OVERFLOW);
  const absl::StatusOr<Answer> max = engine.Run(*table.snapshot(), Ask({}, {"max(value)"}));
  ASSERT_TRUE(max.ok()) << max.status();
  EXPECT_EQ(Lines(*max)[0], " " + nines + "家");
}

TEST(EngineStdDev, IsExactWhereTheRootIs) {
  FactTable table(NoConversions);
  table.Load({Document("x", {Indicator("i1", "家", "2"), Indicator("i2", "家", "4"), Indicator("i3", "家", "4"),
                             Indicator("i4", "家", "4"), Indicator("i5", "家", "5"), Indicator("i6", "家", "5"),
                             Indicator("i7", "家", "7"), Indicator("i8", "家", "9")})},
             1);
  const absl::StatusOr<Answer> answer = Engine(0).Run(*table.snapshot(), Ask({}, {"stddev(value)"}));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->rows[0].cells[0].value->ToCanonicalString(), "2");
  EXPECT_FALSE(answer->rows[0].cells[0].inexact);
}

TEST(EngineScale, ManyGroupsAndWorkersGiveTheSameAnswer) {
  FactTable table(NoConversions);
  std::vector<DocumentFacts> documents;
  for (int d = 0; d < 2600; ++d) {
    std::vector<IndicatorFact> indicators;
    for (int k = 0; k < 40; ++k) {
      indicators.push_back(
          Indicator(StrCat("i", k), k % 3 == 0 ? "CNY" : "家", StrCat(d * 40 + k, ".5").c_str(), k % 2));
      indicators.back().subject = StrCat("主体", d * 40 + k);
    }
    documents.push_back(Document(StrCat("d", d), std::move(indicators)));
  }
  table.Load(documents, 1);
  const Engine alone(0);
  const Engine helped(3);
  Query query = Ask({"subject", "unit"}, {"count", "sum(value)", "count_documents", "median(value)", "last(value)"});
  const absl::StatusOr<Answer> one = alone.Run(*table.snapshot(), query);
  const absl::StatusOr<Answer> four = helped.Run(*table.snapshot(), query);
  ASSERT_TRUE(one.ok()) << one.status();
  ASSERT_TRUE(four.ok()) << four.status();
  EXPECT_EQ(one->rows.size(), 104000u);
  EXPECT_EQ(one->rows, four->rows);
  query.max_groups = 1000;
  EXPECT_EQ(DetailsOf(helped.Run(*table.snapshot(), query).status()).reason, Reason::kLIMIT_EXCEEDED);
  const Query coarse = Ask({"topic", "unit"}, {"count", "sum(value)", "median(value)", "stddev(value)"});
  EXPECT_EQ(alone.Run(*table.snapshot(), coarse)->rows, helped.Run(*table.snapshot(), coarse)->rows);
}

TEST(MetricText, RoundTrips) {
  for (const char* text : {"count", "count_documents", "count_distinct(subject)", "sum(value)", "avg(lower_bound)",
                           "percentile(value, 90)", "percentile(value, 99.5)", "first(from_value)", "top(subject, 5)",
                           "share(sum(value))", "change_rate(count)", "running_total(sum(value))"}) {
    const absl::StatusOr<Metric> metric = ParseMetric(text);
    ASSERT_TRUE(metric.ok()) << metric.status();
    EXPECT_EQ(MetricName(*metric), text);
  }
  for (const char* text :
       {"summ(value)", "sum(valu)", "sum(value", "count(value)", "percentile(value)", "", "sum(value, 2)"}) {
    EXPECT_EQ(DetailsOf(ParseMetric(text).status()).reason, Reason::kQUERY_INVALID) << text;
  }
}

}  // namespace
}  // namespace gangmu::statistics
