// Random facts and random queries: the engine and an evaluation fact by fact over plain maps must agree on every cell,
// with any number of workers, in any order of arrival, and as of earlier places.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "common/filter/filter.h"
#include "common/status/error.h"
#include "common/text/strings.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/fields.h"
#include "tests/unit/services/statistics/engine/plain_evaluator.h"
#include "tests/unit/services/statistics/engine/random_facts.h"

namespace gangmu::statistics::testing {
namespace {

const std::vector<std::string> kNumbers = {"0", "1", "12.5", "-3", "100.00", "7", "0.001", "278200000000"};

double Deviation(const std::vector<Decimal>& values) {
  const auto number = [](const Decimal& d) { return static_cast<long double>(d.coefficient()) / powl(10, d.scale()); };
  long double sum = 0;
  for (const Decimal& v : values) sum += number(v);
  const long double mean = sum / static_cast<long double>(values.size());
  long double squares = 0;
  for (const Decimal& v : values) squares += (number(v) - mean) * (number(v) - mean);
  return static_cast<double>(sqrtl(squares / static_cast<long double>(values.size())));
}

// Undated statements come last in either order.
Decimal EdgeOf(const Plain& p, bool last) {
  const auto& statements = p.dated.empty() ? p.undated : p.dated;
  return last ? statements.rbegin()->second : statements.begin()->second;
}

Decimal Percentile(std::vector<Decimal> values, size_t percent) {
  std::sort(values.begin(), values.end());
  return values[(percent * values.size() + 99) / 100 - 1];
}

void Compare(const Answer& answer, const std::map<std::vector<DimensionValue>, Plain>& plain, const std::string& what) {
  ASSERT_EQ(answer.rows.size(), plain.size()) << what;
  auto expected = plain.begin();
  for (const Row& row : answer.rows) {
    ASSERT_EQ(row.dimensions, expected->first) << what;
    const Plain& p = expected->second;
    ASSERT_EQ(*row.cells[0].value, Decimal::FromInt(p.count)) << what;
    const Cell& sum = row.cells[1];
    ASSERT_EQ(sum.used, static_cast<int64_t>(p.values.size())) << what;
    ASSERT_EQ(sum.left_out, p.left_out) << what;
    ASSERT_EQ(sum.value.has_value(), !p.values.empty()) << what;
    ASSERT_EQ(sum.open_lower, p.open_lower) << what;
    ASSERT_EQ(sum.open_upper, p.open_upper) << what;
    if (sum.closed_lower) {
      ASSERT_EQ(*sum.closed_lower, p.lower) << what;
    }
    if (sum.closed_upper) {
      ASSERT_EQ(*sum.closed_upper, p.upper) << what;
    }
    ASSERT_EQ(*row.cells[6].value, Decimal::FromInt(static_cast<int64_t>(p.documents.size()))) << what;
    ASSERT_EQ(*row.cells[7].value, Decimal::FromInt(static_cast<int64_t>(p.subjects.size()))) << what;
    if (!p.values.empty()) {
      ASSERT_EQ(*sum.value, p.sum) << what;
      ASSERT_EQ(*row.cells[2].value, *std::min_element(p.values.begin(), p.values.end())) << what;
      ASSERT_EQ(*row.cells[3].value, *std::max_element(p.values.begin(), p.values.end())) << what;
      ASSERT_EQ(*row.cells[4].value,
                *Decimal::Divide(p.sum, Decimal::FromInt(static_cast<int64_t>(p.values.size())), 6))
          << what;
      ASSERT_EQ(*row.cells[5].value, Percentile(p.values, 50)) << what;
      ASSERT_NEAR(std::stod(row.cells[8].value->ToString()), Deviation(p.values), 1e-6 + 1e-9 * Deviation(p.values))
          << what;
      ASSERT_EQ(*row.cells[9].value, EdgeOf(p, false)) << what;
      ASSERT_EQ(*row.cells[10].value, EdgeOf(p, true)) << what;
      ASSERT_EQ(*row.cells[11].value, Percentile(p.values, 90)) << what;
    }
    ++expected;
  }
}

std::vector<Metric> AllMetrics() {
  std::vector<Metric> metrics;
  for (const char* text :
       {"count", "sum(value)", "min(value)", "max(value)", "avg(value)", "median(value)", "count_documents",
        "count_distinct(subject)", "stddev(value)", "first(value)", "last(value)", "percentile(value, 90)"}) {
    metrics.push_back(*ParseMetric(text));
  }
  return metrics;
}

TEST(EngineDifferential, AgreesWithPlainEvaluation) {
  Dice dice(20221021);
  FactTable table(TestUnits);
  table.SetHorizon(0);
  std::map<std::string, DocumentFacts> now;
  std::map<Place, std::map<std::string, DocumentFacts>> history;
  Place place = 0;
  for (int step = 0; step < 900; ++step) {
    DocumentFacts d = RandomDocument(dice, dice.Below(400), kNumbers);
    Change change;
    change.place = ++place;
    change.deleted = dice.OneIn(10);
    change.facts = d;
    change.deleted ? void(now.erase(d.name)) : void(now[d.name] = d);
    table.Apply({change});
    table.Apply({change});  // an event that comes twice changes nothing
    if (step % 300 == 299) history[place] = now;
  }
  const Engine alone(0);
  const Engine helped(2);
  const std::vector<std::string> dimensions = {"topic",        "issuer",     "unit",        "target",
                                               "publish_year", "instrument", "period_year", "region_province"};
  const auto snapshot = table.snapshot();
  size_t refused = 0;
  for (int round = 0; round < 1500; ++round) {
    Query query;
    std::vector<std::string> shuffled = dimensions;
    std::shuffle(shuffled.begin(), shuffled.end(), dice.engine());
    query.group_by.assign(shuffled.begin(), shuffled.begin() + static_cast<std::ptrdiff_t>(dice.Below(4)));
    query.metrics = AllMetrics();
    query.allowed_mixtures = kMixAll;  // what is refused has tests of its own
    query.include_repealed = dice.OneIn(2);
    query.include_parts = dice.OneIn(2);
    query.include_restatements = dice.OneIn(2);
    query.include_duplicates = dice.OneIn(2);
    if (dice.OneIn(3)) {
      query.unit_mode = UnitMode::kConvert;
      query.target_unit = "m";
    }
    auto state = history.begin();
    std::advance(state, dice.Below(history.size()));
    query.as_of = state->first;
    const std::string& filter = dice.Pick(KnownFilters());
    query.filter = *filter::Filter::Parse(filter, FilterSchema(FactKind::kIndicator));
    const auto plain = Evaluate(state->second, query, filter);
    const bool mixed = query.unit_mode == UnitMode::kRefuse &&
                       std::any_of(plain.begin(), plain.end(), [](const auto& p) { return p.second.units.size() > 1; });
    const absl::StatusOr<Answer> answer = (dice.OneIn(2) ? alone : helped).Run(*snapshot, query);
    const std::string what = StrCat("round ", round, " filter ", filter, " dimensions ", query.group_by.size());
    if (mixed) {
      ASSERT_FALSE(answer.ok()) << what;
      EXPECT_EQ(DetailsOf(answer.status()).reason, Reason::kMIXED_UNITS) << what;
      ++refused;
      continue;
    }
    ASSERT_TRUE(answer.ok()) << what << answer.status();
    Compare(*answer, plain, what);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(refused, 100u);
  EXPECT_LT(refused, 1200u);
}

}  // namespace
}  // namespace gangmu::statistics::testing
