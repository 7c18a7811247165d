#include "common/similarity/text_sketch.h"

#include <set>

#include "gtest/gtest.h"

namespace gangmu {
namespace {

// A notice of forty sentences, each with a figure; `from` gives the first figure.
std::string Notice(int from) {
  static const char* const kDeeds[] = {"新建改造农村公路", "发放稳岗补贴", "培训技能人才", "改造老旧小区",
                                       "建成口袋公园"};
  static const char* const kPlaces[] = {"东风街道", "青河镇", "柳林乡",   "高新园区",
                                        "城关镇",   "石桥镇", "南湖新城", "北山林场"};
  std::string text = "关于推进民生实事的通知\n";
  for (int i = 0; i < 40; ++i) {
    text += std::string(kPlaces[i % 8]) + "第" + std::to_string(i) + "批安排" + kDeeds[i % 5] +
            std::to_string(from + i * 7) + "项，由各部门按职责分工抓好落实。\n";
  }
  return text;
}

size_t SharedBands(const std::string& a, const std::string& b) {
  const auto bands_a = SketchBands(*SketchText(a)), bands_b = SketchBands(*SketchText(b));
  size_t shared = 0;
  for (size_t i = 0; i < bands_a.size(); ++i) shared += bands_a[i] == bands_b[i] ? 1 : 0;
  return shared;
}

TEST(TextSketch, LayoutScriptAndPunctuationDoNotCount) {
  std::string other;
  for (const char c : Notice(100)) other += c == '\n' ? "\r\n　　" : std::string(1, c);
  EXPECT_EQ(SketchText(Notice(100)), SketchText(other));
  EXPECT_EQ(CompareTexts(Notice(100), other).percent, 100);
  EXPECT_TRUE(CompareTexts(Notice(100), other).near);
}

TEST(TextSketch, AReprintUnderAnotherCoverIsNear) {
  const std::string reprint =
      "青河县人民政府办公室转发市政府办公室关于推进民生实事的通知\n青政办〔2022〕17号\n各乡镇人民政府，县直各单位：\n" +
      Notice(100) + "青河县人民政府办公室\n2022年5月9日\n";
  const TextSimilarity similarity = CompareTexts(Notice(100), reprint);
  EXPECT_TRUE(similarity.near) << similarity.percent;
  EXPECT_GE(similarity.percent, kNearPercent);
  EXPECT_LT(similarity.percent, 100);
  EXPECT_GT(SharedBands(Notice(100), reprint), 0u);
  EXPECT_TRUE(MayBeNear(*SketchText(Notice(100)), *SketchText(reprint)));
}

TEST(TextSketch, AFormFilledInAnewIsNotNear) {
  const TextSimilarity similarity = CompareTexts(Notice(100), Notice(1000));
  EXPECT_FALSE(similarity.near) << "it says something else";
  EXPECT_FALSE(MayBeNear(*SketchText(Notice(100)), *SketchText(Notice(1000)))) << "and no text must be read for that";
}

TEST(TextSketch, OtherTextsAreNotNear) {
  std::string other;
  for (int i = 0; i < 60; ++i) other += "第" + std::to_string(i) + "条本办法由市财政局负责解释，自公布之日起施行。\n";
  EXPECT_FALSE(CompareTexts(Notice(100), other).near);
  EXPECT_EQ(SharedBands(Notice(100), other), 0u);
}

TEST(TextSketch, AShortTextHasNone) {
  EXPECT_EQ(SketchText("关于放假的通知"), std::nullopt);
  EXPECT_EQ(SketchText(""), std::nullopt);
  EXPECT_EQ(CompareTexts("", "").percent, 0);
}

TEST(TextSketch, BytesGiveItBack) {
  const auto sketch = SketchText(Notice(5));
  EXPECT_EQ(SketchFromBytes(SketchToBytes(*sketch)), sketch);
  EXPECT_EQ(SketchFromBytes("short"), std::nullopt);
}

}  // namespace
}  // namespace gangmu
