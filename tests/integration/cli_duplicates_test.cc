// Equal and nearly equal texts as clusters, whatever the order in which the documents came.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/suite.h"

namespace gangmu::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// Forty sentences with a figure each.
std::string Notice(int from) {
  static const char* const kDeeds[] = {"新建改造农村公路", "发放稳岗补贴", "培训技能人才", "改造老旧小区",
                                       "建成口袋公园"};
  static const char* const kPlaces[] = {"东风街道", "青河镇", "柳林乡", "高新园区", "城关镇", "石桥镇", "南湖新城"};
  std::string text = "关于推进民生实事的通知\n";
  for (int i = 0; i < 40; ++i) {
    absl::StrAppend(&text, kPlaces[i % 7], "安排", kDeeds[i % 5], from + i * 7, "项，由各部门按职责分工抓好落实。\n");
  }
  return text;
}

struct Arrival {
  std::string id, text, date;
};

std::vector<Arrival> Arrivals() {
  return {{"original", Notice(100), "2022-04-01"},
          {"copy", Notice(100), "2022-04-09"},
          {"reprint",
           absl::StrCat(
               "青河县人民政府办公室转发市政府办公室关于推进民生实事的通知\n青政办〔2022〕17号\n各乡镇人民政府：\n",
               Notice(100)),
           "2022-05-09"},
          {"next-year", Notice(3000), "2023-04-01"}};
}

// The clusters of a store that took the documents in this order.
std::string ClustersAfter(const std::vector<Arrival>& arrivals) {
  Suite suite;
  suite.StartMeasures();
  suite.StartIngestion();
  for (const Arrival& arrival : arrivals) {
    const RunResult run = suite.Gangmu({"ingest", "--id", arrival.id, "-"}, arrival.text);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    const RunResult dated = suite.Gangmu(
        {"correct", arrival.id, "--set", absl::StrCat("{\"publishDate\": \"", arrival.date, "\"}"), "--author", "li"});
    EXPECT_EQ(dated.exit_code, 0) << dated.err;
  }
  const RunResult run = suite.Gangmu({"duplicates", "--format", "csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("4 documents, 1 clusters of 3 documents"));
  return run.out;
}

TEST(CliDuplicates, ReprintsAreFoundWithTheirShareInEveryOrder) {
  std::vector<Arrival> arrivals = Arrivals();
  const std::string expected = ClustersAfter(arrivals);
  const std::vector<std::string> lines = absl::StrSplit(expected, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 4u) << expected;
  EXPECT_THAT(lines[1], StartsWith("1,original,100,2022-04-01,"));
  EXPECT_THAT(lines[2], StartsWith("1,copy,100,2022-04-09,"));
  EXPECT_THAT(lines[3], StartsWith("1,reprint,9")) << "more than nine tenths are common";
  std::reverse(arrivals.begin(), arrivals.end());
  EXPECT_EQ(ClustersAfter(arrivals), expected);
  std::rotate(arrivals.begin(), arrivals.begin() + 2, arrivals.end());
  EXPECT_EQ(ClustersAfter(arrivals), expected);
}

}  // namespace
}  // namespace gangmu::testing
