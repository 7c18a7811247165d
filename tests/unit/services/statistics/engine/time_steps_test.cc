#include "services/statistics/engine/time_steps.h"

#include "absl/time/civil_time.h"

#include "common/time/civil.h"
#include "gtest/gtest.h"

namespace gangmu::statistics {
namespace {

std::string Days(Derivation derivation, std::string_view bucket) {
  const DaySpan span = DaysOfBucket(derivation, bucket);
  const auto text = [](Day day) { return day == kNoDay ? "open" : FormatDay(absl::CivilDay(1970, 1, 1) + day); };
  return text(span.first) + " " + text(span.last);
}

TEST(TimeSteps, BucketsHaveAFirstAndALastDay) {
  EXPECT_EQ(Days(Derivation::kYear, "2022"), "2022-01-01 2022-12-31");
  EXPECT_EQ(Days(Derivation::kHalf, "2022-H1"), "2022-01-01 2022-06-30");
  EXPECT_EQ(Days(Derivation::kHalf, "2022-H2"), "2022-07-01 2022-12-31");
  EXPECT_EQ(Days(Derivation::kQuarter, "2020-Q1"), "2020-01-01 2020-03-31");
  EXPECT_EQ(Days(Derivation::kMonth, "2020-02"), "2020-02-01 2020-02-29");
  EXPECT_EQ(Days(Derivation::kMonth, "2021-12"), "2021-12-01 2021-12-31");
  EXPECT_EQ(Days(Derivation::kPlan, "2021-2025"), "2021-01-01 2025-12-31");
  EXPECT_EQ(Days(Derivation::kPeriod, "2021-03-01/2021-03-05"), "2021-03-01 2021-03-05");
  EXPECT_EQ(Days(Derivation::kPeriod, "../2025-12-31"), "open 2025-12-31");
}

TEST(TimeSteps, WhatIsNoBucketHasNone) {
  EXPECT_EQ(Days(Derivation::kYear, "later"), "open open");
  EXPECT_EQ(Days(Derivation::kQuarter, "2022"), "open open");
  EXPECT_EQ(Days(Derivation::kText, "2022"), "open open");
  EXPECT_FALSE(HasDays(Derivation::kText));
  EXPECT_TRUE(HasDays(Derivation::kPeriod));
}

}  // namespace
}  // namespace gangmu::statistics
