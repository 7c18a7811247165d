#include "common/text/display_width.h"

#include "gtest/gtest.h"

namespace gangmu {
namespace {

TEST(DisplayWidth, HanAndFullWidthCountTwo) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("measure"), 7);
  EXPECT_EQ(DisplayWidth("改革措施"), 8);
  EXPECT_EQ(DisplayWidth("１２％、。"), 10);
  EXPECT_EQ(DisplayWidth("5亿元"), 5);
  EXPECT_EQ(DisplayWidth("𠮷"), 2);
}

TEST(DisplayWidth, CombiningMarksCountNothing) {
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("a\u200B"), 1);
}

TEST(DisplayWidth, BytesThatAreNoTextCountOneEach) { EXPECT_EQ(DisplayWidth("a\xFF\xFE"), 3); }

TEST(DisplayWidth, CutsWhereAColumnWouldBeTooMany) {
  EXPECT_EQ(CutAtDisplayWidth("改革措施", 5), "改革");
  EXPECT_EQ(CutAtDisplayWidth("改革措施", 4), "改革");
  EXPECT_EQ(CutAtDisplayWidth("改革措施", 100), "改革措施");
  EXPECT_EQ(CutAtDisplayWidth("改", 1), "");
  EXPECT_EQ(CutAtDisplayWidth("e\u0301x", 1), "e\u0301");
}

}  // namespace
}  // namespace gangmu
