#include "services/ingestion/extraction/indicators/times.h"

#include <cstdio>
#include <gtest/gtest.h>
#include <string>

#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {
namespace {

std::string DateText(const Date& d) {
  if (!d.present()) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
  return text;
}

// Period of the first time in the text, published in October 2022 unless told.
std::string PeriodOf(const std::string& text, Date publish = {2022, 10, 21}) {
  const SourceText source = SourceText::Create(text).value();
  Passage passage;
  const Landmarks landmarks(source);
  passage.Assign(source, landmarks);
  for (int32_t i = 0; i < passage.size(); ++i) {
    TimeExpression time;
    if (!ReadTime(passage, i, time)) continue;
    const Period period = Resolve(time, {publish, publish.year});
    return DateText(period.start) + ".." + DateText(period.end) + (time.basis ? " basis" : "") +
           (time.attribute ? " attribute" : "");
  }
  return "none";
}

TEST(Times, YearsAndTheirParts) {
  EXPECT_EQ(PeriodOf("2021年完成"), "2021-01-01..2021-12-31");
  EXPECT_EQ(PeriodOf("二〇二一年完成"), "2021-01-01..2021-12-31");
  EXPECT_EQ(PeriodOf("2021—2025年"), "2021-01-01..2025-12-31");
  EXPECT_EQ(PeriodOf("2021年至2022年6月，"), "2021-01-01..2022-06-30");
  EXPECT_EQ(PeriodOf("2020年2月，"), "2020-02-01..2020-02-29");
  EXPECT_EQ(PeriodOf("前三季度，"), "2022-01-01..2022-09-30");
  EXPECT_EQ(PeriodOf("1—9月，"), "2022-01-01..2022-09-30");
  EXPECT_EQ(PeriodOf("“十四五”期间，"), "2021-01-01..2025-12-31");
}

TEST(Times, AgainstTheDateOfTheDocument) {
  EXPECT_EQ(PeriodOf("今年以来，"), "2022-01-01..2022-10-21");
  EXPECT_EQ(PeriodOf("上半年，"), "2022-01-01..2022-06-30");
  EXPECT_EQ(PeriodOf("2020年以来，"), "2020-01-01..2022-10-21");
  EXPECT_EQ(PeriodOf("去年，"), "2021-01-01..2021-12-31");
  EXPECT_EQ(PeriodOf("五年来，", {2023, 3, 5}), "2018-01-01..2022-12-31");
  EXPECT_EQ(PeriodOf("过去一年，", {2024, 1, 20}), "2023-01-01..2023-12-31");
}

TEST(Times, NoPeriodEndsBeforeItBegins) { EXPECT_EQ(PeriodOf("2021年以来，", {1954, 1, 1}), "2021-01-01.."); }

TEST(Times, PointsAndOpenEnds) {
  EXPECT_EQ(PeriodOf("到2025年，"), "2025-12-31..2025-12-31");
  EXPECT_EQ(PeriodOf("2023年底前，"), "2023-12-31..2023-12-31");
  EXPECT_EQ(PeriodOf("截至9月底，"), "2022-09-30..2022-09-30");
  EXPECT_EQ(PeriodOf("从2019年1月1日起，"), "2019-01-01..");
}

TEST(Times, BasesAndAttributesAreMarked) {
  EXPECT_EQ(PeriodOf("较2019年增长"), "2019-01-01..2019-12-31 basis");
  EXPECT_EQ(PeriodOf("2021年度科技奖励"), "2021-01-01..2021-12-31 attribute");
}

TEST(Times, NumbersThatAreNoTimes) {
  EXPECT_EQ(PeriodOf("3年以上"), "none");
  EXPECT_EQ(PeriodOf("12个月"), "none");
  EXPECT_EQ(PeriodOf("三年行动"), "none");
}

}  // namespace
}  // namespace gangmu::extraction
