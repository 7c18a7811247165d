#include "services/cli/output/svg_chart.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gangmu::cli {
namespace {

using statistics::v1::QueryStatisticsResponse;
using ::testing::HasSubstr;

// Rows of (dimension values, value).
QueryStatisticsResponse Answer(const std::vector<std::string>& dimensions,
                               const std::vector<std::pair<std::vector<std::string>, std::string>>& rows) {
  QueryStatisticsResponse answer;
  for (const std::string& dimension : dimensions) answer.add_dimensions(dimension);
  answer.add_metrics("sum(value)");
  for (const auto& [values, number] : rows) {
    auto* row = answer.add_rows();
    for (const std::string& value : values) {
      auto* to = row->add_dimensions();
      to->set_kind(value.empty() ? statistics::v1::DIMENSION_VALUE_KIND_NOT_STATED
                                 : statistics::v1::DIMENSION_VALUE_KIND_VALUE);
      to->set_value(value);
    }
    row->add_cells()->set_value(number);
  }
  return answer;
}

int Count(const std::string& text, const std::string& what) {
  int count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(SvgChart, BarsAreProportionalAndLabelled) {
  const auto svg = SvgChart(Answer({"topic"}, {{{"科技、教育"}, "2000"}, {{"A & <B>"}, "1000"}}));
  ASSERT_TRUE(svg.ok()) << svg.status();
  EXPECT_THAT(*svg, HasSubstr("width=\"460.0\" height=\"14.0\""));
  EXPECT_THAT(*svg, HasSubstr("width=\"230.0\" height=\"14.0\""));
  EXPECT_THAT(*svg, HasSubstr(">科技、教育<"));
  EXPECT_THAT(*svg, HasSubstr(">A &amp; &lt;B&gt;<"));
  EXPECT_THAT(*svg, HasSubstr(">2,000<"));
}

TEST(SvgChart, TimeIsALineWithGaps) {
  const auto svg = SvgChart(
      Answer({"publish_year"}, {{{"2023"}, "4"}, {{"2020"}, "1"}, {{"2021"}, "2"}, {{"2022"}, ""}, {{""}, "9"}}));
  ASSERT_TRUE(svg.ok());
  EXPECT_EQ(Count(*svg, "<circle"), 3) << "a year without a value is no point at zero";
  EXPECT_EQ(Count(*svg, "<line"), 2) << "the axis and 2020 to 2021; nothing leads over the gap";
  EXPECT_LT(svg->find(">2020<"), svg->find(">2023<"));
  EXPECT_THAT(*svg, HasSubstr("1 rows without a bucket are not shown"));
}

TEST(SvgChart, TwoDimensionsAreAHeatMap) {
  const auto svg =
      SvgChart(Answer({"topic", "kind"}, {{{"甲", "LEVEL"}, "4"}, {{"甲", "SHARE"}, "0"}, {{"乙", "LEVEL"}, "2"}}));
  ASSERT_TRUE(svg.ok());
  EXPECT_THAT(*svg, HasSubstr("#2f6f9f"));
  EXPECT_THAT(*svg, HasSubstr("#97b7cf"));
  EXPECT_EQ(Count(*svg, ">甲<"), 1);
}

TEST(SvgChart, RefusesWhatCannotBeDrawn) {
  EXPECT_FALSE(SvgChart(Answer({"topic"}, {})).ok());
  EXPECT_THAT(SvgChart(Answer({"a", "b", "c"}, {{{"1", "2", "3"}, "4"}})).status().message(),
              HasSubstr("two dimensions"));
}

// The first row need not have every year.
TEST(SvgChart, YearsOfAHeatMapStandInTheirOrder) {
  const auto svg =
      SvgChart(Answer({"topic", "publish_year"},
                      {{{"甲", "2021"}, "1"}, {{"甲", ""}, "2"}, {{"乙", "1996"}, "3"}, {{"乙", "2004"}, "4"}}));
  ASSERT_TRUE(svg.ok()) << svg.status();
  size_t before = 0;
  for (const char* column : {">1996<", ">2004<", ">2021<", ">(not stated)<"}) {
    const size_t at = svg->find(column);
    ASSERT_NE(at, std::string::npos) << column;
    EXPECT_GT(at, before) << column;
    before = at;
  }
}

}  // namespace
}  // namespace gangmu::cli
