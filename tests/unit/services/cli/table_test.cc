#include "services/cli/output/table.h"

#include "common/text/display_width.h"
#include "gtest/gtest.h"

namespace gangmu::cli {
namespace {

const Style kPlain(false);

Table Topics() {
  Table table({{.header = "topic", .may_shrink = true}, {"count", Align::kRight}, {"unit"}});
  table.AddRow({"科技、教育", "1,234", "家"});
  table.AddRow({"财政、金融、审计", "7", "CNY"});
  table.AddRow({"other", "12", ""});
  return table;
}

TEST(Table, LinesUpHanAndLatin) {
  EXPECT_EQ(Topics().Render(kPlain, 0),
            "topic             count  unit\n"
            "科技、教育        1,234  家\n"
            "财政、金融、审计      7  CNY\n"
            "other                12\n");
}

TEST(Table, CutsOnlyColumnsThatMayShrink) {
  const std::string text = Topics().Render(kPlain, 24);
  EXPECT_EQ(text,
            "topic        count  unit\n"
            "科技、教育   1,234  家\n"
            "财政、金融…      7  CNY\n"
            "other           12\n");
  Table fixed({{"number", Align::kRight}});
  fixed.AddRow({"278,200,000,000"});
  EXPECT_EQ(fixed.Render(kPlain, 5), "         number\n278,200,000,000\n") << "a cut number lies";
}

TEST(Table, KeepsEachRowOnOneLine) {
  Table table({{"a"}, {"b"}});
  table.AddRow({"一\n二\t三\x1b[31m", "x"});
  EXPECT_EQ(table.Render(kPlain, 0), "a              b\n一 二 三 [31m  x\n");
}

TEST(Table, MarksTheHeaderOnTerminals) {
  Table table({{"a"}});
  table.AddRow({"1"});
  EXPECT_EQ(table.Render(Style(true), 0), "\x1b[1ma\x1b[0m\n1\n");
}

TEST(FitWidth, PadsAndCutsByColumns) {
  EXPECT_EQ(FitWidth("武汉", 6), "武汉  ");
  EXPECT_EQ(FitWidth("武汉", 6, Align::kRight), "  武汉");
  EXPECT_EQ(FitWidth("武汉市政府", 6), "武汉… ") << "half a Han character does not fit: a blank fills its place";
  for (int width = 1; width < 12; ++width) EXPECT_EQ(DisplayWidth(FitWidth("a武b汉市c", width)), width);
}

}  // namespace
}  // namespace gangmu::cli
