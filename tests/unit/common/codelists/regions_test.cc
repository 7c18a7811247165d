#include "common/codelists/regions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace gangmu::codelists {
namespace {

std::vector<std::string_view> CodesOf(std::string_view name) {
  std::vector<std::string_view> codes;
  for (const Region* r : FindRegionsByName(name)) codes.push_back(r->code);
  return codes;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RegionsTest, CodesGiveNameAndLevel) {
  const Region* wuhan = FindRegion("420100");
  ASSERT_NE(wuhan, nullptr);
  EXPECT_EQ(wuhan->name, "武汉市");
  EXPECT_EQ(wuhan->level, RegionLevel::kPrefecture);
  EXPECT_EQ(FindRegion("420000")->level, RegionLevel::kProvince);
  EXPECT_EQ(FindRegion("522729")->name, "长顺县");
  EXPECT_EQ(FindRegion("999999"), nullptr);
  EXPECT_EQ(FindRegion(""), nullptr);
}

TEST(RegionsTest, FullShortAndFormerNamesLeadToTheDivisionOfToday) {
  EXPECT_THAT(CodesOf("武汉市"), ElementsAre("420100"));
  EXPECT_THAT(CodesOf("武汉"), ElementsAre("420100"));
  EXPECT_THAT(CodesOf("黔南州"), ElementsAre("522700"));
  EXPECT_THAT(CodesOf("黔南"), ElementsAre("522700"));
  EXPECT_THAT(CodesOf("内蒙古"), ElementsAre("150000"));
  EXPECT_THAT(CodesOf("襄樊市"), ElementsAre("420600"));
  EXPECT_THAT(CodesOf("宣武区"), ElementsAre("110102"));
  EXPECT_THAT(CodesOf("伊犁州"), ElementsAre("654000"));
  EXPECT_THAT(CodesOf("无名市"), IsEmpty());
}

TEST(RegionsTest, ANameBorneTwiceGivesBoth) { EXPECT_THAT(CodesOf("朝阳区"), ElementsAre("110105", "220104")); }

TEST(RegionsTest, TheHigherLevelOwnsASharedShortName) {
  EXPECT_THAT(CodesOf("吉林"), ElementsAre("220000"));
  EXPECT_THAT(CodesOf("吉林市"), ElementsAre("220200"));
}

TEST(RegionsTest, ParentsFollowTheCodes) {
  EXPECT_EQ(ParentRegion("420106")->code, "420100");
  EXPECT_EQ(ParentRegion("420100")->code, "420000");
  EXPECT_EQ(ParentRegion("420000"), nullptr);
  // 天门市 is governed by its province directly: there is no 429000.
  EXPECT_EQ(ParentRegion("429006")->code, "420000");
  EXPECT_EQ(ParentRegion("110105")->code, "110000");
}

TEST(RegionsTest, SubtreeIsDecidedByTheCode) {
  EXPECT_TRUE(RegionContains("420000", "420106"));
  EXPECT_TRUE(RegionContains("420000", "429006"));
  EXPECT_TRUE(RegionContains("420100", "420100"));
  EXPECT_TRUE(RegionContains(kCountryCode, "650100"));
  EXPECT_TRUE(RegionContains("110000", "110228"));  // 密云县, withdrawn
  EXPECT_FALSE(RegionContains("420100", "420000"));
  EXPECT_FALSE(RegionContains("420100", "420200"));
  EXPECT_FALSE(RegionContains("42", "420100"));
  EXPECT_FALSE(RegionContains("420000", ""));
}

TEST(RegionsTest, ChildrenOfCountryAndProvince) {
  EXPECT_EQ(ChildRegions(kCountryCode).size(), 34u);
  bool tianmen = false;
  for (const Region* r : ChildRegions("420000")) tianmen |= r->code == "429006";
  EXPECT_TRUE(tianmen);
  EXPECT_THAT(ChildRegions("420106"), IsEmpty());
}

TEST(RegionsTest, TheDataAreConsistent) {
  std::set<std::string_view> codes;
  for (const Region& r : AllRegions()) {
    EXPECT_EQ(r.code.size(), 6u);
    EXPECT_TRUE(codes.insert(r.code).second) << r.code;
    const Region* parent = ParentRegion(r.code);
    EXPECT_EQ(parent == nullptr, r.level == RegionLevel::kProvince) << r.code;
    if (parent != nullptr) {
      EXPECT_TRUE(RegionContains(parent->code, r.code)) << r.code;
    }
  }
  EXPECT_GT(codes.size(), 3200u);
  // Every row of the tables of names leads to a division, and a former name is not one of today.
  std::set<std::string_view> names;
  for (const Region& r : AllRegions()) names.insert(r.name);
  int former = 0;
  for (const RegionName& n : AllRegionNames()) {
    ASSERT_NE(n.region, nullptr);
    if (n.kind == RegionName::Kind::kFormer) {
      ++former;
      EXPECT_EQ(names.count(n.name), 0u) << n.name;
    }
  }
  EXPECT_GE(former, 60);
}

TEST(Regions, FormerOnesLeadToThoseOfToday) {
  EXPECT_GT(FormerRegions().size(), 20u);
  for (const FormerRegion& former : FormerRegions()) {
    EXPECT_NE(FindRegion(former.present), nullptr) << former.name;
    EXPECT_GE(former.year, 1949) << former.name;
    EXPECT_EQ(former.code.size(), 6u) << former.name;
  }
}

}  // namespace
}  // namespace gangmu::codelists
