// What sums refuse to mix, and how currencies convert by dated rates.
#include <string>
#include <vector>

#include "common/status/error.h"
#include "common/text/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/fields.h"

namespace gangmu::statistics {
namespace {

using ::testing::ElementsAre;

constexpr uint8_t kLevel = 1, kIncrease = 2, kChange = 4;

UnitInfo NoConversions(std::string_view code) { return {std::string(code), Decimal::FromInt(1), true}; }

struct Spec {
  std::string unit = "家";
  uint8_t kind = kLevel;
  const char* value = "1";
  Day start = kNoDay;
  Day end = kNoDay;
  bool target = false;
};

DocumentFacts Document(const std::string& name, const std::string& region, const std::vector<Spec>& specs,
                       Day published = kNoDay) {
  DocumentFacts d;
  d.name = "documents/" + name;
  d.region_code = region;
  d.publish_date = published;
  for (const Spec& spec : specs) {
    IndicatorFact i;
    i.id = StrCat("i", d.indicators.size());
    i.unit = spec.unit;
    i.value = *Decimal::Parse(spec.value);
    i.bounds = {i.value, i.value};
    i.kind = spec.kind;
    i.period_start = spec.start;
    i.period_end = spec.end;
    i.target = spec.target;
    d.indicators.push_back(i);
  }
  return d;
}

class Additivity : public ::testing::Test {
 protected:
  void Load(const std::vector<DocumentFacts>& documents) { table_.Load(documents, 1); }
  absl::StatusOr<Answer> Run(const Query& query) { return engine_.Run(*table_.snapshot(), query); }
  static Query Sum(std::vector<std::string> group_by, const char* metric = "sum(value)") {
    Query query;
    query.group_by = std::move(group_by);
    query.metrics = {*ParseMetric(metric)};
    return query;
  }
  // "key=value" of the metadata of a refusal; empty where there was none.
  std::vector<std::string> Refusal(const Query& query) {
    const absl::StatusOr<Answer> answer = Run(query);
    std::vector<std::string> lines;
    if (answer.ok()) return lines;
    EXPECT_EQ(DetailsOf(answer.status()).reason, Reason::kNON_ADDITIVE) << answer.status();
    for (const auto& [key, value] : DetailsOf(answer.status()).metadata) lines.push_back(StrCat(key, "=", value));
    return lines;
  }
  static int64_t LeftOutOf(const Cell& cell, LeftOut reason) { return cell.left_out[static_cast<size_t>(reason)]; }

  FactTable table_{NoConversions};
  const Engine engine_{1};
};

TEST_F(Additivity, LevelsAndIncreasesAreNotAddedUnlessAsked) {
  Load({Document("a", "", {{.kind = kLevel, .value = "165"}, {.kind = kIncrease, .value = "5"}})});
  EXPECT_THAT(Refusal(Sum({})), ElementsAre("kinds=INCREASE, LEVEL", "groupBy=kind"));
  EXPECT_THAT(Refusal(Sum({}, "avg(value)")), ElementsAre("kinds=INCREASE, LEVEL", "groupBy=kind"));
  EXPECT_TRUE(Run(Sum({}, "max(value)")).ok()) << "nothing is added";
  EXPECT_TRUE(Run(Sum({}, "count")).ok());
  const absl::StatusOr<Answer> proposed = Run(Sum({"kind"}));
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  EXPECT_EQ(proposed->rows.size(), 2u);
  Query allowed = Sum({});
  allowed.allowed_mixtures = kMixKinds;
  const absl::StatusOr<Answer> asked = Run(allowed);
  ASSERT_TRUE(asked.ok());
  EXPECT_EQ(*asked->rows[0].cells[0].value, Decimal::FromInt(170));
  allowed.allowed_mixtures = kMixPeriods | kMixRegions;
  EXPECT_FALSE(Run(allowed).ok());
}

TEST_F(Additivity, TargetsAreNotAddedToResultsUnlessAsked) {
  Load({Document("a", "", {{.value = "500", .target = true}, {.value = "480"}})});
  for (const char* metric : {"sum(value)", "avg(value)", "stddev(value)"}) {
    EXPECT_THAT(Refusal(Sum({}, metric)), ElementsAre("targets=false, true", "groupBy=target")) << metric;
  }
  EXPECT_TRUE(Run(Sum({"target"})).ok());
  EXPECT_TRUE(Run(Sum({}, "max(value)")).ok());
  Query allowed = Sum({});
  allowed.allowed_mixtures = kMixTargets;
  const absl::StatusOr<Answer> answer = Run(allowed);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->rows[0].cells[0].value->ToString(), "980");
}

TEST_F(Additivity, AChangeCountsAsTheLevelItLeadsTo) {
  Load({Document("a", "", {{.kind = kLevel, .value = "1"}, {.kind = kChange, .value = "56"}})});
  const absl::StatusOr<Answer> answer = Run(Sum({}));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(*answer->rows[0].cells[0].value, Decimal::FromInt(57));
}

TEST_F(Additivity, LevelsOfSeveralPeriodsAreNotAdded) {
  Load({Document("a", "", {{.start = 18993, .end = 19357}, {.start = 19358, .end = 19722}, {}})});
  EXPECT_THAT(Refusal(Sum({})), ElementsAre("periods=2022-01-01/2022-12-31, 2023-01-01/2023-12-31", "groupBy=period"));
  EXPECT_TRUE(Run(Sum({}, "avg(value)")).ok()) << "a mean over years is one";
  const absl::StatusOr<Answer> proposed = Run(Sum({"period"}));
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  EXPECT_EQ(proposed->rows.size(), 3u) << "two periods and what states none";
}

TEST_F(Additivity, IncreasesOfSeveralPeriodsAreAdded) {
  Load({Document(
      "a", "",
      {{.kind = kIncrease, .start = 18993, .end = 19357}, {.kind = kIncrease, .start = 19358, .end = 19722}})});
  EXPECT_TRUE(Run(Sum({})).ok());
}

TEST_F(Additivity, ARegionIsNotAddedToWhatItContains) {
  Load({Document("province", "420000", {{}}), Document("city", "420100", {{}}), Document("other", "110000", {{}})});
  EXPECT_THAT(Refusal(Sum({})), ElementsAre("regions=420000, 420100", "groupBy=region"));
  EXPECT_FALSE(Run(Sum({"region_province"})).ok());
  EXPECT_TRUE(Run(Sum({"region"})).ok());
  Query cities = Sum({});
  cities.filter = *filter::Filter::Parse("document.region.code != \"420000\"", FilterSchema(FactKind::kIndicator));
  EXPECT_TRUE(Run(cities).ok()) << "Wuhan and Beijing lie apart";
}

TEST_F(Additivity, WhatIsLeftOutIsNotMixed) {
  DocumentFacts repealed = Document("old", "420000", {{.kind = kIncrease}});
  repealed.validity = kValidityRepealed;
  Load({Document("a", "420100", {{}}), repealed});
  const absl::StatusOr<Answer> answer = Run(Sum({}));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(LeftOutOf(answer->rows[0].cells[0], LeftOut::kRepealed), 1);
  Query all = Sum({});
  all.include_repealed = true;
  EXPECT_FALSE(Run(all).ok());
}

TEST_F(Additivity, RollupRowsStayEmptyWhereTheirPartsDoNotAddUp) {
  Load({Document("a", "", {{.kind = kLevel, .value = "165"}, {.kind = kIncrease, .value = "5"}})});
  Query query = Sum({"kind"});
  query.rollup = true;
  const absl::StatusOr<Answer> answer = Run(query);
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->rows.size(), 3u);
  const Cell& total = answer->rows[2].cells[0];
  EXPECT_EQ(answer->rows[2].dimensions[0].kind, BucketKind::kTotal);
  EXPECT_FALSE(total.value.has_value());
  EXPECT_EQ(LeftOutOf(total, LeftOut::kNotAdditive), 2);
  int left_out = 0;
  ASSERT_TRUE(engine_
                  .ListEvidence(*table_.snapshot(), query, answer->rows[2].dimensions, 0, total.blocked,
                                [&](const Evidence& e) {
                                  left_out += !e.used && e.reason == LeftOut::kNotAdditive;
                                  return true;
                                })
                  .ok());
  EXPECT_EQ(left_out, 2);
}

TEST_F(Additivity, ProposesToAllowWhereThereIsNoRoomForMoreDimensions) {
  Load({Document("a", "", {{.kind = kLevel}, {.kind = kIncrease}})});
  EXPECT_THAT(Refusal(Sum({"topic", "issuer", "unit", "target", "publish_year", "region", "subject", "validity"})),
              ElementsAre("kinds=INCREASE, LEVEL", "allow=kinds"));
}

class Currencies : public Additivity {
 protected:
  static Query InYuan(std::vector<CurrencyRate> rates) {
    Query query = Sum({});
    query.allowed_mixtures = kMixAll;
    query.unit_mode = UnitMode::kConvert;
    query.target_unit = "CNY";
    query.rates = std::move(rates);
    return query;
  }
};

TEST_F(Currencies, ConvertAtTheRateOfTheirDay) {
  // 2022-12-31 is day 19357, 2023-12-31 is 19722.
  Load({Document("a", "",
                 {{.unit = "USD", .value = "100", .start = 18993, .end = 19357},  // by the period's last day
                  {.unit = "USD", .value = "10"},                                 // by the day of publication
                  {.unit = "USD", .value = "1", .start = 17000, .end = 17001},    // before the first rate
                  {.unit = "EUR", .value = "7"},
                  {.unit = "CNY", .value = "0.5"}},
                 19722)});
  const Query query = InYuan({{"USD", *Decimal::Parse("6.9646"), 18993}, {"USD", *Decimal::Parse("7.0827"), 19358}});
  const absl::StatusOr<Answer> answer = Run(query);
  ASSERT_TRUE(answer.ok()) << answer.status();
  const Cell& cell = answer->rows[0].cells[0];
  EXPECT_EQ(cell.value->ToCanonicalString(), "767.787") << "696.46 + 70.827 + 0.5";
  EXPECT_EQ(cell.used, 3);
  EXPECT_EQ(cell.unit, "CNY");
  EXPECT_EQ(LeftOutOf(cell, LeftOut::kNoRate), 1);
  EXPECT_EQ(LeftOutOf(cell, LeftOut::kOtherDimension), 1);
  std::vector<std::string> used;
  ASSERT_TRUE(engine_
                  .ListEvidence(*table_.snapshot(), query, {}, 0, std::nullopt,
                                [&](const Evidence& e) {
                                  if (e.used) used.push_back(e.id);
                                  return true;
                                })
                  .ok());
  EXPECT_THAT(used, ElementsAre("i0", "i1", "i4"));
}

UnitInfo LandPrices(std::string_view code) {
  if (code == "CNY/m2") return {"CNY/area", Decimal::FromInt(1), true};
  if (code == "CNY/ha") return {"CNY/area", *Decimal::Parse("0.0001"), true};
  if (code == "USD/m2") return {"USD/area", Decimal::FromInt(1), true};
  return {std::string(code), Decimal::FromInt(1), true};
}

// A currency inside a rate converts by the currency's own rate, and what stands below by its factor.
TEST(CurrenciesInRates, ConvertWithWhatStandsBelow) {
  FactTable table(LandPrices);
  table.Load({Document("a", "",
                       {{.unit = "USD/m2", .value = "10"},
                        {.unit = "USD/ha", .value = "10000"},
                        {.unit = "CNY/ha", .value = "20000"},
                        {.unit = "CNY/m2", .value = "1"},
                        {.unit = "USD", .value = "5"},     // no price of land
                        {.unit = "USD/人", .value = "5"},  // another dimension below
                        {.unit = "EUR/m2", .value = "5"}},
                       19000)},
             1);
  Query query;
  query.metrics = {*ParseMetric("sum(value)")};
  query.allowed_mixtures = kMixAll;
  query.unit_mode = UnitMode::kConvert;
  query.target_unit = "CNY/m2";
  query.rates = {{"USD", *Decimal::Parse("7"), 18993}};
  const absl::StatusOr<Answer> answer = Engine(0).Run(*table.snapshot(), query);
  ASSERT_TRUE(answer.ok()) << answer.status();
  const Cell& cell = answer->rows[0].cells[0];
  EXPECT_EQ(cell.value->ToCanonicalString(), "80") << "70 + 7 + 2 + 1";
  EXPECT_EQ(cell.used, 4);
  EXPECT_EQ(cell.unit, "CNY/m2");
  EXPECT_EQ(cell.left_out[static_cast<size_t>(LeftOut::kOtherDimension)], 3);
}

TEST_F(Currencies, AreNeverConvertedWithoutARate) {
  Load({Document("a", "", {{.unit = "USD", .value = "100"}, {.unit = "CNY", .value = "1"}})});
  const absl::StatusOr<Answer> without = Run(InYuan({}));
  ASSERT_TRUE(without.ok());
  EXPECT_EQ(LeftOutOf(without->rows[0].cells[0], LeftOut::kOtherDimension), 1);
  const absl::StatusOr<Answer> undated = Run(InYuan({{"USD", Decimal::FromInt(7), 0}}));
  ASSERT_TRUE(undated.ok());
  EXPECT_EQ(LeftOutOf(undated->rows[0].cells[0], LeftOut::kNoRate), 1) << "the statement has no day";
}

TEST_F(Currencies, BadTablesAreRefused) {
  const auto reason = [&](const Query& query) { return DetailsOf(Run(query).status()).reason; };
  EXPECT_EQ(reason(InYuan({{"USD", Decimal(), 0}})), Reason::kQUERY_INVALID);
  EXPECT_EQ(reason(InYuan({{"CNY", Decimal::FromInt(2), 0}})), Reason::kQUERY_INVALID);
  EXPECT_EQ(reason(InYuan({{"USD", Decimal::FromInt(7), 0}, {"USD", Decimal::FromInt(8), 0}})), Reason::kQUERY_INVALID);
}

}  // namespace
}  // namespace gangmu::statistics
