// The fact table as bytes, and back: the same answers at every place of the history, and no bytes that crash it.
#include "services/statistics/engine/table_image.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/statistics/engine/engine.h"
#include "tests/unit/services/statistics/engine/random_facts.h"

namespace gangmu::statistics::testing {
namespace {

const std::vector<std::string> kNumbers = {"1", "12.5", "-3", "0.001", "278200000000", "99999999999999999999999999"};

std::vector<std::string> PartsOf(const Snapshot& snapshot) {
  std::vector<std::string> parts;
  const absl::Status status = WriteTableImage(snapshot, [&](std::string_view part) {
    parts.emplace_back(part);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return parts;
}

absl::StatusOr<std::unique_ptr<FactTable>> TableOf(const std::vector<std::string>& parts) {
  TableImageReader reader;
  for (const std::string& part : parts) {
    if (const absl::Status status = reader.Add(part); !status.ok()) return status;
  }
  return reader.Finish(TestUnits);
}

// Documents are put, put again and deleted, so that there is history.
class TableImage : public ::testing::Test {
 protected:
  TableImage() {
    table_.SetHorizon(0);
    ApplyChanges(400);
    table_.SetHorizon(100);
  }

  void ApplyChanges(int changes) {
    for (int i = 0; i < changes; ++i) Apply(table_, NextChange());
  }
  Change NextChange() {
    Change change;
    change.facts = RandomDocument(dice_, dice_.Below(150), kNumbers);
    change.deleted = dice_.OneIn(8);
    change.place = ++place_;
    return change;
  }
  static void Apply(FactTable& table, Change change) {
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    table.Apply(std::move(changes));
  }
  std::vector<Row> Rows(const Snapshot& snapshot, std::optional<Place> as_of) const {
    Query query;
    query.group_by = {"topic", "unit", "publish_year", "scheme"};
    for (const char* metric : {"count", "sum(value)", "count_distinct(subject)", "last(value)", "top(issuer)"}) {
      query.metrics.push_back(*ParseMetric(metric));
    }
    query.allowed_mixtures = kMixAll;
    query.as_of = as_of;
    const auto answer = engine_.Run(snapshot, query);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->rows : std::vector<Row>();
  }
  void ExpectSame(const FactTable& a, const FactTable& b) const {
    EXPECT_EQ(a.place(), b.place());
    EXPECT_EQ(a.counts().documents, b.counts().documents);
    EXPECT_EQ(a.counts().indicators, b.counts().indicators);
    EXPECT_EQ(Rows(*a.snapshot(), std::nullopt), Rows(*b.snapshot(), std::nullopt));
    for (const Place place : {Place{100}, Place{177}, a.place()}) {
      EXPECT_EQ(Rows(*a.snapshot(), place), Rows(*b.snapshot(), place)) << place;
    }
  }

  Dice dice_{20251124};
  Place place_ = 0;
  FactTable table_{TestUnits};
  const Engine engine_{0};
};

TEST_F(TableImage, HoldsTheStateAndItsHistory) {
  const auto restored = TableOf(PartsOf(*table_.snapshot()));
  ASSERT_TRUE(restored.ok()) << restored.status();
  ExpectSame(table_, **restored);
  Query query;
  query.metrics.push_back(*ParseMetric("count"));
  query.as_of = 99;
  EXPECT_FALSE(engine_.Run(*(*restored)->snapshot(), query).ok()) << "the horizon is kept too";
}

TEST_F(TableImage, TheTableGoesOnFromIt) {
  const auto restored = TableOf(PartsOf(*table_.snapshot()));
  ASSERT_TRUE(restored.ok()) << restored.status();
  for (int i = 0; i < 1'000; ++i) {
    Change change = NextChange();
    Apply(**restored, change);
    Apply(table_, std::move(change));
  }
  ExpectSame(table_, **restored);
  table_.SetHorizon(900);
  (*restored)->SetHorizon(900);
  EXPECT_EQ(Rows(*table_.snapshot(), 900), Rows(*(*restored)->snapshot(), 900));
}

TEST_F(TableImage, ChangesAfterTheSnapshotAreNotInIt) {
  const std::shared_ptr<const Snapshot> before = table_.snapshot();
  const std::vector<Row> rows = Rows(*before, std::nullopt);
  ApplyChanges(300);
  const auto restored = TableOf(PartsOf(*before));
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ((*restored)->place(), 400);
  EXPECT_EQ(Rows(*(*restored)->snapshot(), std::nullopt), rows);
}

TEST_F(TableImage, AnEmptyTableIsAnImageToo) {
  FactTable empty(TestUnits);
  const auto restored = TableOf(PartsOf(*empty.snapshot()));
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ((*restored)->counts().documents, 0);
}

TEST_F(TableImage, MissingAndSurplusPartsAreRefused) {
  std::vector<std::string> parts = PartsOf(*table_.snapshot());
  EXPECT_TRUE(absl::IsDataLoss(TableOf({}).status()));
  for (size_t left_out = 0; left_out < parts.size(); ++left_out) {
    std::vector<std::string> fewer = parts;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(left_out));
    EXPECT_FALSE(TableOf(fewer).ok()) << left_out;
  }
  parts.push_back(parts.back());
  EXPECT_TRUE(absl::IsDataLoss(TableOf(parts).status()));
}

TEST_F(TableImage, AnotherVersionIsRefused) {
  std::vector<std::string> parts = PartsOf(*table_.snapshot());
  parts[0][0] = static_cast<char>(kTableImageVersion + 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(TableOf(parts).status()));
}

// The file's checksums find damage; were they to miss it, the reader still must not read beyond what is there. A
// flipped value may stay unnoticed here: it is then a table like any other, and answers.
TEST_F(TableImage, NoDamageCrashesIt) {
  const std::vector<std::string> parts = PartsOf(*table_.snapshot());
  size_t refused = 0;
  size_t tried = 0;
  for (size_t p = 0; p < parts.size(); ++p) {
    for (size_t at = 0; at < parts[p].size(); at += 1 + parts[p].size() / 150) {
      for (const unsigned char flip : {0x01, 0x80, 0xFF}) {
        std::vector<std::string> damaged = parts;
        damaged[p][at] = static_cast<char>(static_cast<unsigned char>(damaged[p][at]) ^ flip);
        const auto table = TableOf(damaged);
        ++tried;
        refused += table.ok() ? 0 : 1;
        Query query;
        query.group_by = {"topic", "unit", "scheme", "publish_year", "period_year"};
        query.metrics.push_back(*ParseMetric("count"));
        if (table.ok()) (void)engine_.Run(*(*table)->snapshot(), query);
      }
    }
    std::vector<std::string> cut = parts;
    cut[p].resize(parts[p].size() / 2);
    EXPECT_FALSE(TableOf(cut).ok()) << p;
  }
  EXPECT_GT(tried, 1'000u);
  EXPECT_GT(refused, tried / 20);
}

}  // namespace
}  // namespace gangmu::statistics::testing
