#include "services/cli/commands/metric_list.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gangmu::cli {
namespace {

using ::testing::HasSubstr;

TEST(ParseMetrics, KeepsOrderFieldsAndScale) {
  const auto metrics = ParseMetrics("sum(value), count,AVG( upper_bound , 2 )");
  ASSERT_TRUE(metrics.ok()) << metrics.status();
  ASSERT_EQ(metrics->size(), 3u);
  EXPECT_EQ((*metrics)[0].function(), statistics::v1::METRIC_FUNCTION_SUM);
  EXPECT_EQ((*metrics)[0].field(), "value");
  EXPECT_EQ((*metrics)[1].function(), statistics::v1::METRIC_FUNCTION_COUNT);
  EXPECT_EQ((*metrics)[1].field(), "");
  EXPECT_EQ((*metrics)[2].function(), statistics::v1::METRIC_FUNCTION_AVG);
  EXPECT_EQ((*metrics)[2].field(), "upper_bound");
  EXPECT_EQ((*metrics)[2].scale(), 2);
}

TEST(ParseMetrics, PutsArgumentsWhereTheFunctionTakesThem) {
  const auto metrics = ParseMetrics("percentile(value,90),count_distinct(subject)");
  ASSERT_TRUE(metrics.ok()) << metrics.status();
  EXPECT_EQ((*metrics)[0].percentile(), "90");
  EXPECT_EQ((*metrics)[1].dimension(), "subject");
  EXPECT_EQ((*metrics)[1].field(), "");
}

TEST(ParseMetrics, SaysWhatIsWrong) {
  EXPECT_THAT(ParseMetrics("total(value)").status().message(), HasSubstr("known are count, sum, avg, min, max"));
  EXPECT_THAT(ParseMetrics("sum(value").status().message(), HasSubstr("brackets"));
  EXPECT_THAT(ParseMetrics("avg(value,two)").status().message(), HasSubstr("digits"));
  EXPECT_THAT(ParseMetrics("sum(a,1,2)").status().message(), HasSubstr("at most"));
  EXPECT_FALSE(ParseMetrics("").ok());
  EXPECT_FALSE(ParseMetrics("count,").ok());
  EXPECT_FALSE(ParseMetrics("unspecified").ok());
}

}  // namespace
}  // namespace gangmu::cli
