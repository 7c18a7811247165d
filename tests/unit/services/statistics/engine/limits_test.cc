// A million groups, and the end of a query that nobody waits for any more.
#include <atomic>
#include <chrono>

#include "common/status/error.h"
#include "common/text/strings.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/engine.h"

namespace gangmu::statistics {
namespace {

UnitInfo NoConversions(std::string_view code) { return {std::string(code), Decimal::FromInt(1), true}; }

// `documents` of 1,000 facts, each fact with a subject of its own.
std::unique_ptr<FactTable> ManySubjects(int documents) {
  auto table = std::make_unique<FactTable>(NoConversions);
  for (int d = 0; d < documents; ++d) {
    DocumentFacts facts;
    facts.name = StrCat("documents/", d);
    for (int i = 0; i < 1'000; ++i) {
      IndicatorFact indicator;
      indicator.id = StrCat(i);
      indicator.unit = "家";
      indicator.kind = 1;
      indicator.value = Decimal::FromInt(i);
      indicator.bounds = {indicator.value, indicator.value};
      indicator.subject = StrCat(d, "/", i);
      facts.indicators.push_back(std::move(indicator));
    }
    table->Load({facts}, 1);
  }
  return table;
}

Query BySubject() {
  Query query;
  query.group_by = {"subject"};
  query.metrics = {*ParseMetric("sum(value)"), *ParseMetric("count")};
  return query;
}

TEST(EngineLimits, AMillionGroupsAreAnswered) {
  const std::unique_ptr<FactTable> table = ManySubjects(1'000);
  const Engine engine(1);
  Query query = BySubject();
  const absl::StatusOr<Answer> all = engine.Run(*table->snapshot(), query);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->rows.size(), 1'000'000u);
  Decimal total;
  for (const Row& row : all->rows) total = *Decimal::Add(total, *row.cells[0].value);
  EXPECT_EQ(total, Decimal::FromInt(int64_t{999} * 1'000 / 2 * 1'000));
  query.limit = 3;
  query.order = {{true, 0, true}};
  const absl::StatusOr<Answer> top = engine.Run(*table->snapshot(), query);
  ASSERT_TRUE(top.ok());
  EXPECT_EQ(top->rows.size(), 3u);
  EXPECT_EQ(top->total_rows, 1'000'000u);
  EXPECT_EQ(top->rows[0].cells[0].value->ToString(), "999");
  query.max_groups = 999'999;
  EXPECT_EQ(DetailsOf(engine.Run(*table->snapshot(), query).status()).reason, Reason::kLIMIT_EXCEEDED);
}

// The query is told to end at its second look: it does not go through the rest.
TEST(EngineLimits, AQueryThatNobodyWaitsForEnds) {
  const std::unique_ptr<FactTable> table = ManySubjects(300);
  const Engine engine(1);
  Query query = BySubject();
  for (int k = 0; k < 10; ++k) query.metrics.push_back(*ParseMetric(StrCat("percentile(value,", 5 + k, ")")));
  const auto seconds = [&](const absl::Status& expected) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(engine.Run(*table->snapshot(), query).status().code(), expected.code());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const double whole = seconds(absl::OkStatus());
  std::atomic<int> looks{0};
  query.interrupted = [&] { return ++looks < 2 ? absl::OkStatus() : absl::CancelledError("gone"); };
  EXPECT_LT(seconds(absl::CancelledError()), whole / 2);
}

}  // namespace
}  // namespace gangmu::statistics
