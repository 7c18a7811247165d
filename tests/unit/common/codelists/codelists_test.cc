#include "common/codelists/codelists.h"

#include <gtest/gtest.h>
#include <set>

namespace gangmu::codelists {
namespace {

TEST(CodelistsTest, TopicsAreThe21ClassesInOfficialOrder) {
  ASSERT_EQ(Topics().size(), 21u);
  EXPECT_EQ(Topics().front().code, "综合政务");
  EXPECT_EQ(Topics()[9].code, "科技、教育");
  EXPECT_EQ(Topics().back().code, "其他");
}

TEST(CodelistsTest, InstrumentsFallIntoThreeSides) {
  int supply = 0, environment = 0, demand = 0;
  for (const Entry& e : Instruments()) {
    supply += e.note == "supply";
    environment += e.note == "environment";
    demand += e.note == "demand";
  }
  EXPECT_EQ(supply, 6);
  EXPECT_EQ(environment, 6);
  EXPECT_EQ(demand, 5);
}

TEST(CodelistsTest, FifteenStatutoryKindsOfDocuments) {
  int statutory = 0;
  for (const Entry& e : DocumentTypes()) statutory += e.note == "statutory";
  EXPECT_EQ(statutory, 15);
  EXPECT_NE(FindEntry(DocumentTypes(), "工作报告"), nullptr);
  EXPECT_EQ(FindEntry(DocumentTypes(), "小说"), nullptr);
}

TEST(CodelistsTest, CodesAreUnique) {
  for (const auto* list : {&Topics(), &Instruments(), &DocumentTypes()}) {
    std::set<std::string_view> codes;
    for (const Entry& e : *list) EXPECT_TRUE(codes.insert(e.code).second) << e.code;
  }
}

}  // namespace
}  // namespace gangmu::codelists
