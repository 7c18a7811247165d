#include "services/ingestion/extraction/source_text.h"

#include <gtest/gtest.h>

#include "common/status/error.h"
#include "services/ingestion/extraction/dates.h"
#include "services/ingestion/extraction/lexicon.h"
#include "services/ingestion/extraction/places.h"
#include "services/ingestion/extraction/utf8.h"

namespace gangmu::extraction {
namespace {

SourceText Text(std::string_view s) { return SourceText::Create(s).value(); }

TEST(SourceTextTest, OffsetsAreCodePointsAndSlicesAreExact) {
  const SourceText t = Text("建成５Ｇ基站𠮷1,000座\n");
  EXPECT_EQ(t.size(), 14);
  EXPECT_EQ(t.Slice({2, 4}), "５Ｇ");
  EXPECT_EQ(t.Slice({6, 7}), "𠮷");
  EXPECT_EQ(t.cls(6), CharClass::kHan);
}

TEST(SourceTextTest, FoldingKeepsEveryPlace) {
  const std::string text = "（１）２．５％,國務院關於“後勤”「一網」○";
  const SourceText t = Text(text);
  EXPECT_EQ(ToUtf8(t.folded()), "（1）2.5%，国务院关于“后勤”“一网”〇");
  EXPECT_EQ(t.Slice({0, t.size()}), text);
}

TEST(SourceTextTest, CharactersOfSimplifiedTextAreNotFolded) {
  EXPECT_EQ(ToUtf8(Text("著名乾县藉口").folded()), "著名乾县藉口");
}

TEST(SourceTextTest, LinesKeepTheirPlaceAndTheirContent) {
  const SourceText t = Text("甲\n\n　　乙丙 \n丁");
  ASSERT_EQ(t.lines().size(), 4u);
  EXPECT_TRUE(t.lines()[1].content.empty());
  EXPECT_EQ(t.Slice(t.lines()[2].content), "乙丙");
  EXPECT_EQ(t.lines()[3].span, (Span{9, 10}));
}

TEST(SourceTextTest, RefusesWhatIsNoUtf8AndSaysWhere) {
  for (const std::string_view bad : {"甲\xff", "\x80", "\xe4\xb8", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80"}) {
    const auto text = SourceText::Create(bad);
    ASSERT_FALSE(text.ok());
    EXPECT_EQ(DetailsOf(text.status()).reason, Reason::kNOT_TEXT);
  }
  EXPECT_TRUE(SourceText::Create("").ok());
}

TEST(LexiconTest, TheLongestTermWinsInBothDirections) {
  Lexicon forward;
  forward.Add("国务院", 1);
  forward.Add("国务院办公厅", 2);
  Lexicon backward(Lexicon::Direction::kBackward);
  backward.Add("办公厅", 3);
  backward.Add("厅", 4);
  const SourceText t = Text("由國務院辦公廳印发");
  EXPECT_EQ(forward.Longest(t, 1).value, 2);
  EXPECT_EQ(forward.Longest(t, 1).length, 6);
  EXPECT_FALSE(forward.Longest(t, 2));
  EXPECT_EQ(forward.Longest(t.folded(), 1, 5).value, 1);  // does not look beyond the end it is given
  EXPECT_EQ(backward.LongestEndingAt(t.folded(), 7).value, 3);
  EXPECT_EQ(backward.LongestEndingAt(t.folded(), 7, 6).value, 4);
}

TEST(LexiconTest, HoldsManyTerms) {
  Lexicon lexicon;
  for (int i = 0; i < 20000; ++i) lexicon.Add("词" + std::to_string(i), i);
  EXPECT_EQ(lexicon.size(), 20000u);
  for (int i = 0; i < 20000; i += 37) EXPECT_EQ(lexicon.Longest(Text("词" + std::to_string(i) + "。"), 0).value, i);
}

TEST(LexiconTest, TheFilterMissesNoTerm) {
  Lexicon forward;
  forward.Add("财政", 0);
  forward.Add("将", 1);
  Lexicon backward(Lexicon::Direction::kBackward);
  backward.Add("办公厅", 0);
  BigramFilter filter;
  forward.Mark(filter, 1);
  backward.Mark(filter, 2);
  EXPECT_EQ(filter.At(U'财', U'政') & 1, 1);
  EXPECT_EQ(filter.At(U'将', U'\n') & 1, 1);
  EXPECT_EQ(filter.At(U'\U00020BB7', U'\n'), 0);
  EXPECT_EQ(filter.At(U'公', U'厅') & 2, 2);
}

TEST(ReadDateTest, AllWaysOfWriting) {
  for (const std::string_view s :
       {"2022年10月21日", "2022-10-21", "2022.10.21", "2022/10/21", "二〇二二年十月二十一日", "二○二二年十月二十一日",
        "２０２２年１０月２１日", "2 0 2 2年1 0月2 1日", "2022 年 10 月 21 日"}) {
    const SourceText t = Text(s);
    EXPECT_EQ(ReadDate(t, 0, t.size()).date, (Date{2022, 10, 21})) << s;
  }
  const SourceText month = Text("2023年5月");
  EXPECT_EQ(ReadDate(month, 0, month.size()).date, (Date{2023, 5, 0}));
  for (const std::string_view s : {"2022年13月1日", "3022-1-1", "22年1月1日", "一百年"}) {
    const SourceText t = Text(s);
    EXPECT_FALSE(ReadDate(t, 0, t.size())) << s;
  }
}

TEST(FindPlaceInLineTest, TheMostSpecificOfAChain) {
  const auto code = [](std::string_view s) {
    const SourceText t = Text(s);
    const PlaceInLine p = FindPlaceInLine(t, {0, t.size()});
    return p.region == nullptr ? std::string() : std::string(p.region->code);
  };
  EXPECT_EQ(code("江苏省宿迁市沭阳县人民政府"), "321322");
  EXPECT_EQ(code("中共武汉市委改革办"), "420100");
  EXPECT_EQ(code("黔南州2023年工作报告"), "522700");
  EXPECT_EQ(code("北京市朝阳区统计局"), "110105");
  EXPECT_EQ(code("国务院办公厅"), "");
  EXPECT_EQ(code("保持收支均衡水平"), "");  // 衡水 by chance
}

}  // namespace
}  // namespace gangmu::extraction
