#include "common/codelists/tsv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gangmu::codelists {
namespace {

using ::testing::ElementsAre;

TEST(ReadTsvTest, KeepsRowsAndEmptyFieldsAndSkipsComments) {
  const auto rows = ReadTsv("# note\n甲\t1\n\n乙\t\t3\n", 2);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_THAT(rows[0], ElementsAre("甲", "1"));
  EXPECT_THAT(rows[1], ElementsAre("乙", "", "3"));
}

TEST(ReadTsvTest, AHashInsideARowIsText) { EXPECT_THAT(ReadTsv("甲\t#1", 2)[0], ElementsAre("甲", "#1")); }

TEST(ReadTsvDeathTest, AShortRowEndsTheProcessAndNamesIt) { EXPECT_DEATH(ReadTsv("甲\n", 2), "2 fields expected.*甲"); }

}  // namespace
}  // namespace gangmu::codelists
