// What holds for every query, shown on random ones: the order of arrival does not matter, rollups add up, stated totals
// lie between their bounds, and the evidence of a cell is as large as the cell says.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "common/filter/filter.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/fields.h"
#include "tests/unit/services/statistics/engine/plain_evaluator.h"
#include "tests/unit/services/statistics/engine/random_facts.h"

namespace gangmu::statistics::testing {
namespace {

const std::vector<std::string> kNumbers = {"0", "1", "12.5", "-3", "100.00", "7", "0.001", "278200000000"};
const std::vector<std::string> kDimensions = {"topic", "issuer", "target", "publish_year", "period_year", "kind"};

class EngineProperties : public ::testing::Test {
 protected:
  EngineProperties() {
    for (size_t d = 0; d < 300; ++d) documents_.push_back(RandomDocument(dice_, d, kNumbers));
    table_.Load(documents_, 1);
  }

  Query RandomQuery() {
    Query query;
    std::vector<std::string> shuffled = kDimensions;
    std::shuffle(shuffled.begin(), shuffled.end(), dice_.engine());
    query.group_by.assign(shuffled.begin(), shuffled.begin() + static_cast<std::ptrdiff_t>(dice_.Below(4)));
    for (const char* text : {"sum(value)", "count", "avg(value)", "count_distinct(subject)", "last(value)"}) {
      query.metrics.push_back(*ParseMetric(text));
    }
    query.allowed_mixtures = kMixAll;
    query.include_parts = dice_.OneIn(2);
    query.include_restatements = dice_.OneIn(2);
    query.include_duplicates = dice_.OneIn(2);
    query.include_repealed = dice_.OneIn(2);
    query.filter = *filter::Filter::Parse(dice_.Pick(KnownFilters()), FilterSchema(FactKind::kIndicator));
    query.unit_mode = UnitMode::kConvert;
    query.target_unit = "m";
    return query;
  }
  Answer Run(const Query& query) {
    absl::StatusOr<Answer> answer = engine_.Run(*table_.snapshot(), query);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : Answer{};
  }

  Dice dice_{20240229};
  std::vector<DocumentFacts> documents_;
  FactTable table_{TestUnits};
  const Engine engine_{1};
};

TEST_F(EngineProperties, OrderOfArrivalDoesNotMatter) {
  std::vector<DocumentFacts> shuffled = documents_;
  std::shuffle(shuffled.begin(), shuffled.end(), dice_.engine());
  FactTable other(TestUnits);
  Place place = 0;
  for (const DocumentFacts& d : shuffled) {
    Change change;
    change.facts = d;
    change.place = ++place;
    other.Apply({change});
  }
  for (int round = 0; round < 200; ++round) {
    const Query query = RandomQuery();
    const absl::StatusOr<Answer> answer = engine_.Run(*other.snapshot(), query);
    ASSERT_TRUE(answer.ok()) << answer.status();
    ASSERT_EQ(answer->rows, Run(query).rows) << round;
  }
}

TEST_F(EngineProperties, RollupsAddUp) {
  for (int round = 0; round < 200; ++round) {
    Query query = RandomQuery();
    query.rollup = true;
    const Answer answer = Run(query);
    struct Sum {
      int64_t count = 0;
      int64_t used = 0;
      Decimal value;
    };
    // By how many dimensions a row has of its own: totals of the rows below each prefix.
    std::map<std::vector<DimensionValue>, Sum> below;
    std::map<std::vector<DimensionValue>, Sum> stated;
    for (const Row& row : answer.rows) {
      std::vector<DimensionValue> prefix = row.dimensions;
      while (!prefix.empty() && prefix.back().kind == BucketKind::kTotal) prefix.pop_back();
      const auto add = [&](Sum& sum) {
        sum.count += static_cast<int64_t>(row.cells[1].value->coefficient());
        sum.used += row.cells[0].used;
        if (row.cells[0].value) sum.value = *Decimal::Add(sum.value, *row.cells[0].value);
      };
      add(stated[prefix]);
      if (!prefix.empty()) {
        prefix.pop_back();
        add(below[prefix]);
      }
    }
    for (const auto& [prefix, sum] : below) {
      ASSERT_EQ(sum.count, stated[prefix].count) << round;
      ASSERT_EQ(sum.used, stated[prefix].used) << round;
      ASSERT_EQ(sum.value, stated[prefix].value) << round;
    }
  }
}

TEST_F(EngineProperties, StatedTotalsLieBetweenTheirBounds) {
  size_t closed = 0;
  for (int round = 0; round < 300; ++round) {
    for (const Row& row : Run(RandomQuery()).rows) {
      const Cell& sum = row.cells[0];
      ASSERT_EQ(sum.lower.has_value(), sum.open_lower == 0 && sum.closed_lower.has_value());
      const bool all_stated = sum.left_out[static_cast<size_t>(LeftOut::kNoValue)] == 0;
      if (!sum.value || !sum.lower || !sum.upper || !all_stated) continue;
      ++closed;
      ASSERT_LE(*sum.lower, *sum.value);
      ASSERT_LE(*sum.value, *sum.upper);
    }
  }
  EXPECT_GT(closed, 500u);
}

TEST_F(EngineProperties, EvidenceIsAsLargeAsTheCellSays) {
  size_t cells = 0;
  for (int round = 0; round < 60; ++round) {
    const Query query = RandomQuery();
    for (const Row& row : Run(query).rows) {
      for (size_t m = 0; m < query.metrics.size(); ++m) {
        const Cell& cell = row.cells[m];
        int64_t used = 0;
        LeftOutCounts left_out{};
        ASSERT_TRUE(engine_
                        .ListEvidence(*table_.snapshot(), query, row.dimensions, m, cell.blocked,
                                      [&](const Evidence& e) {
                                        e.used ? ++used : ++left_out[static_cast<size_t>(e.reason)];
                                        return true;
                                      })
                        .ok());
        ASSERT_EQ(used, cell.used) << round << " " << MetricName(query.metrics[m]);
        ASSERT_EQ(left_out, cell.left_out) << round << " " << MetricName(query.metrics[m]);
        ++cells;
      }
    }
  }
  EXPECT_GT(cells, 1000u);
}

}  // namespace
}  // namespace gangmu::statistics::testing
