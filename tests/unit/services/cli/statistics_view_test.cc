#include "services/cli/output/statistics_view.h"

#include <sstream>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace gangmu::cli {
namespace {

using statistics::v1::Cell;
using statistics::v1::QueryStatisticsResponse;

QueryStatisticsResponse Answer() {
  QueryStatisticsResponse answer;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        dimensions: "topic"
        dimensions: "region"
        metrics: "count"
        metrics: "sum(value)"
        total_rows: 3
        matched_facts: 1240
        rows {
          dimensions { kind: DIMENSION_VALUE_KIND_VALUE value: "科技、教育" }
          dimensions { kind: DIMENSION_VALUE_KIND_VALUE value: "420100" display_name: "武汉市" }
          cells { value: "1234" used_count: 1234 }
          cells {
            value: "278200000000"
            lower: "278200000000"
            upper: "280000000000"
            used_count: 12
            unit: "CNY"
            left_out { reason: LEFT_OUT_REASON_PART count: 2 }
            left_out { reason: LEFT_OUT_REASON_NO_VALUE count: 1 }
          }
        }
        rows {
          dimensions { kind: DIMENSION_VALUE_KIND_NOT_STATED }
          dimensions { kind: DIMENSION_VALUE_KIND_TOTAL }
          cells { value: "6" used_count: 6 }
          cells {
            value: "139100000000"
            lower: "139100000000"
            upper: "139100000000"
            used_count: 1
            unit: "CNY"
            inexact: true
          }
        }
        rows {
          dimensions { kind: DIMENSION_VALUE_KIND_SPANS_SEVERAL }
          dimensions { kind: DIMENSION_VALUE_KIND_VALUE value: "x" display_name: "x" }
          cells { value: "0" }
          cells { used_count: 0 }
        }
      )pb",
      &answer));
  return answer;
}

class StatisticsViewTest : public ::testing::Test {
 protected:
  std::istringstream in_;
  std::ostringstream out_, err_;
  Terminal terminal_{.in = in_, .out = out_, .err = err_};
};

TEST_F(StatisticsViewTest, TableLinesUpAndTellsWhatWasUsed) {
  PrintStatisticsTable(Answer(), terminal_);
  EXPECT_EQ(out_.str(),
            "topic            region         count         sum(value)                         interval  unit  used  "
            "left out\n"
            "科技、教育       武汉市 420100  1,234    278,200,000,000  278,200,000,000…280,000,000,000  CNY     12  "
            "part 2, no value 1\n"
            "(not stated)     (total)            6  ≈ 139,100,000,000                                   CNY      1\n"
            "(spans several)  x                  0                  –                                            0\n"
            "3 rows, 1,240 facts fit the filter\n");
}

TEST_F(StatisticsViewTest, CsvIsRaw) {
  PrintStatisticsCsv(Answer(), terminal_);
  EXPECT_EQ(out_.str(),
            "topic,region,count,sum(value),sum(value) unit,sum(value) lower,sum(value) upper,sum(value) "
            "used,sum(value) left_out\n"
            "科技、教育,420100,1234,278200000000,CNY,278200000000,280000000000,12,3\n"
            "(not stated),(total),6,139100000000,CNY,139100000000,139100000000,1,0\n"
            "(spans several),x,0,,,,,0,0\n");
}

TEST_F(StatisticsViewTest, BarsAreProportional) {
  QueryStatisticsResponse answer = Answer();
  answer.mutable_rows()->DeleteSubrange(2, 1);
  PrintStatisticsChart(answer, terminal_);
  std::vector<size_t> blocks;
  std::istringstream lines(out_.str());
  for (std::string line; std::getline(lines, line);) {
    size_t count = 0;
    for (size_t at = line.find("█"); at != std::string::npos; at = line.find("█", at + 1)) ++count;
    blocks.push_back(count);
  }
  // count: 1,234 against 6; sum: the second is half of the first.
  ASSERT_EQ(blocks.size(), 8u) << out_.str();
  EXPECT_EQ(blocks[2], 0u);
  EXPECT_NEAR(blocks[5], blocks[6] * 2, 1) << out_.str() << "a half block may end the second";
  EXPECT_GT(blocks[6], 5u);
  EXPECT_THAT(out_.str(), ::testing::HasSubstr("科技、教育 · 武汉市 420100"));
}

TEST(IntervalText, IsEmptyOnlyWhereTheValueIsTheWholeTruth) {
  Cell cell;
  cell.set_value("5000");
  EXPECT_EQ(IntervalText(cell), "");
  cell.set_lower("5000");
  cell.set_upper("5000");
  EXPECT_EQ(IntervalText(cell), "");
  cell.set_upper("6000");
  EXPECT_EQ(IntervalText(cell), "5,000…6,000");
  cell.clear_upper();
  cell.set_open_upper_count(2);
  EXPECT_EQ(IntervalText(cell), "5,000…");
}

TEST(LeftOutText, NamesReasonsOfNewerServicesByNumber) {
  Cell cell;
  auto* left_out = cell.add_left_out();
  left_out->set_reason(static_cast<statistics::v1::LeftOutReason>(99));
  left_out->set_count(4);
  EXPECT_EQ(LeftOutText(cell), "99 4");
}

}  // namespace
}  // namespace gangmu::cli
